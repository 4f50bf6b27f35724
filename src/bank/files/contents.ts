import { didYouMean } from '../../base/text/nearest.ts';
import type { Problem } from '../model.ts';
import { formatOf } from '../pictures/formats.ts';
import type { BankFile } from '../schema/taxonomy.ts';

/** The files that a bank can have: everything else in its folder is no part of it. */
export function pathsOf({ domains }: BankFile): string[] {
  return [
    'bank.json',
    'facts.json',
    ...domains.flatMap(({ id, objectives }) => [
      `${id}/lesson.md`,
      ...objectives.map((objective) => `${objective.id.replace('.', '/')}.json`),
    ]),
  ];
}

/** The objective whose questions a file holds, by its path. */
export function objectiveOf(path: string): string | undefined {
  const match = /^([^/]+)\/([^/]+)\.json$/.exec(path);
  return match ? `${match[1]}.${match[2]}` : undefined;
}

/** Whether a file that bank.json does not list looks as if its author took it for a part of the bank. */
export function isBankLike(path: string): boolean {
  const name = path.split('/').at(-1)!;
  if (formatOf(name)) return true;
  if (name.endsWith('.json')) return !name.endsWith('.schema.json');
  return /^[^/]+\/[^/]+$/.test(path) && /(^|[^a-z])lesson([^a-z].*)?\.md$/i.test(name);
}

/** Says of files that bank.json does not list that they are no part of the bank. */
export function strayProblems(
  strays: readonly { path: string; name: string }[],
  bank: BankFile | undefined,
): Problem[] {
  const known = bank ? pathsOf(bank) : ['bank.json', 'facts.json'];
  return strays.map(({ path, name }) => ({
    file: name,
    line: 1,
    column: 1,
    message: formatOf(path)
      ? `Nothing in the same folder as "${path}" shows it: move it next to the file that shows it, or remove it.`
      : `bank.json does not list "${path}": ${adviceOn(path, bank, known)}`,
  }));
}

function adviceOn(path: string, bank: BankFile | undefined, known: readonly string[]): string {
  const original = originalOf(path, known);
  if (original) return `it looks like a copy of ${original}. Copy anything new out of it, then remove it.`;
  if (path.endsWith('.md'))
    return `Etude reads lessons from <domain>/lesson.md. Move it there, or remove it.`;
  const objective = objectiveOf(path);
  if (objective === undefined)
    return 'Etude reads questions from <domain>/<objective>.json. Move it there, or remove it.';
  const objectives = bank?.domains.flatMap((domain) => domain.objectives.map(({ id }) => id)) ?? [];
  const hint = didYouMean(objective, objectives);
  return `there is no objective "${objective}".${hint} Rename the file, list the objective, or remove it.`;
}

/** The file that another is a copy of: it has its name, and something more around it. */
function originalOf(path: string, known: readonly string[]): string | undefined {
  const { folder, stem, ending } = partsOf(path);
  return known
    .map((each) => ({ each, parts: partsOf(each) }))
    .filter(({ parts }) => parts.folder === folder && parts.ending === ending)
    .filter(({ parts }) => {
      const around = new RegExp(`(^|[^a-z0-9-])${RegExp.escape(parts.stem)}([^a-z0-9-]|$)`, 'i');
      return stem !== parts.stem && around.test(stem);
    })
    .sort((a, b) => b.parts.stem.length - a.parts.stem.length)[0]?.each;
}

function partsOf(path: string): { folder: string; stem: string; ending: string } {
  const slash = path.lastIndexOf('/');
  const dot = path.lastIndexOf('.');
  return { folder: path.slice(0, slash + 1), stem: path.slice(slash + 1, dot), ending: path.slice(dot) };
}
