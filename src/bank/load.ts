import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { Refusal } from '../base/failure.ts';
import { atOnce, type Work } from '../base/turns.ts';
import { type Checked, checkBank, type SourceFile } from './check.ts';
import type { BankFiles } from './desk.ts';
import type { Problem } from './model.ts';

/** Editors keep locks and copies of their own beside a file, under names with a dot in front. */
const isHidden = (path: string) => path.split(sep).some((part) => part.startsWith('.'));
const isQuestionFile = (path: string) => path.endsWith('.json') && !path.endsWith('.schema.json');
const isLessonFile = (path: string) => path.split(sep).length === 2 && basename(path) === 'lesson.md';

/** Reads and judges every file of a bank's folder. */
export function loadBank(folder: string): Checked {
  return checkFiles(readBank(folder));
}

/** Judges the files of a bank as they were read. */
export function checkFiles({ files, unreadable }: BankFiles): Checked {
  const checked = checkBank(files);
  return { ...checked, problems: [...unreadable, ...checked.problems] };
}

/** The files of a bank's folder, and which of them cannot be read. */
export function readBank(folder: string): BankFiles {
  return atOnce(readingBank(folder));
}

/** The same, file by file, with another way of reading one. */
export function* readingBank(folder: string, read: ReadFile = readSource): Work<BankFiles> {
  requireBank(folder);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !isHidden(path) && (isQuestionFile(path) || isLessonFile(path)))
    .sort();
  const files: SourceFile[] = [];
  const unreadable: Problem[] = [];
  for (const path of paths) {
    const name = join(folder, path);
    try {
      files.push(read(path.split(sep).join('/'), name));
    } catch (error) {
      unreadable.push({
        file: name,
        line: 1,
        column: 1,
        message: `It cannot be read: ${(error as Error).message}.`,
      });
    }
    yield;
  }
  return { files, unreadable };
}

/** Reads a file of a bank by its path in the folder and its name on the disk. */
export type ReadFile = (path: string, name: string) => SourceFile;

/** Reads a file of a bank; what is not UTF-8 is refused. */
export function readSource(path: string, name: string): SourceFile {
  return { path, name, text: readUtf8(name) };
}

/** Refuses a folder that holds no bank. */
export function requireBank(folder: string): void {
  if (existsSync(join(folder, 'bank.json'))) return;
  throw new Refusal(
    `ETUDE_QUESTIONS: there is no bank.json in ${folder}: set ETUDE_QUESTIONS to the folder of a bank.`,
  );
}

function readUtf8(file: string): string {
  const bytes = readFileSync(file);
  if (!isUtf8(bytes)) throw new Error('save it as UTF-8');
  return new TextDecoder().decode(bytes);
}
