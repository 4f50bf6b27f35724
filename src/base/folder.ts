import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Handle, openLock } from './database.ts';
import { Refusal } from './failure.ts';

/** Makes the data folder if it is missing and refuses one that cannot be written. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
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

function unusable(what: string, code: string): Refusal {
  const mend =
    code === 'EROFS'
      ? 'mount its file system for writing'
      : `give user ${process.getuid?.() ?? '?'} the right to read and write there`;
  return new Refusal(`ETUDE_DATA: ${what} (${code}): ${mend}, or set ETUDE_DATA to another folder.`);
}

/** Reads the installation's secret (256 bits, base64url), making it at first start with mode 0600. */
export function loadSecret(file: string): Buffer {
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw new Refusal(
        `ETUDE_SECRET_FILE: ${file} cannot be written (${codeOf(error)}): choose another file.`,
      );
    }
  }
  return readSecret(file);
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

/**
 * Holds something in the data folder for this process alone, serving it unless told otherwise: an open write
 * transaction on a file of its own, which the operating system releases whatever way the process ends. Returns the
 * release.
 */
export function lockFolder(file: string, held = alreadyServed): () => void {
  let handle: Handle | undefined;
  try {
    handle = openLock(file);
    hold(handle);
  } catch (error) {
    handle?.close();
    throw new Refusal(lockTrouble(file, codeOf(error), held));
  }
  return () => handle.close();
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
  const handle = openLock(file);
  try {
    const holder = handle.prepare('select pid from holder').get() as { pid: number } | undefined;
    return holder ? ` (process ${holder.pid})` : '';
  } catch {
    return '';
  } finally {
    handle.close();
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
  writeFileSync(draft, text, { mode: 0o600, flush: true });
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

/** Moves a file, if it is there. */
export function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
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
