import { type Dirent, opendirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isThere, whyNoFolder, whyUnreadable } from '../../base/data/regular.ts';
import { isBuiltIn } from '../../base/installation.ts';
import { oneOrMany } from '../../base/text/words.ts';
import type { Work } from '../../base/turns.ts';
import type { Problem } from '../model.ts';
import { formatOf } from '../pictures/formats.ts';
import type { BankFile } from '../schema/taxonomy.ts';
import { isBankLike, pathsOf, strayProblems } from './contents.ts';
import { start } from './source.load.ts';

/** How far a folder is searched for files that are no part of the bank. */
const mostEntries = 20_000;

const deepestFolder = 8;

const mostStraysInFolder = 10;

const mostFoldersOfStrays = 20;

/** Folders of domains that cannot be entered. */
export function* findingBroken(folder: string, { domains }: BankFile): Work<Problem[]> {
  if (isBuiltIn(folder)) return [];
  const problems: Problem[] = [];
  for (const { id } of domains) {
    const name = join(folder, id);
    const why = whyNoFolder(name);
    if (why !== undefined) problems.push({ ...start(name), message: `It cannot be read: ${why}.` });
    yield;
  }
  return problems;
}

/** The pictures beside the files of each domain, by their paths; none where a folder cannot be read, which is told elsewhere. */
export function* findingPictures(folder: string, { domains }: BankFile): Work<string[]> {
  const paths: string[] = [];
  for (const { id } of domains) {
    const entries = yield* readingEntries(join(folder, id), mostEntries);
    const names = typeof entries === 'string' ? [] : entries.map(({ name }) => name);
    paths.push(
      ...names.filter((name) => formatOf(name) && !name.startsWith('.')).map((name) => `${id}/${name}`),
    );
  }
  return paths;
}

/** Reports the stray files of a folder, up to as many as an author would read. */
export function* tellingStrays(folder: string, paths: readonly string[], bank: BankFile): Work<Problem[]> {
  const groups = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf('/') + 1));
  const problems: Problem[] = [];
  for (const [place, members] of [...groups].slice(0, mostFoldersOfStrays)) {
    const strays = members.slice(0, mostStraysInFolder).map((path) => ({ path, name: join(folder, path) }));
    const more = members.length - strays.length;
    const message = `bank.json does not list ${more} more ${oneOrMany(more, 'file', 'files')} here: move them elsewhere.`;
    problems.push(...strayProblems(strays, bank));
    if (more > 0) problems.push({ ...start(join(folder, place, '.')), message });
    yield;
  }
  return problems;
}

type Found = { strays: string[]; warnings: Problem[] };

/**
 * Searches a folder, entry by entry, for what looks like a part of the bank and is not listed. A link to a folder is followed only where
 * a domain lies, so that no circle and no disk elsewhere holds it up. Without a sound bank.json nothing is listed.
 */
export function* searching(folder: string, bank: BankFile | undefined): Work<Found> {
  const listed = new Set(bank ? pathsOf(bank) : []);
  if (isBuiltIn(folder)) {
    const paths = bank ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return { strays: paths.filter(isBankLike), warnings: [] };
  }
  const domains = bank && new Set(bank.domains.map(({ id }) => id));
  const found: Found = { strays: [], warnings: [] };
  const warn = (path: string, message: string) =>
    found.warnings.push({ ...start(join(folder, path)), message });
  // Whether files beside a picture show it is told where they are judged.
  const isBeside = (path: string) => {
    const [domain = '', name = '', ...rest] = path.split('/');
    return rest.length === 0 && formatOf(name) !== undefined && (domains?.has(domain) ?? false);
  };
  let left = mostEntries;
  function* enter(path: string, depth: number): Work<void> {
    const entries = yield* readingEntries(join(folder, path), left);
    if (typeof entries === 'string') {
      warn(path, `It cannot be searched: ${entries}.`);
      return;
    }
    left -= entries.length;
    for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (isBankLike(inner)) {
        if (!listed.has(inner) && !isBeside(inner)) found.strays.push(inner);
      } else if (entry.isDirectory()) yield* descend(inner, depth + 1);
      else if (entry.isSymbolicLink()) yield* followLink(inner, depth + 1);
      else if (!entry.isFile()) warn(inner, 'This is not a file, so Etude ignores it. Remove it.');
      yield;
    }
  }
  function* descend(path: string, depth: number): Work<void> {
    if (left <= 0) return;
    if (depth <= deepestFolder) yield* enter(path, depth);
    else
      warn(path, `Folders are nested more than ${deepestFolder} levels deep here: Etude does not read them.`);
  }
  function* followLink(path: string, depth: number): Work<void> {
    const name = join(folder, path);
    const isDomain = depth === 1 && (domains?.has(path) ?? true);
    const why = whyNoFolder(name);
    if (why !== undefined) {
      if (why.startsWith('the link') && !isDomain) warn(path, `This link ${why.slice(9)}: remove it.`);
    } else if (leadsUp(name))
      warn(path, 'This link leads back to itself, so Etude does not follow it. Remove it.');
    else if (isDomain) yield* enter(path, depth);
    else
      warn(
        path,
        'This link leads to a folder that is not a domain of the bank, so Etude does not follow it.',
      );
  }
  yield* enter('', 0);
  if (left <= 0)
    warn('.', `There are more than ${mostEntries} files and folders here: Etude does not search the rest.`);
  return found;
}

/** Whether a link leads to a folder that holds the link itself. */
function leadsUp(link: string): boolean {
  try {
    const home = realpathSync(dirname(link));
    return `${home}${sep}`.startsWith(join(realpathSync(link), sep));
  } catch {
    return false;
  }
}

/** The entries of a folder, up to a limit; or why it cannot be read. */
function* readingEntries(folder: string, most: number): Work<Dirent[] | string> {
  const entries: Dirent[] = [];
  try {
    const handle = opendirSync(folder);
    try {
      for (let entry = handle.readSync(); entry && entries.length < most; entry = handle.readSync()) {
        entries.push(entry);
        yield;
      }
    } finally {
      handle.closeSync();
    }
  } catch (error) {
    // A folder that has just been deleted is empty.
    return isThere(folder) ? whyUnreadable(folder, error) : [];
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
