import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { openLock } from './database.ts';
import { Refusal } from './failure.ts';

/** Makes the data folder if it is missing and refuses one that cannot be written. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Refusal(
      `ETUDE_DATA: the folder ${folder} cannot be written (${codeOf(error)}): give user ${process.getuid?.() ?? '?'} the right to write there, or set ETUDE_DATA to another folder.`,
    );
  }
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
  const secret = Buffer.from(readText('ETUDE_SECRET_FILE', file), 'base64url');
  if (secret.length < 32) {
    throw new Refusal(
      `ETUDE_SECRET_FILE: ${file} holds fewer than 256 bits of base64url: restore it from a backup, or remove it to have a new one made (everyone is then signed out).`,
    );
  }
  return secret;
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
 * Holds the data folder for one serving process: an open write transaction on a file of its own, which the
 * operating system releases whatever way the process ends. Returns the release.
 */
export function lockFolder(file: string, pid: number): () => void {
  try {
    const handle = openLock(file);
    handle.exec('create table if not exists holder (pid integer)');
    handle.exec('begin immediate; delete from holder');
    handle.prepare('insert into holder values (?)').run(pid);
    handle.exec('commit; begin immediate');
    return () => handle.close();
  } catch (error) {
    const code = codeOf(error);
    throw new Refusal(
      code.startsWith('SQLITE_BUSY')
        ? `ETUDE_DATA: another Etude${holderOf(file)} already serves this folder: stop it first, or set ETUDE_DATA to another folder.`
        : `ETUDE_DATA: ${file} cannot be written (${code}): remove it, or set ETUDE_DATA to another folder.`,
    );
  }
}

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
