import { closeSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/** The raw handle, for what runs before the rooms: migrations and the lock. */
export type Handle = Sqlite.Database;

/** A compiled statement. */
export type Statement = Sqlite.Statement<unknown[]>;

/** The most memory, in kB, for pages of a database, however large it is. */
const cacheKilobytes = 64 * 1024;

/** Opens a database file as Etude always does: WAL, an fsync for every commit, foreign keys, no trust in the schema. */
export function openHandle(file: string): Handle {
  // SQLite would make it for everyone to read, and its log as the file itself.
  closeSync(openSync(file, 'a', 0o600));
  const handle = new Sqlite(file, { timeout: 5000 });
  handle.pragma('journal_mode = WAL');
  // Without this line better-sqlite3 falls back to NORMAL in WAL mode and may lose the last commits at power loss.
  handle.pragma('synchronous = FULL');
  handle.pragma('foreign_keys = ON');
  handle.pragma('trusted_schema = OFF');
  handle.pragma('cell_size_check = ON');
  handle.pragma('journal_size_limit = 16777216');
  // A page of a learner's reads some fifteen of the file's; in better-sqlite3's 16 MB thousands of learners push each other out.
  handle.pragma(`cache_size = -${cacheKilobytes}`);
  return handle;
}

/** Lets a handle through which a whole database is read keep more of it in memory. */
export function expectWholeReads(handle: Handle): Handle {
  handle.pragma(`cache_size = -${cacheKilobytes}`);
  return handle;
}

/** Opens a file that nobody else uses and that is to remain one file, with no log beside it. */
export function openAlone(file: string): Handle {
  const handle = new Sqlite(file, { timeout: 0, fileMustExist: true });
  try {
    handle.pragma('journal_mode = DELETE');
    handle.pragma('synchronous = FULL');
    handle.pragma('foreign_keys = ON');
    handle.pragma('trusted_schema = OFF');
    handle.pragma('cell_size_check = ON');
    return expectWholeReads(handle);
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** This many pages are copied between two looks at how far the copy is. */
const pagesAtOnce = 1_000;

/**
 * Copies into a file what a database holds at one moment, page by page, while others go on writing: an open transaction
 * keeps the moment, where the copy would otherwise start again with each write. Returns what was seen at that moment.
 */
export async function copyMoment<T>(
  source: Handle,
  file: string,
  look: () => T,
  progress = (_share: number) => {},
): Promise<T> {
  source.exec('begin');
  try {
    const seen = look();
    await source.backup(file, {
      progress({ totalPages, remainingPages }) {
        progress(totalPages === 0 ? 0 : 1 - remainingPages / totalPages);
        return pagesAtOnce;
      },
    });
    return seen;
  } finally {
    if (source.inTransaction) source.exec('rollback');
  }
}

/** Opens a file for reading only, leaving it as it is. */
export function openReadOnly(file: string): Handle {
  return new Sqlite(file, { readonly: true, timeout: 5000 });
}

/** Opens an empty database that lives in memory alone. */
export function openInMemory(): Handle {
  return new Sqlite(':memory:');
}

/** The version of SQLite that is built in. */
export function sqliteVersion(): string {
  const handle = openInMemory();
  try {
    return handle.prepare('select sqlite_version()').pluck().get() as string;
  } finally {
    handle.close();
  }
}

/** Opens a small file of its own that serves as a lock: no waiting, no WAL. */
export function openLock(file: string): Handle {
  return new Sqlite(file, { timeout: 0 });
}

/** Whether an error is one of SQLite's own, with its code. */
export function isSqliteError(error: unknown): error is Error & { code: string } {
  return error instanceof Sqlite.SqliteError;
}

/** Rolls back what SQLite has not rolled back by itself; where it cannot even do that, the next `begin` tells. */
export function rollBack(handle: Handle): void {
  try {
    if (handle.inTransaction) handle.exec('rollback');
  } catch {
    // The error that led here is the one to tell.
  }
}
