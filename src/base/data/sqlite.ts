import { type Change, type Database, type Group, trying, type Values } from './database.ts';
import { type Handle, rollBack, type Statement } from './handle.ts';
import { ownPlace, type Place } from './place.ts';
import { createReads, pauseMs } from './reads.ts';
import { conflict, isLocked, lost, notOpen, ownError, storageFailure } from './trouble.ts';

type Batch = {
  changes: readonly Change[];
  /** When it was handed in. */
  since: number;
  resolve: () => void;
  reject: (error: unknown) => void;
};

/** How a database is used: who is told of every transaction, where its files are, and how long it waits for a lock. */
export type Use = { onGroup?: (group: Group) => void; place?: Place; patienceMs?: number };

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
  const reads = createReads(handle, patienceMs);
  const begin = handle.prepare('begin immediate');
  const commit = handle.prepare('commit');
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
    reads.end();
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
      rollBack(handle);
      if (isLocked(error)) return { locked: error };
      onGroup({ batches: group.length, syncMs: 0, failed: true });
      const failure = storageFailure(error, 'Nothing was saved');
      return { outcomes: group.map(() => failure) };
    }
  }

  /** Keeps those that have patience for another try, ahead of newcomers, and refuses the others. */
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

  return {
    one(sql) {
      const statement = handle.prepare<[Values], never>(sql);
      return (values) => reads.read(() => statement.get(values));
    },
    all(sql) {
      const statement = handle.prepare<[Values], never>(sql);
      return (values) => reads.read(() => statement.all(values));
    },
    change(sql, rows) {
      const statement = handle.prepare(sql);
      return (values) => ({ statement, values, rows });
    },
    commit: enqueue,
    tryCommit: trying(enqueue),
    // Reads of one turn share a transaction.
    readTogether: (look) => look(),
    async atOneMoment(look) {
      reads.end();
      handle.exec('begin');
      try {
        return await look();
      } finally {
        rollBack(handle);
      }
    },
    trouble: () => place.trouble(),
    close() {
      if (!handle.open) return;
      clearTimeout(retry);
      reads.end();
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

function apply({ statement, values, rows }: Change): void {
  const touched = (statement as Statement).run(values).changes;
  if (rows !== undefined && touched !== rows) throw conflict();
}
