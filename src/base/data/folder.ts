import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, resolve } from 'node:path';
import { type Handle, openLock } from './database.ts';
import { Refusal } from '../failure.ts';

/** Makes the data folder if it is missing and refuses one that cannot be written. */
export function prepareFolder(folder: string): void {
  try {
    const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (first) syncPath(folder, dirname(first));
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(`the folder ${folder} cannot be written`, codeOf(error));
  }
}

/** Refuses a database that is there and cannot be used, before SQLite tells of it in words for anything. */
export function requireUsable(file: string): void {
  for (const each of [file, `${file}-wal`, `${file}-shm`].filter((each) => existsSync(each))) {
    if (!statSync(each).isFile())
      throw new Refusal(`ETUDE_DATA: ${each} is no file: move it away, or set ETUDE_DATA to another folder.`);
    try {
      accessSync(each, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw unusable(`${each} cannot be read and written`, codeOf(error));
    }
  }
}

/** The number of the user that this process runs as; undefined where the system has no such numbers. */
export function ownUser(): number | undefined {
  return process.geteuid?.();
}

/** How a database is absent: `another` is one that the log beside it does not belong to. */
export type Absence = 'missing' | 'empty' | 'unlinked' | 'another';

/**
 * Whether and how a database is absent. SQLite must not open such a file: it would make an empty database and delete the
 * log beside it, or lay the log of one database over another.
 */
export function absenceOf(file: string): Absence | undefined {
  if (!isThere(file)) return 'missing';
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return 'unlinked';
  if (found.size === 0) return 'empty';
  return found.isFile() && holdsBytes(`${file}-wal`) && isWithoutLog(file) ? 'another' : undefined;
}

/** Whether the header says that the database was last written without a log: Etude writes with one from the beginning. */
function isWithoutLog(file: string): boolean {
  const header = Buffer.alloc(20);
  try {
    const descriptor = openSync(file, 'r');
    readSync(descriptor, header);
    closeSync(descriptor);
  } catch {
    return false;
  }
  return header.toString('latin1', 0, 16) === 'SQLite format 3\0' && header[18] === 1;
}

/** The log of an absent database: with it SQLite would delete answers. */
export function orphansOf(file: string): string[] {
  switch (absenceOf(file)) {
    case undefined:
      return [];
    case 'missing':
    case 'unlinked':
      return [`${file}-wal`, `${file}-shm`].filter(isThere);
    default:
      return [`${file}-wal`].filter(holdsBytes);
  }
}

const holdsBytes = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;

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

function unusable(what: string, code: string): Refusal {
  const mend =
    code === 'EROFS'
      ? 'mount its file system for writing'
      : `give user ${process.getuid?.() ?? '?'} the right to read and write there`;
  return new Refusal(`ETUDE_DATA: ${what} (${code}): ${mend}, or set ETUDE_DATA to another folder.`);
}

/**
 * Reads the installation's secret (256 bits, base64url). At first start it is made with mode 0600 and synced; one that a
 * power cut has left blank is made again where `canRemake` says that nothing depends on it.
 */
export function loadSecret(file: string, canRemake = () => false): Buffer {
  if (!isThere(file) || (isBlank(file) && canRemake())) makeSecret(file);
  return readSecret(file);
}

function makeSecret(file: string): void {
  try {
    keepFile(file, randomBytes(32).toString('base64url'));
  } catch (error) {
    throw new Refusal(
      `ETUDE_SECRET_FILE: ${file} cannot be written (${codeOf(error)}): choose another file.`,
    );
  }
}

/** Whether a file was made and what was written to it has not reached the disk: it is then empty or all zeros. */
function isBlank(file: string): boolean {
  return /^[\0\s]*$/.test(readText('ETUDE_SECRET_FILE', file));
}

/** Reads the installation's secret, and refuses one that anybody might guess. */
export function readSecret(file: string): Buffer {
  return Buffer.from(readSecretText(file), 'base64url');
}

/** The same as it is written. */
export function readSecretText(file: string): string {
  const text = readText('ETUDE_SECRET_FILE', file);
  if (!isStrong(text)) {
    throw new Refusal(
      `ETUDE_SECRET_FILE: ${file} holds fewer than 256 bits of base64url: restore it from a backup, or remove it to have a new one made (everyone is then signed out).`,
    );
  }
  return text;
}

/** Whether a text holds 256 bits of base64url. */
export function isStrong(text: string): boolean {
  return Buffer.from(text, 'base64url').length >= 32;
}

/** Reads a token that somebody else has made, and refuses one that can be guessed or not be sent. */
export function readToken(setting: string, file: string): string {
  const token = readText(setting, file);
  if (/^[\x21-\x7e]{16,}$/.test(token)) return token;
  throw new Refusal(
    `${setting}: ${file} holds no line of 16 or more letters and digits: write one there, such as "openssl rand -hex 32" prints.`,
  );
}

function readText(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Refusal(
      codeOf(error) === 'ENOENT'
        ? `${setting}: there is no file ${file}: name one that is there.`
        : `${setting}: ${file} cannot be read (${codeOf(error)}): mend its permissions.`,
    );
  }
}

/** What holds something in the data folder for this process alone. */
export type Lock = {
  /** Puts the lock file back if it was removed or replaced; false if another process has taken its place. */
  renew(): boolean;
  release(): void;
};

/**
 * Holds something in the data folder for this process alone, serving it unless told otherwise. There are two locks, which
 * the operating system releases whatever way the process ends: an open write transaction on a file, which holds between
 * containers too, and a name that nobody can remove as they can remove a file.
 */
export async function lockFolder(file: string, held = alreadyServed): Promise<Lock> {
  const releaseName = await claimName(file);
  if (!releaseName) throw new Refusal(held(holderOf(file)));
  let own: LockedFile;
  try {
    own = lockFile(file);
  } catch (error) {
    releaseName();
    throw new Refusal(lockTrouble(file, codeOf(error), held));
  }
  return {
    renew() {
      if (identityOf(file) === own.identity) return true;
      try {
        const next = lockFile(file);
        own.handle.close();
        own = next;
        return true;
      } catch (error) {
        // Where the file cannot be made just now, the next look tries again.
        return !codeOf(error).startsWith('SQLITE_BUSY');
      }
    },
    release() {
      own.handle.close();
      releaseName();
    },
  };
}

/**
 * Claims a name that says which folder is locked and for what, by the folder's inode: an abstract socket of Linux, which
 * all processes in one network namespace share. Returns the release; undefined if another process has the name.
 */
async function claimName(file: string): Promise<(() => void) | undefined> {
  if (process.platform !== 'linux') return () => {};
  const server = createServer((socket) => socket.destroy());
  server.unref().listen(`\0etude ${basename(file)} ${identityOf(dirname(file))}`);
  try {
    await once(server, 'listening');
    return () => server.close();
  } catch (error) {
    // A sandbox may allow no such sockets: then the file alone is the lock.
    return codeOf(error) === 'EADDRINUSE' ? undefined : () => {};
  }
}

type LockedFile = { handle: Handle; identity: string | undefined };

function lockFile(file: string): LockedFile {
  createPrivately(file);
  const handle = openLock(file);
  try {
    hold(handle);
    return { handle, identity: identityOf(file) };
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** Which file or folder a path leads to, whatever the path. */
function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/** Makes an empty file that only its owner may read, unless it is there: SQLite would make it for everyone to read. */
export function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function hold(handle: Handle): void {
  handle.exec('create table if not exists holder (pid integer)');
  handle.exec('begin immediate; delete from holder');
  handle.prepare('insert into holder values (?)').run(process.pid);
  handle.exec('commit; begin immediate');
}

function lockTrouble(file: string, code: string, held: (holder: string) => string): string {
  if (code.startsWith('SQLITE_BUSY')) return held(holderOf(file));
  if (code === 'SQLITE_FULL') return `ETUDE_DATA: the disk of ${file} is full: make room.`;
  return `ETUDE_DATA: ${file} cannot be written (${code}): remove it, or set ETUDE_DATA to another folder.`;
}

const alreadyServed = (holder: string) =>
  `ETUDE_DATA: another Etude${holder} already serves this folder: stop it first, or set ETUDE_DATA to another folder.`;

/** ` (process 123)`, or nothing in the moment in which the holder is writing its number down. */
function holderOf(file: string): string {
  if (!existsSync(file)) return '';
  let handle: Handle | undefined;
  try {
    handle = openLock(file);
    const holder = handle.prepare('select pid from holder').get() as { pid: number } | undefined;
    return holder ? ` (process ${holder.pid})` : '';
  } catch {
    return '';
  } finally {
    handle?.close();
  }
}

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
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600, flush: true });
  renameSync(draft, file);
  syncFolder(dirname(file));
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
function syncPath(folder: string, top: string): void {
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
  return new Refusal(`${file} cannot be written (${codeOf(error)}): mend its permissions.`);
}

/** The short code of a system error (EACCES, ENOENT …), or its message. */
export function codeOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ?? message ?? String(error);
}
