import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg';
import type { Address } from './address.ts';
import { type Answer, type Connection, type Pooled, reader } from './connection.ts';
import { isDead, isOverload } from './trouble.ts';

/** How connections are made: by what name the server knows them, and how long a statement may take. */
export type Ways = { name: string; statementMs?: number };

/** A connection for one purpose, which stays open. */
export type Session = Connection & { close(): void };

/** This many connections are open at a time; a server has a hundred for all. */
const mostConnections = 10;

/** A server that does not answer within this time is passed over. */
const connectMs = 3_000;

/** Opens a connection to the server that takes writes. */
export async function openSession(address: Address, ways: Ways): Promise<Session> {
  const { client } = await findPrimary(address, ways);
  return { ...connectionOf(client), close: () => void client.end().catch(() => {}) };
}

/** Lends connections to the server that takes writes; where one broke, that server is looked for again. */
export function lendFrom(address: Address, ways: Ways): Pooled {
  let present: Promise<Pool> | undefined;
  let opened: Pool | undefined;

  async function open(): Promise<Pool> {
    const { client, config } = await findPrimary(address, ways);
    await client.end();
    const pool = new Pool({ ...config, max: mostConnections });
    // What breaks while nobody uses it is found out by the next who does; without a listener the process would end.
    pool.on('error', () => {});
    pool.on('connect', (client) => void client.on('error', () => {}));
    opened = pool;
    return pool;
  }

  function forget(broken: Promise<Pool>): void {
    if (present !== broken) return;
    present = undefined;
    broken.then((pool) => pool.end()).catch(() => {});
  }

  async function clientOf(own: Promise<Pool>): Promise<PoolClient> {
    try {
      return await (await own).connect();
    } catch (error) {
      // A pool of which all connections are busy is as good as any other, and one more would be open beside it.
      if (!isOverload(error)) forget(own);
      throw error;
    }
  }

  return {
    async lend(work) {
      present ??= open();
      const own = present;
      const client = await clientOf(own);
      try {
        const done = await work(connectionOf(client));
        client.release();
        return done;
      } catch (error) {
        client.release(isDead(error));
        if (isDead(error) && !isOverload(error)) forget(own);
        throw error;
      }
    },
    load() {
      const { totalCount = 0, idleCount = 0, waitingCount = 0 } = opened ?? {};
      return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount, most: mostConnections };
    },
    async close() {
      const last = present;
      present = undefined;
      await (await last?.catch(() => undefined))?.end();
    },
  };
}

/** Connects to the first server that is no standby; where there is none, tells what the last one said. */
async function findPrimary(
  { servers }: Address,
  ways: Ways,
): Promise<{ client: Client; config: ClientConfig }> {
  let why: unknown;
  for (const server of servers) {
    const config = configOf(server, ways);
    const client = new Client(config);
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query('select pg_is_in_recovery() as standby');
      if (rows[0].standby === 0) return { client, config };
      why = Object.assign(new Error('The server is a standby.'), { code: '25006' });
    } catch (error) {
      why = error;
    }
    client.end().catch(() => {});
  }
  throw why;
}

function configOf(server: string, { name, statementMs = 0 }: Ways): ClientConfig {
  const getTypeParser = (type: number, format?: 'text') =>
    reader(type) ?? types.getTypeParser(type as never, format);
  return {
    connectionString: server,
    application_name: name,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    keepAlive: true,
    // A transaction whose client is gone gives its locks back.
    idle_in_transaction_session_timeout: 30_000,
    lock_timeout: 10_000,
    pipeline: true,
    types: { getTypeParser: getTypeParser as typeof types.getTypeParser },
  };
}

function connectionOf(client: Pick<Client, 'query'>): Connection {
  return {
    async send(query): Promise<Answer> {
      const { rows, rowCount, command } = await client.query(query);
      return { rows, count: rowCount ?? 0, command };
    },
    async run(script) {
      await client.query(script);
    },
  };
}
