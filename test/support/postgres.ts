import { PGlite } from '@electric-sql/pglite';
import { readAddress } from '../../src/base/data/postgres/address.ts';
import type { Connection, Lender } from '../../src/base/data/postgres/connection.ts';
import { reader } from '../../src/base/data/postgres/connection.ts';
import { lendFrom } from '../../src/base/data/postgres/pool.door.ts';
import { programs, startServer } from './postgres-server.ts';

/** A PostgreSQL database, and further ways to it: each house has one of its own and closes it. */
export type Postgres = Lender & { another(): Lender };

/** Starts an empty PostgreSQL: a server where one is installed, which takes a fifth of the time, or one inside this process. */
export async function startPostgres(): Promise<Postgres> {
  if (!programs() || process.env.TORTURE) return startInside();
  const server = startServer();
  const another = () => lendFrom(readAddress(server.address('postgres'))!, { name: 'test' });
  const lender = another();
  return {
    lend: lender.lend,
    another,
    async close() {
      await lender.close();
      server.stop();
    },
  };
}

/** Starts one inside this process, with one connection that is lent to one after the other. */
async function startInside(): Promise<Postgres> {
  const pg = await PGlite.create();
  const parsers = Object.fromEntries([16, 20, 1700].map((type) => [type, reader(type)!]));
  const connection: Connection = {
    async send({ text, values }) {
      const { rows, affectedRows = 0 } = await pg.query<Record<string, never>>(text, values, { parsers });
      return { rows, count: Math.max(affectedRows, rows.length), command: text.toUpperCase() };
    },
    async run(script) {
      await pg.exec(script);
    },
  };
  let last: Promise<unknown> = Promise.resolve();
  const lend: Lender['lend'] = (work) => {
    const mine = last.then(() => work(connection));
    last = mine.catch(() => {});
    return mine;
  };
  return { lend, another: () => ({ lend, close: async () => {} }), close: () => pg.close() };
}
