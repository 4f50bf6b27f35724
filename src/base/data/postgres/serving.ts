import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../../failure.ts';
import { SECOND } from '../../time.ts';
import { serverLocks } from '../server-locks.ts';
import type { Connection } from './connection.ts';
import { refuseHalfMoved } from './tables.ts';

const { serving } = serverLocks;

/** The server takes a moment to notice that a process has gone which held a lock. */
export const momentMs = 2 * SECOND;

/**
 * Takes this connection's part in serving a database; refused while a move reads or fills it, for as long as it may wait,
 * or if one has filled only part of it.
 */
export async function shareServing(connection: Connection, waitMs = 0): Promise<void> {
  if (!(await isTaken(connection, 'pg_try_advisory_lock_shared', waitMs)))
    throw new Refusal(
      'ETUDE_DATABASE: "etude move" is reading or filling this database: start Etude when the move has finished. Nothing was changed.',
    );
  // From here on no move can begin, so that what is found stays true.
  await refuseHalfMoved(connection);
}

/** Keeps every node from serving a database as long as this connection lasts; false where one does or another move has it. */
export function keepFromServing(connection: Connection): Promise<boolean> {
  return isTaken(connection, 'pg_try_advisory_lock', momentMs);
}

/** Whether a node serves a database, or a move reads or fills it. */
export async function isServed(connection: Connection): Promise<boolean> {
  const { count } = await connection.send({
    text: `select 1 from pg_locks where locktype = 'advisory' and (classid, objid) = (${serving})
             and database = (select oid from pg_database where datname = current_database()) limit 1`,
  });
  return count > 0;
}

/** Asks again and again instead of waiting in the lock's queue, where a move would hold up nodes that start. */
async function isTaken(connection: Connection, how: string, waitMs: number): Promise<boolean> {
  for (let leftMs = waitMs; ; leftMs -= 100) {
    const { rows } = await connection.send({ text: `select ${how}(${serving}) as is_taken` });
    if (rows[0]!.is_taken === 1 || leftMs <= 0) return rows[0]!.is_taken === 1;
    await pause(100);
  }
}
