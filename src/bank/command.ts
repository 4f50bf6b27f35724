import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { Refusal } from '../base/failure.ts';
import { loadBank } from './load.ts';
import type { Problem } from './model.ts';

/**
 * The problems of the banks that the paths belong to, kept to what lies at or under a path; those of bank.json are
 * told always, because everything else is judged by it. A path is a bank's folder, a folder in it or a file.
 */
export function problemsUnder(paths: readonly string[]): { problems: Problem[]; questions: number } {
  const folders = new Map(paths.map(bankFolderOf).map((folder) => [resolve(folder), folder]));
  const checked = [...folders.values()].map(loadBank);
  const wanted = [...paths, ...[...folders.values()].map((folder) => join(folder, 'bank.json'))].map((p) =>
    resolve(p),
  );
  const isWanted = ({ file }: Problem) =>
    wanted.some((path) => resolve(file) === path || resolve(file).startsWith(path + sep));
  return {
    problems: checked.flatMap(({ problems }) => problems).filter(isWanted),
    questions: checked.reduce((sum, { questions }) => sum + questions.length, 0),
  };
}

function bankFolderOf(path: string): string {
  if (!existsSync(path)) throw new Refusal(`check: there is no file or folder ${path}.`);
  const start = statSync(path).isDirectory() ? path : dirname(path);
  for (let folder = start; ; folder = join(folder, '..')) {
    if (existsSync(join(folder, 'bank.json'))) return folder;
    if (resolve(folder) === resolve(folder, '..')) return start;
  }
}

/** One line for each problem, as editors and terminals link it. */
export function problemLines(problems: readonly Problem[]): string {
  return problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join('\n');
}
