import { PGlite } from '@electric-sql/pglite';
import type { Connection, Lender } from '../../src/base/data/postgres/connection.ts';
import { reader } from '../../src/base/data/postgres/connection.ts';

/** PostgreSQL inside this process, with one connection that is lent to one after the other. */
export type Inside = Lender & { pg: PGlite };

/** Starts an empty PostgreSQL inside this process; it compares texts byte by byte. */
export async function startInside(): Promise<Inside> {
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
  return {
    pg,
    lend(work) {
      const mine = last.then(() => work(connection));
      last = mine.catch(() => {});
      return mine;
    },
    close: () => pg.close(),
  };
}
