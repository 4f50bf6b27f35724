import { isUtf8 } from 'node:buffer';
import { type Dirent, existsSync, opendirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { Refusal } from '../base/failure.ts';
import { codeOf } from '../base/folder.ts';
import { isBuiltIn } from '../base/installation.ts';
import { isThere, readRegular, whyNoFolder, whyUnreadable } from '../base/regular.ts';
import { oneOrMany } from '../base/words.ts';
import { byPlace, type Checked, checkBank, type SourceFile } from './check.ts';
import { isBankLike, objectiveOf, pathsOf, strayProblems } from './contents.ts';
import type { BankFiles } from './desk.ts';
import type { BankFile, Problem } from './model.ts';
import { parseBank } from './parse.ts';

/** What is larger was not written by hand, and would hold up the server. */
const mostBytes = 20 * 2 ** 20;
const mostBytesInAll = 256 * 2 ** 20;

/** How far a folder is searched for files that are no part of the bank. */
const mostEntries = 20_000;
const deepestFolder = 8;
const mostStraysInFolder = 10;
const mostFoldersOfStrays = 20;

/** Reads and judges every file of a bank's folder. */
export function loadBank(folder: string): Checked {
  return checkFiles(readBank(folder));
}

/** Judges the files of a bank as they were read. */
export function checkFiles({ files, unreadable, warnings }: BankFiles): Checked {
  const checked = checkBank(files);
  return {
    ...checked,
    problems: [...unreadable, ...checked.problems],
    warnings: [...warnings, ...checked.warnings].sort(byPlace),
  };
}

/** The files of a bank's folder, which of them cannot be read, and what else lies there. */
export function readBank(folder: string): BankFiles {
  requireBank(folder);
  const reader = createReader(folder);
  const bank = soundBank(reader.read('bank.json'));
  const found = search(folder, bank);
  const blocked = bank ? brokenFolders(folder, bank) : [];
  const isBlocked = (path: string) => blocked.some(({ file }) => file === join(folder, path.split('/')[0]!));
  const paths = bank ? pathsOf(bank).filter((path) => !isBlocked(path)) : found.strays.filter(isReadable);
  for (const path of new Set([...paths, 'facts.json'])) reader.read(path);
  return {
    files: reader.files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    unreadable: [...reader.problems, ...blocked].sort(byPlace),
    warnings: bank
      ? [...tellStrays(folder, found.strays, bank), ...found.warnings].sort(byPlace)
      : found.warnings,
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
  const parsed = file && parseBank(file.name, file.text);
  return parsed?.problems.length === 0 ? parsed.value : undefined;
}

/** Reads files of a folder one by one and keeps them, and what is wrong with those that cannot be read. */
function createReader(folder: string) {
  const files = new Map<string, SourceFile>();
  const problems: Problem[] = [];
  let bytesLeft = mostBytesInAll;
  const bytesOf = isBuiltIn(folder) ? readFileSync : (name: string) => readRegular(name, mostBytes);
  const readText = (name: string) => {
    if (bytesLeft < 0) throw new Error(`all files before it are larger than ${mostBytesInAll / 2 ** 20} MB`);
    const bytes = bytesOf(name);
    bytesLeft -= bytes.length;
    return bytes;
  };
  return {
    problems,
    get files() {
      return [...files.values()];
    },
    /** The file at a path; nothing where none is, or where it cannot be read. */
    read(path: string): SourceFile | undefined {
      if (files.has(path) || problems.some(({ file }) => file === join(folder, path))) return files.get(path);
      const name = join(folder, path);
      try {
        const bytes = readText(name);
        const text = new TextDecoder().decode(bytes);
        if (isUtf8(bytes)) files.set(path, { path, name, text });
        else
          problems.push({
            file: name,
            ...placeOf(bytes),
            message: `It cannot be read: ${encodingOf(bytes)}.`,
          });
      } catch (error) {
        if (codeOf(error) === 'ENOENT' && !isThere(name)) return undefined;
        problems.push({ ...start(name), message: `It cannot be read: ${whyUnreadable(name, error)}.` });
      }
      return files.get(path);
    },
  };
}

const start = (file: string) => ({ file, line: 1, column: 1 });

function encodingOf(bytes: Buffer): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isUtf16 ? 'it is UTF-16; save it as UTF-8' : 'save it as UTF-8';
}

/** The place of the first byte that is not UTF-8. */
function placeOf(bytes: Buffer): { line: number; column: number } {
  const decode = (length: number) =>
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
  const isSound = (length: number) => {
    try {
      decode(length);
      return true;
    } catch {
      return false;
    }
  };
  let [sound, broken] = [0, bytes.length + 1];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (middle <= bytes.length && isSound(middle)) sound = middle;
    else broken = middle;
  }
  const lines = decode(sound).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** Folders of domains that cannot be entered. */
function brokenFolders(folder: string, { domains }: BankFile): Problem[] {
  if (isBuiltIn(folder)) return [];
  return domains.flatMap(({ id }) => {
    const name = join(folder, id);
    const why = whyNoFolder(name);
    return why === undefined ? [] : [{ ...start(name), message: `It cannot be read: ${why}.` }];
  });
}

/** Says what lies in a folder beside its bank, no more of it than anyone would read. */
function tellStrays(folder: string, paths: readonly string[], bank: BankFile): Problem[] {
  const groups = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf('/') + 1));
  return [...groups].slice(0, mostFoldersOfStrays).flatMap(([place, members]) => {
    const strays = members.slice(0, mostStraysInFolder).map((path) => ({ path, name: join(folder, path) }));
    const more = members.length - strays.length;
    const message = `bank.json does not list ${more} more ${oneOrMany(more, 'file', 'files')} here: move them away.`;
    const rest = more > 0 ? [{ ...start(join(folder, place, '.')), message }] : [];
    return [...strayProblems(strays, bank), ...rest];
  });
}

type Found = { strays: string[]; warnings: Problem[] };

/**
 * Searches a folder for what looks like a part of the bank and is not listed. A link to a folder is followed only where
 * a domain lies, so that no circle and no disk elsewhere holds it up. Without a sound bank.json nothing is listed.
 */
function search(folder: string, bank: BankFile | undefined): Found {
  const listed = new Set(bank ? pathsOf(bank) : []);
  if (isBuiltIn(folder)) {
    const paths = bank ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return { strays: paths.filter(isBankLike), warnings: [] };
  }
  const domains = bank && new Set(bank.domains.map(({ id }) => id));
  const found: Found = { strays: [], warnings: [] };
  const warn = (path: string, message: string) =>
    found.warnings.push({ ...start(join(folder, path)), message });
  let left = mostEntries;
  const enter = (path: string, depth: number) => {
    const entries = entriesOf(join(folder, path), left);
    if (typeof entries === 'string') return warn(path, `It cannot be searched: ${entries}.`);
    left -= entries.length;
    for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (isBankLike(inner)) {
        if (!listed.has(inner)) found.strays.push(inner);
      } else if (entry.isDirectory()) descend(inner, depth + 1);
      else if (entry.isSymbolicLink()) followLink(inner, depth + 1);
      else if (!entry.isFile()) warn(inner, 'This is no file: it is passed over. Remove it.');
    }
    return entries.length;
  };
  const descend = (path: string, depth: number) => {
    if (left <= 0) return;
    if (depth <= deepestFolder) enter(path, depth);
    else warn(path, `Folders lie more than ${deepestFolder} deep here: nothing in them is read.`);
  };
  const followLink = (path: string, depth: number) => {
    const name = join(folder, path);
    const isDomain = depth === 1 && (domains?.has(path) ?? true);
    const why = whyNoFolder(name);
    if (why !== undefined) {
      if (why.startsWith('the link') && !isDomain) warn(path, `This link ${why.slice(9)}: remove it.`);
    } else if (leadsUp(name)) warn(path, 'This link leads in a circle: it is not followed. Remove it.');
    else if (isDomain) enter(path, depth);
    else warn(path, 'This link leads to a folder that is no domain of the bank: it is not followed.');
  };
  enter('', 0);
  if (left <= 0)
    warn('.', `More than ${mostEntries} files and folders lie here: the rest of them is not searched.`);
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

/** What a folder holds, no more than allowed; or why it cannot be read. */
function entriesOf(folder: string, most: number): Dirent[] | string {
  const entries: Dirent[] = [];
  try {
    const handle = opendirSync(folder);
    try {
      for (let entry = handle.readSync(); entry && entries.length < most; entry = handle.readSync())
        entries.push(entry);
    } finally {
      handle.closeSync();
    }
  } catch (error) {
    // What has vanished meanwhile holds nothing.
    return isThere(folder) ? whyUnreadable(folder, error) : [];
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
