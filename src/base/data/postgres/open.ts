import { Failure, Refusal } from '../../failure.ts';
import { SECOND } from '../../time.ts';
import { every } from '../../world.ts';
import type { Migration } from '../migrate.ts';
import { type Address, readAddress, serversOf } from './address.ts';
import type { Lender, Pooled } from './connection.ts';
import { type ServerLeadership, seekLead } from './leader.ts';
import { inspect, migrate } from './migrate.ts';
import { lendFrom, openSession, type Session, type Ways } from './pool.door.ts';
import { momentMs, shareServing } from './serving.ts';
import { refuseHalfMoved } from './tables.ts';
import { isDead, isPassing, stateOf } from './trouble.ts';

/** A statement of a page or an answer that takes longer than this has lost its server. */
const longest = 30_000;

/** A statement that brings a database up to date may rewrite a table. */
const longestToPrepare = 300_000;

/** What the server calls the connections of a node. */
const name = 'etude serve';

/** A database opened to be served: up to date, with the leadership among its nodes. */
export type Served = { lender: Pooled; leadership: ServerLeadership; isNew: boolean };

/** Opens a database to serve it beside other nodes over `most` connections, and brings it up to date. */
export async function openToServe(
  text: string,
  migrations: readonly Migration[],
  now: number,
  most?: number,
): Promise<Served> {
  const address = addressOf(text);
  return explained(address, async () => {
    const session = await openServing(address, { name, statementMs: longestToPrepare }, momentMs);
    try {
      const isNew = await prepare(session, migrations, now);
      const open = () => openServing(address, { name: 'etude leader', statementMs: 3_000 });
      const leadership = seekLead(open, () => performance.now());
      await leadership.renew();
      const stop = every(SECOND, leadership.renew);
      const release = () => {
        stop();
        leadership.release();
      };
      // A node whose connection of the lead breaks may go on saving, so that each connection keeps moves away.
      const lender = lendFrom(
        address,
        { name, statementMs: longest, first: (connection) => shareServing(connection) },
        most,
      );
      return { lender, leadership: { ...leadership, release }, isNew };
    } finally {
      // From here on the connections of the lead and of the lender share the lock.
      session.close();
    }
  });
}

/** Opens a connection that keeps moves away. */
async function openServing(address: Address, ways: Ways, waitMs = 0): Promise<Session> {
  const session = await openSession(address, ways);
  try {
    await shareServing(session, waitMs);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** Brings a database up to date, which may take longer than an answer. Returns whether it was empty. */
async function prepare(session: Session, migrations: readonly Migration[], now: number): Promise<boolean> {
  const version = await inspect(session, migrations);
  await migrate(session, migrations, now);
  return version === 0;
}

/** Opens a database that another Etude may be serving; refuses one that the server has yet to make or bring up to date. */
export async function openBeside(text: string, migrations: readonly Migration[]): Promise<Lender> {
  const address = addressOf(text);
  return explained(address, async () => {
    const lender = lendFrom(address, { name: 'etude' });
    try {
      const version = await lender.lend((connection) => inspect(connection, migrations));
      await lender.lend(refuseHalfMoved);
      if (version === 0)
        throw new Refusal(
          'ETUDE_DATABASE: the database is empty. Start the server to create Etude’s tables in it.',
        );
      if (version < migrations.at(-1)!.version)
        throw new Refusal(
          'ETUDE_DATABASE: the database is from an earlier version of Etude. Start the server to bring it up to date.',
        );
      return lender;
    } catch (error) {
      await lender.close();
      throw error;
    }
  });
}

/** The address that a setting has been read from. */
export function addressOf(text: string): Address {
  const address = readAddress(text);
  if (!address) throw new Error('The address of the database was not checked.');
  return address;
}

/** Says in a sentence what keeps from opening a database; the password is in none of them. */
export async function explained<T>(address: Address, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refusalFor(error, address, ' Nothing was changed.');
  }
}

/** What a start is refused with if the store lost its server; any other error stays as it is. */
export function refusalIfLost(error: unknown, text: string): unknown {
  if (!(error instanceof Failure && ['unavailable', 'full'].includes(error.kind))) return error;
  const { cause } = error;
  if (cause === undefined) return error;
  return cause instanceof Refusal ? cause : refusalFor(cause, addressOf(text), '');
}

/** Has the server read every statement of a start; a statement that is wrong stays a bug. */
export async function compiled(compile: () => Promise<void>, text: string): Promise<void> {
  try {
    await compile();
  } catch (error) {
    const isOfServer = isDead(error) || stateOf(error) !== undefined;
    throw isOfServer ? refusalFor(error, addressOf(text), '') : error;
  }
}

function refusalFor(error: unknown, address: Address, effect: string): Refusal {
  return new Refusal(
    `ETUDE_DATABASE: ${whyNot(error, serversOf(address))}.${effect}`,
    isDead(error) || isPassing(error) ? passes : 2,
  );
}

/** The exit code where what is in the way may be gone in a moment, after which systemd starts Etude again. */
const passes = 1;

/** Why a server does not do what was asked, and what to do about it. */
export function whyNot(error: unknown, servers: string): string {
  const { message, code } = error as { message: string; code?: string };
  const state = stateOf(error) ?? '';
  if (state.startsWith('28'))
    return `${servers} does not let this user in (${message}): correct the user name and password`;
  if (state === '3D000') return `${servers} has no such database (${message}): create it first`;
  if (state === '25006') return `none of ${servers} accepts writes: name the primary server as well`;
  if (state === '42501')
    return `the user may not create what Etude needs (${message}): make them the owner of the database`;
  if (state === '53100') return `the disk of ${servers} is full (${message}): free some space there`;
  if (isPassing(error))
    return `another program has locked the database on ${servers} (${message}): try again in a moment`;
  if (state !== '') return `${servers} refused (${message}, ${state})`;
  return `${servers} cannot be reached (${code ?? message}): start the server, or correct the address`;
}
