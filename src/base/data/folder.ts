import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '../failure.ts';
import { codeOf, isThere, syncPath } from './files.ts';

/** Makes the data folder if it is missing and refuses one that cannot be written. */
export function prepareFolder(folder: string): void {
  try {
    const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (first) syncPath(folder, dirname(first));
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(`the folder ${folder} cannot be written to`, codeOf(error));
  }
}

/** Refuses a database that is there and cannot be used, before SQLite tells of it in words for anything. */
export function requireUsable(file: string): void {
  for (const each of [file, `${file}-wal`, `${file}-shm`].filter((each) => existsSync(each))) {
    if (!statSync(each).isFile())
      throw new Refusal(
        `ETUDE_DATA: ${each} is not a file: move it somewhere else, or set ETUDE_DATA to another folder.`,
      );
    try {
      accessSync(each, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw unusable(`${each} must be readable and writable`, codeOf(error));
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

function unusable(what: string, code: string): Refusal {
  const mend =
    code === 'EROFS'
      ? 'mount its file system read-write'
      : `give user ${process.getuid?.() ?? '?'} permission to read and write there`;
  return new Refusal(`ETUDE_DATA: ${what} (${code}): ${mend}, or set ETUDE_DATA to another folder.`);
}
