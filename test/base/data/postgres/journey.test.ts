import { afterAll, beforeAll, expect, test } from 'vitest';
import { examineContent } from '../../../../src/service/doctor/content.load.ts';
import type { Finding } from '../../../../src/service/examine/findings.ts';
import { inOneDatabase } from '../../../support/engines.ts';
import type { House } from '../../../support/house.ts';
import { rowsOfFile } from '../../../support/journey.ts';
import { live } from '../../../support/life.ts';
import { type Postgres, startPostgres } from '../../../support/postgres.ts';

/** What people do has the same rows in PostgreSQL as in SQLite: table by table, with every number. */

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 240_000);
afterAll(() => postgres.close());

/** Rows as texts in order. How often a question was noted as changed depends on the order of the triggers. */
function texts(table: string, rows: readonly Record<string, unknown>[]): string[] {
  const shown = table === 'analysis_due' ? rows.map(({ question }) => question) : rows;
  return shown.map((row) => JSON.stringify(row)).sort();
}

/** What doctor finds. */
async function findings(house: House): Promise<Finding[]> {
  const found: Finding[] = [];
  const rooms = { db: house.db, bank: house.bank, ...house.stores };
  await examineContent(rooms, { repair: false, now: house.world.now() }, found, () => {});
  return found;
}

test('a life has the same rows in both, and doctor finds nothing in either', async () => {
  const file = await live({});
  const server = await live({ engine: inOneDatabase(postgres) });
  expect(await findings(file)).toEqual([]);
  expect(await findings(server)).toEqual([]);
  const expected = rowsOfFile(file.handle);
  expect(expected.review!.length).toBeGreaterThan(20);
  for (const [table, rows] of Object.entries(expected)) {
    const found = await postgres.lend((connection) => connection.send({ text: `select * from ${table}` }));
    expect(texts(table, found.rows), table).toEqual(texts(table, rows));
  }
  await file.close();
  await server.close();
}, 240_000);
