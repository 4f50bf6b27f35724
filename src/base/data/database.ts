import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { Failure } from '../failure.ts';
import { ownPlace, type Place, type Trouble } from './place.ts';

export type Value = string | number | null;
export type Values = Record<string, Value>;

/** One write as data: a compiled statement, its values and how many rows it must touch (undefined: any number). */
export type Change = { statement: Sqlite.Statement<unknown[]>; values: Values; rows: number | undefined };

/** The raw handle, for what runs before the rooms: migrations and the lock. */
export type Handle = Sqlite.Database;

/**
 * The store: asynchronous to its callers, synchronous in SQLite. Statements are compiled when they are declared,
 * so that a wrong column stops the start and not a learner.
 */
export type Database = {
  /** Declares a query for at most one row. */
  one<Row>(sql: string): (values: Values) => Promise<Row | undefined>;
  /** Declares a query for many rows. */
  all<Row>(sql: string): (values: Values) => Promise<Row[]>;
  /** Declares a write that must touch exactly `rows` rows, or any number when left out. */
  change(sql: string, rows?: number): (values: Values) => Change;
  /**
   * Applies all changes or none, on disk when it resolves. A row count or constraint that is missed is a conflict; a
   * full disk is `full`, any other trouble with the file `unavailable`.
   */
  commit(changes: readonly Change[]): Promise<void>;
  /** As `commit`, but tells a conflict by false: someone else was faster. */
  tryCommit(changes: readonly Change[]): Promise<boolean>;
  /** Looks at one moment of the database, whatever others write meanwhile; nothing may be saved while it lasts. */
  atOneMoment<T>(look: () => Promise<T>): Promise<T>;
  /** What keeps everything from being saved, because the files are not where and as they were opened. */
  trouble(): Trouble | undefined;
  close(): void;
};

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
  return handle;
}

/** The memory, in kB, for pages of a database that is read as a whole: as much for a large one as for a small one. */
const cacheKilobytes = 64 * 1024;

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
 * keeps the moment, where the copy would otherwise begin anew with each write. Returns what was seen at that moment.
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

type Batch = {
  changes: readonly Change[];
  /** When it was handed in. */
  since: number;
  resolve: () => void;
  reject: (error: unknown) => void;
};

/** What one transaction was like: how many batches shared it, and how long it took to bring them onto the disk. */
export type Group = { batches: number; syncMs: number; failed: boolean };

/** What a database is told when nobody can vouch for its files any more; the log tells it once for all requests. */
export class Lost extends Failure {}

/** How a database is used: who is told of every transaction, where its files are, and how long it waits for a lock. */
export type Use = { onGroup?: (group: Group) => void; place?: Place; patienceMs?: number };

/** So long is waited before a locked database is tried again. */
const pauseMs = 20;

/**
 * The store over an open and migrated handle. From then on SQLite itself waits for no lock, which would stop the event
 * loop: reads and writes that meet one are tried again until their patience ends.
 */
export function createDatabase(
  handle: Handle,
  { onGroup = () => {}, place = ownPlace, patienceMs = 5_000 }: Use = {},
): Database {
  handle.pragma('busy_timeout = 0');
  place.trouble();
  let waiting: Batch[] = [];
  let retry: NodeJS.Timeout | undefined;
  let isReading = false;
  const beginRead = handle.prepare('begin');
  const begin = handle.prepare('begin immediate');
  const commit = handle.prepare('commit');
  const rollback = handle.prepare('rollback');
  const savepoint = handle.prepare('savepoint batch');
  const release = handle.prepare('release batch');
  const rollbackTo = handle.prepare('rollback to batch');

  function enqueue(changes: readonly Change[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (waiting.length === 0) setImmediate(flush);
    waiting.push({ changes, since: performance.now(), resolve, reject });
    return promise;
  }

  /** Batches of one turn of the event loop share a transaction and its fsync, each in a savepoint of its own. */
  function flush(): void {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    const saved = saveTogether(group);
    if ('locked' in saved) waitForLock(group, saved.locked);
    else settle(group, (i) => saved.outcomes[i]);
  }

  function settle(group: readonly Batch[], outcome: (i: number) => unknown): void {
    group.forEach(({ resolve, reject }, i) => {
      const wrong = outcome(i);
      if (wrong === undefined) resolve();
      else reject(wrong);
    });
  }

  /** What went wrong with each batch, where the group as a whole failed the same for all; or that nothing was tried. */
  function saveTogether(group: readonly Batch[]): { outcomes: unknown[] } | { locked: unknown } {
    if (place.trouble()) return { outcomes: group.map(() => lost(place)) };
    endRead();
    try {
      begin.run();
      const outcomes = group.map(({ changes }) => attempt(changes));
      const began = performance.now();
      commit.run();
      // What has just been written into a file that nobody can find is not acknowledged.
      if (!place.isKept()) throw lost(place);
      onGroup({ batches: group.length, syncMs: performance.now() - began, failed: false });
      return { outcomes };
    } catch (error) {
      rollBack();
      if (isLocked(error)) return { locked: error };
      onGroup({ batches: group.length, syncMs: 0, failed: true });
      const failure = storageFailure(error, 'Nothing was saved');
      return { outcomes: group.map(() => failure) };
    }
  }

  /** Keeps those that have patience for another try, in front of whoever comes meanwhile, and refuses the others. */
  function waitForLock(group: readonly Batch[], error: unknown): void {
    const isPatient = ({ since }: Batch) => performance.now() - since < patienceMs;
    const [patient, late] = [group.filter(isPatient), group.filter((batch) => !isPatient(batch))];
    waiting = patient;
    if (patient.length > 0) retry = setTimeout(flush, pauseMs);
    if (late.length === 0) return;
    onGroup({ batches: late.length, syncMs: 0, failed: true });
    const failure = storageFailure(error, 'Nothing was saved');
    settle(late, () => failure);
  }

  /** SQLite has mostly rolled back by itself after such an error; where it cannot even do that, the next `begin` tells. */
  function rollBack(): void {
    try {
      if (handle.inTransaction) rollback.run();
    } catch {
      // The error that led here is the one to tell.
    }
  }

  /** Applies one batch; returns the error that is its own, and throws what concerns the whole group. */
  function attempt(changes: readonly Change[]): Error | undefined {
    savepoint.run();
    try {
      for (const change of changes) apply(change);
      release.run();
      return undefined;
    } catch (error) {
      const own = ownError(error);
      if (own === undefined || !handle.inTransaction) throw error;
      rollbackTo.run();
      release.run();
      return own;
    }
  }

  /** Reads of one turn of the event loop share a transaction: taking and leaving the lock costs more than most queries. */
  function shareRead(): void {
    if (handle.inTransaction) return;
    beginRead.run();
    isReading = true;
    setImmediate(endRead);
  }

  /** Ends the transaction of this turn's reads, and no other. */
  function endRead(): void {
    if (!isReading) return;
    isReading = false;
    try {
      if (handle.open && handle.inTransaction) commit.run();
    } catch {
      // Its reads have been handed out already, and the next transaction tells what is wrong.
      rollBack();
    }
  }

  /** Runs a query in the transaction of this turn's reads; one that fails ends it, so that the next begins with a fresh one. */
  function readShared<T>(query: () => T): T {
    try {
      shareRead();
      return query();
    } catch (error) {
      endRead();
      throw error;
    }
  }

  /** Runs a query, again and again while the database is locked; trouble with the file is told as a failure. */
  async function read<T>(query: () => T): Promise<T> {
    let since: number | undefined;
    for (;;) {
      try {
        return readShared(query);
      } catch (error) {
        since ??= performance.now();
        if (!isLocked(error) || performance.now() - since >= patienceMs)
          throw storageFailure(error, 'This cannot be shown');
      }
      await pause(pauseMs);
    }
  }

  return {
    one(sql) {
      const statement = handle.prepare<[Values], never>(sql);
      return (values) => read(() => statement.get(values));
    },
    all(sql) {
      const statement = handle.prepare<[Values], never>(sql);
      return (values) => read(() => statement.all(values));
    },
    change(sql, rows) {
      const statement = handle.prepare(sql);
      return (values) => ({ statement, values, rows });
    },
    commit: enqueue,
    async tryCommit(changes) {
      try {
        await enqueue(changes);
        return true;
      } catch (error) {
        if (error instanceof Failure && error.kind === 'conflict') return false;
        throw error;
      }
    },
    async atOneMoment(look) {
      endRead();
      beginRead.run();
      try {
        return await look();
      } finally {
        rollBack();
      }
    },
    trouble: () => place.trouble(),
    close() {
      if (!handle.open) return;
      clearTimeout(retry);
      endRead();
      const left = waiting;
      waiting = [];
      settle(left, () => storageFailure(new Error(notOpen), 'Nothing was saved'));
      // SQLite would bring the log into a file that is not the one it belongs to, and delete whatever has its name.
      const kind = place.trouble()?.kind;
      if (kind !== undefined && kind !== 'log') return;
      tidy();
      handle.close();
      place.close();
    },
  };

  function tidy(): void {
    try {
      handle.pragma('busy_timeout = 250');
      handle.pragma('optimize');
      handle.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // Tidying wants room on the disk; the log left beside the file is read at the next start.
    }
  }
}

function lost(place: Place): Lost {
  const isElsewhere = place.trouble()?.kind !== 'overwritten';
  return new Lost(
    'unavailable',
    isElsewhere
      ? 'Nothing was saved: Etude’s database is no longer at its place. Tell whoever runs the server: stop Etude, put the file back (or restore a backup) and start again.'
      : 'Nothing was saved: this server’s database is damaged. Tell whoever runs the server: another program has overwritten it, so stop Etude, restore a backup and start again.',
  );
}

/** Whether somebody else holds a lock on the database, which passes. */
function isLocked(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_BUSY/.test(error.code);
}

function apply({ statement, values, rows }: Change): void {
  const touched = statement.run(values).changes;
  if (rows !== undefined && touched !== rows) throw conflict();
}

/** A batch's own error: a row that is there already is a conflict, any other broken constraint is a bug. */
function ownError(error: unknown): Error | undefined {
  if (error instanceof Failure) return error;
  if (!(error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'))) return undefined;
  const isTaken = error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || error.code === 'SQLITE_CONSTRAINT_UNIQUE';
  return isTaken ? conflict() : error;
}

const notOpen = 'The database connection is not open';

/** Codes of SQLite's that mean trouble with the file and not with what was asked. */
const troubles = /^SQLITE_(IOERR|READONLY|CANTOPEN|LOCKED|PROTOCOL|NOMEM)/;

/** Trouble with disk or file in words for the reader, the error itself as its cause; any other error stays as it is. */
function storageFailure(error: unknown, what: string): unknown {
  const { code = '', message } = error as { code?: string; message?: string };
  if (code === 'SQLITE_FULL') {
    return new Failure(
      'full',
      `${what}: this server’s disk is full. What was saved before is safe. Tell whoever runs the server, then go back and send it again.`,
      { cause: error },
    );
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new Failure(
      'unavailable',
      `${what}: this server’s database is damaged. Tell whoever runs the server; trying again does not help.`,
      { cause: error },
    );
  }
  if (isLocked(error)) {
    return new Failure(
      'unavailable',
      `${what}: another program has kept this server’s database locked for seconds. What was saved before is safe. Go back and try again in a moment.`,
      { cause: error },
    );
  }
  if (troubles.test(code) || message === notOpen) {
    return new Failure(
      'unavailable',
      `${what}: this server cannot reach its database just now. What was saved before is safe. Go back and try again in a moment.`,
      { cause: error },
    );
  }
  return error;
}

/** The error of SQLite's that an error is, or that a failure was made of. */
export function sqliteErrorIn(error: unknown): { code: string; message: string } | undefined {
  const source = error instanceof Failure ? error.cause : error;
  return source instanceof Sqlite.SqliteError ? source : undefined;
}

function conflict(): Failure {
  return new Failure('conflict', 'This has changed meanwhile. Reload the page and try again.');
}
