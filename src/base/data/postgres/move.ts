import { Refusal } from '../../failure.ts';
import type { Migration } from '../migrate.ts';
import type { Target } from '../tables.ts';
import { serversOf, withoutPassword } from './address.ts';
import type { Connection } from './connection.ts';
import { inspect, migrate } from './migrate.ts';
import { addressOf, explained, whyNot } from './open.ts';
import { openSession, type Session } from './pool.door.ts';
import { createPostgres, type Postgres } from './postgres.ts';
import { keepFromServing } from './serving.ts';
import { isMoving, postgresTables, refuseHalfMoved } from './tables.ts';
import { isDead, stateOf } from './trouble.ts';

/** A slice, or the building of an index, that takes longer than this has lost its server. */
const longest = 300_000;

/** A database that is held for a move: its tables, the store over it, and its end. */
export type Held = { tables: Target; db: Postgres; close(): Promise<void> };

/** Opens a database of PostgreSQL's to move what it holds, and keeps every Etude from serving it meanwhile. */
export function openSource(text: string, migrations: readonly Migration[]): Promise<Held> {
  return openHeld(text, async (session, name) => {
    await refuseHalfMoved(session);
    const version = await inspect(session, migrations);
    if (version === 0) throw new Refusal(`${name} is empty, so there is nothing to move.`);
    if (version < migrations.at(-1)!.version)
      throw new Refusal(
        `${name} is from an earlier version of Etude. Start the server to bring it up to date, then stop it.`,
      );
  });
}

/** Opens a database of PostgreSQL's to fill it, with the tables that it needs, and keeps every Etude from serving it. */
export function openTarget(text: string, migrations: readonly Migration[], now: number): Promise<Held> {
  return openHeld(text, async (session, name) => {
    const version = await inspect(session, migrations);
    const isEarlier = version > 0 && version < migrations.at(-1)!.version;
    if (isEarlier && !(await isMoving(session)))
      throw new Refusal(
        `${name} already holds data from an earlier version of Etude: name an empty database. Nothing was changed.`,
      );
    await migrate(session, migrations, now);
  });
}

async function openHeld(
  text: string,
  prepare: (session: Session, name: string) => Promise<void>,
): Promise<Held> {
  const address = addressOf(text);
  const name = withoutPassword(text);
  return explained(address, async () => {
    const session = await openSession(address, { name: 'etude move', statementMs: longest });
    try {
      await lock(session, name);
      // A server may be set to print fewer digits than a number has.
      await session.send({ text: 'set extra_float_digits = 3' });
      await prepare(session, name);
    } catch (error) {
      session.close();
      throw error;
    }
    const lender = {
      lend: <T>(work: (connection: Connection) => Promise<T>) => work(session),
      close: async () => {},
    };
    const tables = toldInSentences(postgresTables(session, name), serversOf(address));
    const close = async () => {
      // The server takes a moment to notice that a connection has gone.
      await session.send({ text: 'select pg_advisory_unlock_all()' }).catch(() => {});
      session.close();
    };
    return { tables, db: createPostgres(lender), close };
  });
}

async function lock(session: Session, name: string): Promise<void> {
  if (await keepFromServing(session)) return;
  throw new Refusal(
    `An Etude server is using ${name}, or another move is under way there: stop it, and run "etude move" again. Nothing was moved.`,
  );
}

/** Has each of a target's functions say in a sentence what went wrong with the server. */
function toldInSentences(target: Target, servers: string): Target {
  const told =
    <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      try {
        return await work(...given);
      } catch (error) {
        if (!isDead(error) && stateOf(error) === undefined) throw error;
        throw new Refusal(`${whyNot(error, servers)}.`, 1);
      }
    };
  const { list, count, read, source, begin, last, insert, end } = target;
  return {
    ...target,
    list: told(list),
    count: told(count),
    read: told(read),
    source: told(source),
    begin: told(begin),
    last: told(last),
    insert: told(insert),
    end: told(end),
  };
}
