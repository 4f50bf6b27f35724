import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedBankStore } from '../../../../src/bank/live/shared.store.ts';
import type { Handle } from '../../../../src/base/data/handle.ts';
import { readMigrations } from '../../../../src/base/data/migrate.ts';
import type { Lender } from '../../../../src/base/data/postgres/connection.ts';
import { inspect, migrate } from '../../../../src/base/data/postgres/migrate.ts';
import { createPostgres } from '../../../../src/base/data/postgres/postgres.ts';
import { folderOf } from '../../../../src/base/installation.ts';
import { logStore } from '../../../../src/service/examine/log.store.ts';
import { openStores } from '../../../../src/stores.ts';
import { checkedBank, plainQuestions } from '../../../support/bank.ts';
import { type House, startHouse } from '../../../support/house.ts';
import { startPostgres } from '../../../support/postgres.ts';

/** PostgreSQL's schema is what SQLite's is, and every statement of the stores compiles in it. */

const sqlite = readMigrations(folderOf('migrations'));
const postgres = readMigrations(folderOf('migrations/postgresql'), 17);

let house: House;
let server: Lender;

beforeAll(async () => {
  house = await startHouse(checkedBank(plainQuestions(1)));
  server = await startPostgres();
  await server.lend((connection) => migrate(connection, postgres, 0));
}, 240_000);
afterAll(async () => {
  await house.close();
  await server.close();
});

type Row = Record<string, unknown>;

const rowsOf = (sql: string) =>
  server.lend(async (connection) => (await connection.send({ text: sql })).rows as Row[]);
const of = (handle: Handle, sql: string) => handle.prepare(sql).all() as Row[];
const tables = () =>
  of(
    house.handle,
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name",
  ).map(({ name }) => name as string);

const typeNames: Record<string, string> = {
  INTEGER: 'bigint',
  TEXT: 'text',
  REAL: 'double precision',
  BLOB: 'bytea',
};

test('a migration of SQLite’s has one for PostgreSQL with the same number', () => {
  expect(postgres.at(-1)!.version, 'write migrations/postgresql as well').toBe(sqlite.at(-1)!.version);
});

test('both have the same tables', async () => {
  const found = await rowsOf(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  expect(found.map(({ name }) => name)).toEqual(tables());
});

test('both have the same columns, of the same type, with the same defaults', async () => {
  const found = await rowsOf(`
    select table_name || '.' || column_name || ' ' || data_type || case is_nullable when 'NO' then ' not null' else '' end
      || coalesce(' default ' || replace(replace(column_default, '::text', ''), '::bigint', ''), '') as "column"
    from information_schema.columns where table_schema = 'public'`);
  const expected = tables().flatMap((table) =>
    of(house.handle, `select * from pragma_table_info('${table}')`).map(
      ({ name, type, notnull, pk, dflt_value }) =>
        `${table}.${name} ${typeNames[type as string]}${notnull || pk ? ' not null' : ''}${dflt_value === null ? '' : ` default ${dflt_value}`}`,
    ),
  );
  expect(found.map(({ column }) => column).sort()).toEqual(expected.sort());
});

test('both have the same primary keys and foreign keys', async () => {
  const found = await rowsOf(`
    select replace(replace(conrelid::regclass || ': ' || pg_get_constraintdef(oid), '"', ''), ', ', ',') as key
    from pg_constraint where contype in ('p', 'f') and connamespace = 'public'::regnamespace`);
  const expected = tables().flatMap((table) => [primaryKey(table), ...foreignKeys(table)]);
  expect(found.map(({ key }) => key).sort()).toEqual(expected.sort());
});

function primaryKey(table: string): string {
  const columns = of(house.handle, `select name from pragma_table_info('${table}') where pk > 0 order by pk`);
  return `${table}: PRIMARY KEY (${columns.map(({ name }) => name).join()})`;
}

function foreignKeys(table: string): string[] {
  const rows = of(house.handle, `select * from pragma_foreign_key_list('${table}') order by id, seq`);
  return [...Map.groupBy(rows, ({ id }) => id).values()].map((key) => {
    const [from, to] = [key.map((row) => row.from).join(), key.map((row) => row.to).join()];
    const on = (what: string, action: unknown) => (action === 'NO ACTION' ? '' : ` ON ${what} ${action}`);
    const actions = on('UPDATE', key[0]!.on_update) + on('DELETE', key[0]!.on_delete);
    return `${table}: FOREIGN KEY (${from}) REFERENCES ${key[0]!.table}(${to})${actions}`;
  });
}

/** What is said after a word in the SQL of both: the same words in the same order, as both are written by hand. */
const said = (sql: string, pattern: RegExp) =>
  [...sql.matchAll(pattern)].map(([, what]) => what!.replace(/\s+/g, ' ')).sort();

const inSqlite = () =>
  of(house.handle, 'select sql from sqlite_schema where sql is not null')
    .map(({ sql }) => sql)
    .join(';\n');
const inPostgres = postgres.map(({ sql }) => sql).join('\n');

test('both have the same conditions and indexes', () => {
  const checks = /^\s*(?:.*, )?(\w+ [a-z ]*?(?:default \S+ )?check \(.*?\)+)(?=,|$)/gm;
  const plain = (all: string[]) =>
    all.map((each) => each.replace(/^(\w+) .*?check/, '$1 check').replace(/\)+$/, ''));
  const expected = plain(
    said(inSqlite().replace(/, (?=\w+ (?:text|integer|real)\b)/g, ',\n'), checks),
  ).sort();
  expect(expected.length).toBeGreaterThan(20);
  expect(plain(said(inPostgres, checks)).sort()).toEqual(expected);
  const indexes = /create ((?:unique )?index [^;]*)/gi;
  const lower = (all: string[]) =>
    all.map((each) => each.replace(/^\w+ (index)?/i, (word) => word.toLowerCase()));
  expect(lower(said(inPostgres, indexes))).toEqual(lower(said(inSqlite(), indexes)));
});

test('both have the same triggers, and PostgreSQL those that keep tables from being emptied at once', async () => {
  const found = await rowsOf(
    "select tgname as name from pg_trigger where not tgisinternal and tgname not like '%s_are_kept'",
  );
  const expected = of(house.handle, "select name from sqlite_schema where type = 'trigger' order by name");
  expect(found.map(({ name }) => name).sort()).toEqual(expected.map(({ name }) => name));
});

test('every statement of every store compiles', async () => {
  const db = createPostgres(server);
  openStores(db);
  logStore(db);
  sharedBankStore(db);
  await db.compile();
  db.all('select id from learner where no_such_column = cast(:id as text)');
  await expect(db.compile()).rejects.toThrow('column "no_such_column" does not exist');
});

describe('a database is refused', () => {
  const change = async (sql: string, back: string) => {
    await rowsOf(sql);
    try {
      return await server.lend((connection) => inspect(connection, postgres)).catch((error) => error.message);
    } finally {
      await rowsOf(back);
    }
  };

  test('a sound one is not', async () => {
    expect(await server.lend((connection) => inspect(connection, postgres))).toBe(postgres.at(-1)!.version);
  });

  test('by a newer Etude', async () => {
    const says = await change(
      "insert into migration values (9000, '9000-later.sql', '', 0)",
      'delete from migration where version = 9000',
    );
    expect(says).toMatch(
      /written by a newer version of Etude \(database version 9000; this version supports up to \d+\)/,
    );
  });

  test('by other migrations', async () => {
    const says = await change(
      "update migration set checksum = 'x' || checksum where version = 17",
      'update migration set checksum = substr(checksum, 2) where version = 17',
    );
    expect(says).toMatch('migration 0017-schema.sql is not the one that built this database');
  });

  test('with a trigger of Etude’s turned off', async () => {
    const says = await change(
      'alter table review disable trigger review_is_kept',
      'alter table review enable trigger review_is_kept',
    );
    expect(says).toMatch('the trigger review_is_kept is missing or turned off');
  });

  test('with a trigger of somebody else’s', async () => {
    const says = await change(
      'create trigger spy before insert on review for each row execute function refuse()',
      'drop trigger spy on review',
    );
    expect(says).toMatch('the trigger spy on the table review is not Etude’s');
  });

  test('of another application', async () => {
    const says = await change(
      'alter table migration rename checksum to sum',
      'alter table migration rename sum to checksum',
    );
    expect(says).toMatch('belongs to another application');
  });
});
