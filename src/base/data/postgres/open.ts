import { randomBytes } from 'node:crypto';
import { Refusal } from '../../failure.ts';
import type { Migration } from '../migrate.ts';
import { type Address, readAddress, serversOf } from './address.ts';
import type { Lender } from './connection.ts';
import { type Hold, holdDatabase } from './hold.ts';
import { inspect, migrate } from './migrate.ts';
import { lendFrom, openSession } from './pool.door.ts';
import { stateOf } from './trouble.ts';

/** A statement of a page or an answer that takes longer than this has lost its server. */
const longest = 30_000;

/** A database opened to be served: held for this process alone, and up to date. */
export type Served = { lender: Lender; hold: Hold; isNew: boolean };

/** Opens a database to serve it, and brings it up to date. */
export async function openToServe(
  text: string,
  migrations: readonly Migration[],
  now: number,
): Promise<Served> {
  const address = addressOf(text);
  // Nobody else has this name, so that a connection of this process is known again.
  const name = `etude serve ${randomBytes(6).toString('hex')}`;
  return explained(address, async () => {
    const hold = await holdDatabase(() => openSession(address, { name, statementMs: 3_000 }), name);
    const lender = lendFrom(address, { name, statementMs: longest });
    try {
      // A migration may take longer than an answer.
      const session = await openSession(address, { name });
      try {
        const version = await inspect(session, migrations);
        await migrate(session, migrations, now);
        return { lender, hold, isNew: version === 0 };
      } finally {
        session.close();
      }
    } catch (error) {
      hold.release();
      throw error;
    }
  });
}

/** Opens a database that another Etude may be serving; refuses one that the server has yet to make or bring up to date. */
export async function openBeside(text: string, migrations: readonly Migration[]): Promise<Lender> {
  const address = addressOf(text);
  return explained(address, async () => {
    const lender = lendFrom(address, { name: 'etude' });
    try {
      const version = await lender.lend((connection) => inspect(connection, migrations));
      if (version === 0)
        throw new Refusal(
          'ETUDE_DATABASE: the database is empty. Start the server to create Etude’s tables in it.',
        );
      if (version < migrations.at(-1)!.version)
        throw new Refusal(
          'ETUDE_DATABASE: the database is from an earlier Etude. Start the server to bring it up to date.',
        );
      return lender;
    } catch (error) {
      await lender.close();
      throw error;
    }
  });
}

function addressOf(text: string): Address {
  const address = readAddress(text);
  if (!address) throw new Error('The address of the database was not checked.');
  return address;
}

/** Says in a sentence what keeps from opening a database; the password is in none of them. */
async function explained<T>(address: Address, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`ETUDE_DATABASE: ${whyNot(error, serversOf(address))}. Nothing was changed.`);
  }
}

function whyNot(error: unknown, servers: string): string {
  const { message, code } = error as { message: string; code?: string };
  const state = stateOf(error) ?? '';
  if (state.startsWith('28'))
    return `${servers} does not let this user in (${message}): correct the user name and password`;
  if (state === '3D000') return `${servers} has no such database (${message}): create it first`;
  if (state === '25006') return `none of ${servers} takes writes: name the primary server as well`;
  if (state === '42501')
    return `the user may not create what Etude needs (${message}): make them the owner of the database`;
  if (state !== '') return `${servers} refused (${message}, ${state})`;
  return `${servers} cannot be reached (${code ?? message}): start the server, or correct the address`;
}
