import { setTimeout as pause } from 'node:timers/promises';
import { type Handle, rollBack } from './handle.ts';
import { isLocked, storageFailure } from './trouble.ts';

/** A locked database is tried again after this many milliseconds. */
export const pauseMs = 20;

/** The reads of a database. */
export type Reads = {
  /** Runs a query, again and again while the database is locked; trouble with the file is told as a failure. */
  read<T>(query: () => T): Promise<T>;
  /** Ends the transaction of this turn's reads, and no other. */
  end(): void;
};

/** Reads through a handle; a read that meets a lock is tried again until its patience ends. */
export function createReads(handle: Handle, patienceMs: number): Reads {
  let isReading = false;
  const begin = handle.prepare('begin');
  const commit = handle.prepare('commit');

  /** Reads of one turn of the event loop share a transaction: taking and leaving the lock costs more than most queries. */
  function shareRead(): void {
    if (isReading || handle.inTransaction) return;
    begin.run();
    isReading = true;
    setImmediate(end);
  }

  /** Ends the transaction of this turn's reads, and no other. */
  function end(): void {
    if (!isReading) return;
    isReading = false;
    try {
      if (handle.open && handle.inTransaction) commit.run();
    } catch {
      // Its reads have been handed out already, and the next transaction tells what is wrong.
      rollBack(handle);
    }
  }

  /** Runs a query in the transaction of this turn's reads; one that fails ends it, so that the next begins with a fresh one. */
  function readShared<T>(query: () => T): T {
    try {
      shareRead();
      return query();
    } catch (error) {
      end();
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

  return { read, end };
}
