import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Refusal } from '../failure.ts';

/** Puts a text in the place of a file, all of it or nothing; a link stays a link. */
export function replaceFile(file: string, text: string): void {
  const target = realpathSync(file);
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, text, { flag: 'wx', mode: statSync(target).mode });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw unwritable(file, error);
  }
}

/** Puts a text that only its owner may read in the place of a file, or where none is, so that it outlives a power cut. */
export function keepFile(file: string, text: string): void {
  const draft = `${file}.part`;
  rmSync(draft, { force: true });
  writePrivately(draft, text);
  renameSync(draft, file);
  syncFolder(dirname(file));
}

/** The same only where no file is: of some processes that do so at the same time, the first one's text stays. */
export function keepNewFile(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    writePrivately(draft, text);
    putWhereNoneIs(draft, file);
    syncFolder(dirname(file));
  } finally {
    rmSync(draft, { force: true });
  }
}

function putWhereNoneIs(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    // A file system without links, such as that of a memory card, cannot tell who was first.
    if (codeOf(error) !== 'EEXIST') renameSync(draft, file);
  }
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { flag: 'wx', mode: 0o600, flush: true });
}

/** Sees to it that a file outlives a power cut. */
export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Sees to it that the names in a folder outlive a power cut. */
export const syncFolder = syncFile;

/** Sees to it that a folder, and those above it up to another, outlive a power cut. */
export function syncPath(folder: string, top: string): void {
  for (let at = resolve(folder); ; at = dirname(at)) {
    syncFolder(at);
    if (at === resolve(top) || at === dirname(at)) return;
  }
}

/** Moves a file, if it is there. */
export function moveIfThere(from: string, to: string): void {
  if (isThere(from)) renameSync(from, to);
}

/** Makes a file that is not there yet. */
export function createFile(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): Refusal {
  return new Refusal(`${file} cannot be written to (${codeOf(error)}): correct its permissions.`);
}

/** The short code of a system error (EACCES, ENOENT …), or its message. */
export function codeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? String(error);
}

/** Whether there is something of a name, even a link to nothing. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // Under a file there is nothing.
    if (codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** Makes an empty file that only its owner may read, unless it is there: SQLite would make it for everyone to read. */
export function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}
