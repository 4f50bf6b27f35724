import { statSync } from 'node:fs';
import { inTurns } from '../base/turns.ts';
import type { SourceFile } from './check.ts';
import type { BankFiles } from './desk.ts';
import { type ReadFile, readingBank, readSource } from './load.ts';

/** Within so many milliseconds a file may be written twice and bear one time. */
const clockStep = 2_000;

type Seen = { trace: string; isSettled: boolean; file: SourceFile };

/**
 * Reads the files of a bank's folder again and again, and of these only the ones that have changed on the disk: a file
 * that says what it said before is the same object.
 */
export function createReader(folder: string, now: () => number, read: ReadFile = readSource) {
  let seen = new Map<string, Seen>();
  return async (): Promise<BankFiles> => {
    const found = new Map<string, Seen>();
    const readChanged: ReadFile = (path, name) => {
      const before = seen.get(name);
      const { trace, isSettled } = look(name, now());
      const isUntouched = before?.isSettled && before.trace === trace;
      const file = isUntouched ? before.file : sameOr(before?.file, read(path, name));
      found.set(name, { trace, isSettled, file });
      return file;
    };
    const files = await inTurns(readingBank(folder, readChanged));
    seen = found;
    return files;
  };
}

function look(name: string, now: number): Omit<Seen, 'file'> {
  const { mtimeNs, ctimeNs, ctimeMs, size, ino } = statSync(name, { bigint: true });
  const isSettled = Math.abs(now - Number(ctimeMs)) > clockStep;
  return { trace: [mtimeNs, ctimeNs, size, ino].join(' '), isSettled };
}

function sameOr(before: SourceFile | undefined, file: SourceFile): SourceFile {
  return before?.text === file.text ? before : file;
}

/** Whether two readings of a folder found the same. */
export function isSameReading(a: BankFiles, b: BankFiles): boolean {
  return (
    a.files.length === b.files.length &&
    a.files.every((file, i) => file === b.files[i]) &&
    JSON.stringify(a.unreadable) === JSON.stringify(b.unreadable)
  );
}
