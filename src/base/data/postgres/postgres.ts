import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { digest } from '../../digest.ts';
import { type Failure, Refusal } from '../../failure.ts';
import { type Change, type Compiled, type Database, type Group, trying, type Values } from '../database.ts';
import type { Trouble } from '../place.ts';
import { conflict, Lost } from '../trouble.ts';
import type { Answer, Connection, Lender, Query } from './connection.ts';
import { translate } from './dialect.ts';
import { isDead, isPassing, ownError, stateOf, storageFailure, Unsure } from './trouble.ts';

/** How a database is used: who is told of every transaction, what keeps this process from it, and how long it is tried again. */
export type Use = {
  onGroup?: (group: Group) => void;
  trouble?: () => Trouble | undefined;
  patienceMs?: number;
};

/** The store over a server, with what compiles everything that has been declared. */
export type Postgres = Database & { compile(): Promise<void> };

type Statement = Compiled & { query(values: Values): Query };

/** What did not work is tried again after this many milliseconds. */
const pauseMs = 50;

/**
 * The store over PostgreSQL. A batch is a transaction of two trips: its beginning and all its changes travel together,
 * the rows that they touched are counted, and then it is committed. What is read rests on one statement each; a decision
 * is safe because every answer raises the revision of its learner, which waits for whoever has just raised it.
 */
export function createPostgres(
  lender: Lender,
  { onGroup = () => {}, trouble = () => undefined, patienceMs = 5_000 }: Use = {},
): Postgres {
  const declared = new Set<string>();
  const moments = new AsyncLocalStorage<Connection>();
  const under = new Set<Promise<void>>();

  function declare(sql: string): Statement {
    const { text, names } = translate(sql);
    const name = digest(text);
    declared.add(text);
    return {
      source: sql,
      query: (values) => ({ name, text, values: names.map((each) => given(values, each)) }),
    };
  }

  /** Does a piece of work, and once more where it came to nothing because of the connection or of others, until patience ends. */
  async function persist<T>(work: (connection: Connection) => Promise<T>, what: string): Promise<T> {
    const since = performance.now();
    for (;;) {
      try {
        return await lender.lend(work);
      } catch (error) {
        if (error instanceof Refusal) throw unreachable(what, error);
        const isLate = performance.now() - since >= patienceMs;
        if (isLate && isDead(error) && trouble()) throw unreachable(what, error);
        if (isLate || !(isDead(error) || isPassing(error))) throw storageFailure(error, what);
      }
      await pause(pauseMs);
    }
  }

  const within =
    <T>(look: () => Promise<T>) =>
    (connection: Connection) =>
      inOneMoment(connection, () => moments.run(connection, look));

  async function read(statement: Statement, values: Values): Promise<Answer> {
    const query = statement.query(values);
    const moment = moments.getStore();
    if (moment) return moment.send(query);
    return persist((connection) => connection.send(query), 'This cannot be shown');
  }

  async function save(changes: readonly Change[]): Promise<void> {
    try {
      const syncMs = await persist((connection) => transact(connection, changes), 'Nothing was saved');
      onGroup({ batches: 1, syncMs, failed: false });
    } catch (error) {
      if (isStorageTrouble(error))
        onGroup({ batches: 1, syncMs: 0, failed: true, willPass: willPass(error) });
      throw error;
    }
  }

  /** Without changes it waits for everything that was handed in before. */
  async function commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return void (await Promise.allSettled([...under]));
    const saving = save(changes);
    under.add(saving);
    await saving.finally(() => under.delete(saving));
  }

  return {
    one<Row>(sql: string) {
      const statement = declare(sql);
      return async (values) => (await read(statement, values)).rows[0] as Row | undefined;
    },
    all<Row>(sql: string) {
      const statement = declare(sql);
      return async (values) => (await read(statement, values)).rows as Row[];
    },
    change(sql, rows) {
      const statement = declare(sql);
      return (values) => ({ statement, values, rows });
    },
    commit,
    tryCommit: trying(commit),
    async readTogether(look) {
      if (moments.getStore()) return look();
      return persist(within(look), 'This cannot be shown');
    },
    async atOneMoment(look) {
      try {
        return await lender.lend(within(look));
      } catch (error) {
        throw storageFailure(error, 'This cannot be shown');
      }
    },
    trouble,
    compile: () => lender.lend((connection) => compileAll(connection, [...declared])),
    close: () => void lender.close(),
  };
}

function given(values: Values, name: string) {
  const value = values[name];
  if (value === undefined) throw new Error(`There is no value for :${name}.`);
  return value;
}

/** Applies a batch. Returns the milliseconds that its commit took. */
async function transact(connection: Connection, changes: readonly Change[]): Promise<number> {
  // A value that is missing is found before anything is sent, so that no transaction stays open.
  const queries = changes.map(({ statement, values }) => (statement as Statement).query(values));
  const sent = await Promise.allSettled(
    [{ text: 'begin' }, ...queries].map((query) => connection.send(query)),
  );
  const wrong = firstWrong(sent, changes);
  if (wrong !== undefined) {
    await rollBack(connection);
    throw ownError(wrong);
  }
  return commitSurely(connection);
}

/** The first change that was refused or touched other rows than it must; what comes after it in the batch fails with it. */
function firstWrong(sent: readonly PromiseSettledResult<Answer>[], changes: readonly Change[]): unknown {
  for (const [i, outcome] of sent.entries()) {
    if (outcome.status === 'rejected') return outcome.reason;
    const rows = changes[i - 1]?.rows;
    if (rows !== undefined && outcome.value.count !== rows) return conflict();
  }
  return undefined;
}

async function commitSurely(connection: Connection): Promise<number> {
  const began = performance.now();
  try {
    const { command } = await connection.send({ text: 'commit' });
    if (command !== 'COMMIT') throw new Error(`The database answered a commit with ${command}.`);
    return performance.now() - began;
  } catch (error) {
    // A server that answers with a fault of the transaction has not committed it; silence says nothing.
    if (/^(23|40)/.test(stateOf(error) ?? '')) throw ownError(error);
    throw isDead(error) || stateOf(error)?.startsWith('57') ? new Unsure('', { cause: error }) : error;
  }
}

/** The look travels with the beginning of its transaction; the next who is lent the connection comes after its end. */
async function inOneMoment<T>(connection: Connection, look: () => Promise<T>): Promise<T> {
  const begun = connection.send({ text: 'begin isolation level repeatable read, read only' });
  try {
    const [, found] = await Promise.all([begun, look()]);
    return found;
  } finally {
    void rollBack(connection);
  }
}

async function rollBack(connection: Connection): Promise<void> {
  try {
    await connection.send({ text: 'rollback' });
  } catch {
    // The error that led here is the one to tell; a connection that broke rolls back by itself.
  }
}

/** Has the server read every statement, so that a wrong column stops the start. */
async function compileAll(connection: Connection, texts: readonly string[]): Promise<void> {
  const sent = await Promise.allSettled(
    texts.map((text, i) => connection.send({ text: `prepare start_${i} as ${text}` })),
  );
  await connection.send({ text: 'deallocate all' });
  const failed = sent.findIndex(({ status }) => status === 'rejected');
  if (failed < 0) return;
  const { reason } = sent[failed] as PromiseRejectedResult;
  if (isDead(reason) || isPassing(reason)) throw reason;
  throw new Error(`PostgreSQL rejected a statement: ${String(reason)}\n${texts[failed]}`, { cause: reason });
}

/** What the log tells once for all requests, because the node itself cannot reach the server. */
function unreachable(what: string, cause: unknown): Lost {
  const { message } = storageFailure(cause, what) as Error;
  return new Lost('unavailable', message, { cause });
}

/** Whether the next batch may well be saved: a connection that is lost is told of by `trouble`. */
const willPass = (error: unknown) =>
  (error as Failure).kind === 'unavailable' && !stateOf((error as Failure).cause ?? {})?.startsWith('XX');

const isStorageTrouble = (error: unknown) =>
  ['full', 'unavailable'].includes((error as { kind?: string }).kind ?? '');
