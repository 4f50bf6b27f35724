import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg';
import { every } from '../../world.ts';
import type { Address } from './address.ts';
import { type Answer, type Connection, type Pooled, reader } from './connection.ts';
import { isDead, isOverload, stateOf } from './trouble.ts';

/**
 * How connections are made: by what name the server knows them, how long a statement may take, after what silence
 * the server is asked whether it is still there, and what each connection must do before it is lent for the first time.
 */
export type Ways = {
  name: string;
  statementMs?: number;
  silentMs?: number;
  first?: (connection: Connection) => Promise<void>;
};

/** A connection for one purpose, which stays open. */
export type Session = Connection & { close(): void };

/** Connections to one server, and the question under way of whether it still takes writes. */
type Source = { pool: Pool; config: ClientConfig; asking?: Promise<boolean> | undefined };

/** How many connections are open at a time unless told otherwise. */
const usualConnections = 10;

/** A server that does not answer within this time is passed over. */
const connectMs = 3_000;

/** Opens a connection to the server that takes writes. */
export async function openSession(address: Address, ways: Ways): Promise<Session> {
  const { client } = await findPrimary(address, ways);
  return { ...connectionOf(client), close: () => void client.end().catch(() => {}) };
}

/**
 * Lends connections, `most` at a time, to the server that takes writes; where one broke, that server is looked for again.
 */
export function lendFrom(address: Address, ways: Ways, most = usualConnections): Pooled {
  let present: Promise<Source> | undefined;
  let opened: Pool | undefined;

  async function open(): Promise<Source> {
    const { client, config } = await findPrimary(address, ways);
    await client.end();
    const pool = new Pool({ ...config, max: most, verify });
    // What breaks while nobody uses it is found out by the next who does; without a listener the process would end.
    pool.on('error', () => {});
    pool.on('connect', (client) => void client.on('error', () => {}));
    opened = pool;
    return { pool, config };
  }

  /** A server that was restarted may have become a standby, which shows what was true a while ago. */
  function verify(client: PoolClient, done: (error?: Error) => void): void {
    requirePrimary(client)
      .then(() => ways.first?.(connectionOf(client)))
      .then(() => done(), done);
  }

  function forget(broken: Promise<Source>): void {
    if (present !== broken) return;
    present = undefined;
    broken.then(({ pool }) => pool.end()).catch(() => {});
  }

  async function clientOf(own: Promise<Source>): Promise<PoolClient> {
    const { pool } = await own.catch((error) => {
      forget(own);
      throw error;
    });
    try {
      return await pool.connect();
    } catch (error) {
      // A pool whose connections are all busy, or whose server has no more, is as good as any other.
      if (isOverload(error)) void isThere(own);
      else forget(own);
      throw error;
    }
  }

  /** Asks the server by a new connection, one for all who want to know, and forgets one that is gone. */
  async function isThere(own: Promise<Source>): Promise<boolean> {
    const source = await own;
    source.asking ??= takesWrites(source.config).finally(() => {
      source.asking = undefined;
    });
    const isThere = await source.asking;
    if (!isThere) forget(own);
    return isThere;
  }

  /** A network that is cut tells nobody, so that what waits for long asks the server, and gives up if it is gone. */
  function giveUpIfGone(client: PoolClient, own: Promise<Source>): () => void {
    const stop = every(ways.silentMs ?? 2_000, async () => {
      if (!(await isThere(own)) && !isOver) cutOff(client);
    });
    let isOver = false;
    return () => {
      isOver = true;
      stop();
    };
  }

  return {
    async lend(work) {
      present ??= open();
      const own = present;
      const client = await clientOf(own);
      const stopAsking = giveUpIfGone(client, own);
      try {
        const done = await work(connectionOf(client));
        client.release();
        return done;
      } catch (error) {
        client.release(isDead(error));
        if (isDead(error) && !isOverload(error)) forget(own);
        throw error;
      } finally {
        stopAsking();
      }
    },
    load() {
      const { totalCount = 0, idleCount = 0, waitingCount = 0 } = opened ?? {};
      return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount, most };
    },
    async close() {
      const last = present;
      present = undefined;
      await (await last?.catch(() => undefined))?.pool.end();
    },
  };
}

/** Whether a server can be reached and is no standby. */
async function takesWrites(config: ClientConfig): Promise<boolean> {
  try {
    const { client } = await connectTo({ ...config, query_timeout: connectMs });
    client.end().catch(() => {});
    return true;
  } catch (error) {
    // One that has too many connections is there.
    return stateOf(error) === '53300';
  }
}

/** Breaks a connection off, so that what waits for its answer waits no longer. */
function cutOff(client: PoolClient): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}

async function requirePrimary(client: Pick<Client, 'query'>): Promise<void> {
  const { rows } = await client.query('select pg_is_in_recovery() as standby');
  if (rows[0].standby !== 0) throw Object.assign(new Error('The server is a standby.'), { code: '25006' });
}

/**
 * Connects to the server that is no standby. All are asked at once, so that one that is silent keeps nobody waiting; where
 * there is none, it tells what the last one said.
 */
async function findPrimary({ servers }: Address, ways: Ways): Promise<Found> {
  const all = servers.map((server) => connectTo(configOf(server, ways)));
  const found = await Promise.any(all).catch(({ errors }: AggregateError) => {
    throw errors.at(-1);
  });
  for (const each of all)
    each.then((other) => (other === found ? undefined : other.client.end())).catch(() => {});
  return found;
}

type Found = { client: Client; config: ClientConfig };

async function connectTo(config: ClientConfig): Promise<Found> {
  const client = new Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    await requirePrimary(client);
    return { client, config };
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
}

/** The server closes the connections of a node that has lost its power or its network within half a minute, not two hours. */
const endOfTheGone =
  '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=25000';

function configOf(server: string, { name, statementMs = 0 }: Ways): ClientConfig {
  const getTypeParser = (type: number, format?: 'text') =>
    reader(type) ?? types.getTypeParser(type as never, format);
  return {
    connectionString: server,
    application_name: name,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: endOfTheGone,
    // A transaction whose node is gone gives its locks back before those who wait for them give up.
    idle_in_transaction_session_timeout: 5_000,
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
