import { Refusal } from '../../failure.ts';
import { serverLocks } from '../server-locks.ts';
import type { Connection } from './connection.ts';
import { refuseHalfMoved } from './tables.ts';

const { serving } = serverLocks;

/** Takes this connection's part in serving a database; refused while a move reads or fills it, or if one has filled only part of it. */
export async function shareServing(connection: Connection): Promise<void> {
  if (!(await isTaken(connection, 'pg_try_advisory_lock_shared')))
    throw new Refusal(
      'ETUDE_DATABASE: "etude move" is reading or filling this database: start Etude when the move has finished. Nothing was changed.',
    );
  // From here on no move can begin, so that what is found stays true.
  await refuseHalfMoved(connection);
}

/** Keeps every node from serving a database as long as this connection lasts; false where one does or another move has it. */
export function keepFromServing(connection: Connection): Promise<boolean> {
  return isTaken(connection, 'pg_try_advisory_lock');
}

/** Whether a node serves a database, or a move reads or fills it. */
export async function isServed(connection: Connection): Promise<boolean> {
  const { count } = await connection.send({
    text: `select 1 from pg_locks where locktype = 'advisory' and (classid, objid) = (${serving})
             and database = (select oid from pg_database where datname = current_database()) limit 1`,
  });
  return count > 0;
}

async function isTaken(connection: Connection, how: string): Promise<boolean> {
  const { rows } = await connection.send({ text: `select ${how}(${serving}) as is_taken` });
  return rows[0]!.is_taken === 1;
}
