import { Failure } from '../failure.ts';
import { isSqliteError } from './handle.ts';
import type { Place } from './place.ts';

/** What a database is told when nobody can vouch for its files any more; the log tells it once for all requests. */
export class Lost extends Failure {}

/** What is told of a commit into a database that is no longer in place, or that another program has overwritten. */
export function lost(place: Place): Lost {
  const isElsewhere = place.trouble()?.kind !== 'overwritten';
  return new Lost(
    'unavailable',
    isElsewhere
      ? 'Nothing was saved: Etude’s database is no longer in place. Tell the person who runs this server to stop Etude, put the file back (or restore a backup) and start it again.'
      : 'Nothing was saved: this server’s database is damaged. Tell the person who runs this server that another program has overwritten it: they should stop Etude, restore a backup and start it again.',
  );
}

/** Whether somebody else holds a lock on the database, which passes. */
export function isLocked(error: unknown): boolean {
  return isSqliteError(error) && /^SQLITE_BUSY/.test(error.code);
}

/** A batch's own error: a row that is there already is a conflict, any other broken constraint is a bug. */
export function ownError(error: unknown): Error | undefined {
  if (error instanceof Failure) return error;
  if (!(isSqliteError(error) && error.code.startsWith('SQLITE_CONSTRAINT'))) return undefined;
  const isTaken = error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || error.code === 'SQLITE_CONSTRAINT_UNIQUE';
  return isTaken ? conflict() : error;
}

/** What better-sqlite3 says once a handle is closed. */
export const notOpen = 'The database connection is not open';

/** Codes of SQLite's that mean trouble with the file and not with what was asked. */
const troubles = /^SQLITE_(IOERR|READONLY|CANTOPEN|LOCKED|PROTOCOL|NOMEM)/;

/** Trouble with disk or file in words for the reader, the error itself as its cause; any other error stays as it is. */
export function storageFailure(error: unknown, what: string): unknown {
  const { code = '', message } = error as { code?: string; message?: string };
  if (code === 'SQLITE_FULL') {
    return new Failure(
      'full',
      `${what}: this server’s disk is full. Anything already saved is safe. Tell the person who runs this server, then go back and send it again.`,
      { cause: error },
    );
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new Failure(
      'unavailable',
      `${what}: this server’s database is damaged. Tell the person who runs this server; trying again will not help.`,
      { cause: error },
    );
  }
  if (isLocked(error)) {
    return new Failure(
      'unavailable',
      `${what}: another program has kept this server’s database locked for several seconds. Anything already saved is safe. Go back and try again shortly.`,
      { cause: error },
    );
  }
  if (troubles.test(code) || message === notOpen) {
    return new Failure(
      'unavailable',
      `${what}: this server cannot reach its database. Anything already saved is safe. Go back and try again shortly.`,
      { cause: error },
    );
  }
  return error;
}

/** The error of SQLite's that an error is, or that a failure was made of. */
export function sqliteErrorIn(error: unknown): { code: string; message: string } | undefined {
  const source = error instanceof Failure ? error.cause : error;
  return isSqliteError(source) ? source : undefined;
}

/** The sentence for a change that came too late. */
export function conflict(): Failure {
  return new Failure('conflict', 'This page is out of date. Reload it and try again.');
}
