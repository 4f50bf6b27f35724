import { statSync } from 'node:fs';
import { inTurns } from '../../base/turns.ts';
import type { BankFiles } from './check.ts';
import { readingBank } from './load.ts';
import { type ReadFile, type Reading, readSource } from './source.load.ts';

/** Two writes within this many milliseconds may leave the same time on a file. */
const clockStep = 2_000;

type Seen = { trace: string; isSettled: boolean; reading: Reading };

/**
 * Reads the files of a bank's folder again and again, and of these only the ones that have changed on the disk: a file
 * that says what it said before is the same object.
 */
export function createReader(folder: string, now: () => number, readFile: ReadFile = readSource) {
  let seen = new Map<string, Seen>();
  return async (): Promise<BankFiles> => {
    const found = new Map<string, Seen>();
    const readChanged: ReadFile = (path, name) => {
      const before = seen.get(name);
      const { trace, isSettled } = look(name, now());
      const isUntouched = before?.isSettled && before.trace === trace;
      const reading = isUntouched ? before.reading : sameOr(before?.reading, readFile(path, name));
      found.set(name, { trace, isSettled, reading });
      return reading;
    };
    const files = await inTurns(readingBank(folder, readChanged));
    seen = found;
    return files;
  };
}

function look(name: string, now: number): Omit<Seen, 'reading'> {
  const { mtimeNs, ctimeNs, ctimeMs, size, ino, dev } = statSync(name, { bigint: true });
  const isSettled = Math.abs(now - Number(ctimeMs)) > clockStep;
  return { trace: [mtimeNs, ctimeNs, size, ino, dev].join(' '), isSettled };
}

function sameOr(before: Reading | undefined, reading: Reading): Reading {
  return before && isSame(before, reading) ? before : reading;
}

function isSame(before: Reading, now: Reading): boolean {
  if ('text' in before && 'text' in now) return before.text.text === now.text.text;
  return 'picture' in before && 'picture' in now && before.picture.bytes.equals(now.picture.bytes);
}

/** Whether two readings of a folder found the same. */
export function isSameReading(a: BankFiles, b: BankFiles): boolean {
  return (
    a.files.length === b.files.length &&
    a.files.every((file, i) => file === b.files[i]) &&
    a.pictures.length === b.pictures.length &&
    a.pictures.every((picture, i) => picture === b.pictures[i]) &&
    JSON.stringify([a.unreadable, a.warnings]) === JSON.stringify([b.unreadable, b.warnings])
  );
}
