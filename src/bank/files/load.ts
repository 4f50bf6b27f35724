import { isUtf8 } from 'node:buffer';
import { type Dirent, existsSync, opendirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { codeOf } from '../../base/data/files.ts';
import { isThere, readRegular, whyNoFolder, whyUnreadable } from '../../base/data/regular.ts';
import { Refusal } from '../../base/failure.ts';
import { isBuiltIn } from '../../base/installation.ts';
import { oneOrMany } from '../../base/text/words.ts';
import { atOnce, type Work } from '../../base/turns.ts';
import type { BankFile, Problem } from '../model.ts';
import { type BankFiles, byPlace, type Checked, checkedOf, judgingFolder, type SourceFile } from './check.ts';
import { isBankLike, objectiveOf, pathsOf, strayProblems } from './contents.ts';
import { readBankFile } from './parse.ts';

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
export function checkFiles(files: BankFiles): Checked {
  return checkedOf(atOnce(judgingFolder(files)));
}

/** The files of a bank's folder, which of them cannot be read, and what else lies there. */
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
  for (const path of new Set([...paths, 'facts.json'])) {
    reader.read(path);
    yield;
  }
  const strays = bank ? yield* tellingStrays(folder, found.strays, bank) : [];
  return {
    files: reader.files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    unreadable: [...reader.problems, ...blocked].sort(byPlace),
    warnings: [...strays, ...found.warnings].sort(byPlace),
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

/** What the bytes of a file are: a text, or why they are none. */
export type Reading = { bytes: number; text: SourceFile } | { bytes: number; problem: Problem };

/** Reads a file of a bank by its path in the folder and its name on the disk. */
export type ReadFile = (path: string, name: string) => Reading;

/** Reads a file of a bank; what is not UTF-8 is a problem at its place. */
export function readSource(path: string, name: string): Reading {
  const bytes = isBuiltIn(name) ? readFileSync(name) : readRegular(name, mostBytes);
  if (isUtf8(bytes))
    return { bytes: bytes.length, text: { path, name, text: new TextDecoder().decode(bytes) } };
  const message = `It cannot be read: ${encodingOf(bytes)}.`;
  return { bytes: bytes.length, problem: { file: name, ...placeOf(bytes), message } };
}

/** Reads files of a folder one by one and keeps them, and what is wrong with those that cannot be read. */
function createReader(folder: string, readFile: ReadFile) {
  const files = new Map<string, SourceFile | undefined>();
  const problems: Problem[] = [];
  let bytesLeft = mostBytesInAll;
  const readText = (path: string): SourceFile | undefined => {
    const name = join(folder, path);
    try {
      if (bytesLeft < 0)
        throw new Error(`all files before it are larger than ${mostBytesInAll / 2 ** 20} MB`);
      const reading = readFile(path, name);
      bytesLeft -= reading.bytes;
      if ('text' in reading) return reading.text;
      problems.push(reading.problem);
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && !isThere(name)) return undefined;
      problems.push({ ...start(name), message: `It cannot be read: ${whyUnreadable(name, error)}.` });
    }
    return undefined;
  };
  return {
    problems,
    get files() {
      return [...files.values()].filter((file) => file !== undefined);
    },
    /** The file at a path; nothing where none is, or where it cannot be read. */
    read: (path: string) => files.getOrInsertComputed(path, readText),
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
function* findingBroken(folder: string, { domains }: BankFile): Work<Problem[]> {
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

/** Says what lies in a folder beside its bank, no more of it than anyone would read. */
function* tellingStrays(folder: string, paths: readonly string[], bank: BankFile): Work<Problem[]> {
  const groups = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf('/') + 1));
  const problems: Problem[] = [];
  for (const [place, members] of [...groups].slice(0, mostFoldersOfStrays)) {
    const strays = members.slice(0, mostStraysInFolder).map((path) => ({ path, name: join(folder, path) }));
    const more = members.length - strays.length;
    const message = `bank.json does not list ${more} more ${oneOrMany(more, 'file', 'files')} here: move them away.`;
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
function* searching(folder: string, bank: BankFile | undefined): Work<Found> {
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
        if (!listed.has(inner)) found.strays.push(inner);
      } else if (entry.isDirectory()) yield* descend(inner, depth + 1);
      else if (entry.isSymbolicLink()) yield* followLink(inner, depth + 1);
      else if (!entry.isFile()) warn(inner, 'This is no file: it is passed over. Remove it.');
      yield;
    }
  }
  function* descend(path: string, depth: number): Work<void> {
    if (left <= 0) return;
    if (depth <= deepestFolder) yield* enter(path, depth);
    else warn(path, `Folders lie more than ${deepestFolder} deep here: nothing in them is read.`);
  }
  function* followLink(path: string, depth: number): Work<void> {
    const name = join(folder, path);
    const isDomain = depth === 1 && (domains?.has(path) ?? true);
    const why = whyNoFolder(name);
    if (why !== undefined) {
      if (why.startsWith('the link') && !isDomain) warn(path, `This link ${why.slice(9)}: remove it.`);
    } else if (leadsUp(name)) warn(path, 'This link leads in a circle: it is not followed. Remove it.');
    else if (isDomain) yield* enter(path, depth);
    else warn(path, 'This link leads to a folder that is no domain of the bank: it is not followed.');
  }
  yield* enter('', 0);
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
    // What has vanished meanwhile holds nothing.
    return isThere(folder) ? whyUnreadable(folder, error) : [];
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
