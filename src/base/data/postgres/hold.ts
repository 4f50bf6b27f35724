import { Refusal } from '../../failure.ts';
import type { Lock } from '../lock.ts';
import type { Trouble } from '../place.ts';
import type { Session } from './pool.door.ts';

/** What holds a database for this process alone, as long as its connection lasts. */
export type Hold = Lock & {
  /** What keeps from answering: the connection that holds the database is lost. */
  trouble(): Trouble | undefined;
};

/** Two numbers that name the lock of whoever serves a database. */
const serving = '1165260132, 1';

/** Where the connection stands: a server that another Etude has taken meanwhile is not won back. */
type State = 'held' | 'lost' | 'taken';

/**
 * Holds a database for this process alone by a lock that the server gives back when the connection ends. `name` is that of
 * the connections of this process and of no other.
 */
export async function holdDatabase(connect: () => Promise<Session>, name: string): Promise<Hold> {
  const first = await takeOver(connect, name);
  if (!first.session) throw new Refusal(alreadyServed(first.holder?.what));
  let session: Session | undefined = first.session;
  let state: State = 'held';
  let isLooking = false;
  let isReleased = false;

  async function look(): Promise<State> {
    if (session && (await isAlive(session))) return 'held';
    session?.close();
    session = undefined;
    const next = await takeOver(connect, name);
    if (next.session && isReleased) next.session.close();
    else session = next.session;
    if (next.session) return 'held';
    return next.holder === undefined || next.holder.name === name ? 'lost' : 'taken';
  }

  return {
    renew() {
      if (!isLooking && state !== 'taken') {
        isLooking = true;
        look()
          .catch(() => 'lost' as const)
          .then((found) => {
            state = found;
            isLooking = false;
          });
      }
      return state !== 'taken';
    },
    trouble: () => (state === 'held' ? undefined : unreachable),
    release() {
      isReleased = true;
      session?.close();
    },
  };
}

const unreachable: Trouble = {
  kind: 'unreachable',
  what: 'The connection that holds the database for this Etude is lost',
};

const alreadyServed = (holder = '') =>
  `ETUDE_DATABASE: another Etude${holder} already serves this database, and only one can at a time. Stop it first, or name another database.`;

/** A new connection that holds the lock, or who holds it instead; no other connection stays open. */
async function takeOver(
  connect: () => Promise<Session>,
  name: string,
): Promise<{ session?: Session; holder?: Holder | undefined }> {
  const session = await connect();
  let isHeld = false;
  try {
    isHeld = await takeLock(session);
    if (isHeld) return { session };
    const holder = await holderOf(session);
    // The server has not noticed yet that the old connection of this process is gone.
    if (holder?.name === name) await session.send({ text: `select pg_terminate_backend(${holder.pid})` });
    return { holder };
  } finally {
    if (!isHeld) session.close();
  }
}

async function takeLock(session: Session): Promise<boolean> {
  const { rows } = await session.send({ text: `select pg_try_advisory_lock(${serving}) as is_taken` });
  return rows[0]!.is_taken === 1;
}

async function isAlive(session: Session): Promise<boolean> {
  try {
    await session.send({ text: 'select 1' });
    return true;
  } catch {
    return false;
  }
}

type Holder = { name: string; pid: number; what: string };

/** Who holds the lock, as far as the server says so to this user. */
async function holderOf(session: Session): Promise<Holder | undefined> {
  const { rows } = await session.send({
    text: `select a.application_name as name, cast(a.pid as bigint) as pid,
             coalesce(host(a.client_addr), 'this machine') as place
           from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
           where l.locktype = 'advisory' and l.granted and l.classid = 1165260132 and l.objid = 1
             and l.database = (select oid from pg_database where datname = current_database())`,
  });
  const [row] = rows as { name: string; pid: number; place: string }[];
  return row && { ...row, what: ` (at ${row.place}, connection ${row.pid})` };
}
