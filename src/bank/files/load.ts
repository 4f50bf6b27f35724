import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isThere } from '../../base/data/regular.ts';
import { Refusal } from '../../base/failure.ts';
import { atOnce, type Work } from '../../base/turns.ts';
import { readBankFile } from '../parse/parse.ts';
import type { BankFile } from '../schema/taxonomy.ts';
import { type BankFiles, byPlace, type Checked, checkedOf, judgingFolder, type SourceFile } from './check.ts';
import { objectiveOf, pathsOf } from './contents.ts';
import { findingBroken, findingPictures, searching, tellingStrays } from './search.load.ts';
import { createReader, type ReadFile, readSource } from './source.load.ts';

/** Reads and judges every file of a bank's folder. */
export function loadBank(folder: string): Checked {
  return checkFiles(readBank(folder));
}

/** Judges the files of a bank as they were read. */
export function checkFiles(files: BankFiles): Checked {
  return checkedOf(atOnce(judgingFolder(files)));
}

/** The files of a bank's folder, those that cannot be read, and stray files. */
export function readBank(folder: string): BankFiles {
  return atOnce(readingBank(folder));
}

/** The same, file by file, with another way of reading one. */
export function* readingBank(folder: string, readFile: ReadFile = readSource): Work<BankFiles> {
  requireBank(folder);
  const reader = createReader(folder, readFile);
  const bank = soundBank(reader.read('bank.json'));
  yield;
  const found = yield* searching(folder, bank);
  const blocked = bank ? yield* findingBroken(folder, bank) : [];
  const closed = new Set(blocked.map(({ file }) => file));
  const isBlocked = (path: string) => closed.has(join(folder, path.split('/')[0]!));
  const paths = bank ? pathsOf(bank).filter((path) => !isBlocked(path)) : found.strays.filter(isReadable);
  const pictures = bank ? yield* findingPictures(folder, bank) : [];
  for (const path of new Set([...paths, 'facts.json', ...pictures])) {
    reader.read(path);
    yield;
  }
  const strays = bank ? yield* tellingStrays(folder, found.strays, bank) : [];
  return {
    files: reader.files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    unreadable: [...reader.problems, ...blocked].sort(byPlace),
    warnings: [...strays, ...found.warnings].sort(byPlace),
    pictures: reader.pictures,
  };
}

/** Whether a file could be listed in a bank.json that cannot be read itself. */
const isReadable = (path: string) =>
  /^[a-z0-9-]+\/lesson\.md$/.test(path) || (objectiveOf(path) !== undefined && /^[a-z0-9./-]+$/.test(path));

/** Refuses a folder that holds no bank. */
export function requireBank(folder: string): void {
  if (isThere(join(folder, 'bank.json')) || existsSync(join(folder, 'bank.json'))) return;
  throw new Refusal(
    `ETUDE_QUESTIONS: there is no bank.json in ${folder}: set ETUDE_QUESTIONS to the folder of a bank.`,
  );
}

function soundBank(file: SourceFile | undefined): BankFile | undefined {
  const parsed = file && readBankFile(file);
  return parsed?.problems.length === 0 ? parsed.value : undefined;
}
