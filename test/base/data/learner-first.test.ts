import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Handle, openInMemory } from '../../../src/base/data/handle.ts';
import { migrate, readMigrations } from '../../../src/base/data/migrate.ts';
import { folderOf } from '../../../src/base/installation.ts';
import { dump } from '../../support/dump.ts';
import { contents } from '../../support/old-contents.ts';

/** Migration 8 writes the tables of learners again, with the learner first in each primary key. */
const migrations = readMigrations(folderOf('migrations'));
type Row = Record<string, unknown>;

let handle: Handle;
beforeEach(() => {
  handle = openInMemory();
  handle.pragma('foreign_keys = on');
  for (const [since, content] of contents) {
    migrate(handle, migrations.slice(0, since), 1);
    handle.exec(content);
    handle.exec('drop table temp.number');
  }
  migrate(handle, migrations.slice(0, 7), 1);
});
afterEach(() => handle.close());

const upgrade = () => migrate(handle, migrations.slice(0, 8), 2);

/** The rows of every table in an order of their own, each row with its columns in alphabetical order. */
function contentOf(): Record<string, string[]> {
  const { migration, ...tables } = dump({ handle }) as Record<string, Row[]>;
  expect(migration!.length).toBeGreaterThan(6);
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [
      table,
      rows.map((row) => written(today(table, row))).sort(),
    ]),
  );
}

/** The columns that have another name since, by their tables. */
const renamed: Record<string, Record<string, string>> = { sitting: { place: 'current_number' } };

/** A row of an older version under the names of today. */
const today = (table: string, row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [renamed[table]?.[name] ?? name, value]));

const written = (row: Row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

const all = (sql: string) => handle.prepare(sql).raw().all();
const count = (table: string) => handle.prepare(`select count(*) from ${table}`).pluck().get();

test('no row and no value is lost, and a click and a result are given their learner', () => {
  const ownerOf = new Map(all('select id, learner from sitting') as [string, string][]);
  const before = contentOf();
  for (const table of ['move', 'result']) {
    const rows = handle.prepare(`select * from ${table}`).all() as Row[];
    before[table] = rows
      .map((row) => written({ ...row, learner: ownerOf.get(row.sitting as string) }))
      .sort();
    expect(rows.length).toBeGreaterThan(3);
  }
  upgrade();
  expect(contentOf()).toEqual(before);
  expect(handle.pragma('foreign_key_check')).toEqual([]);
  expect(handle.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('the rows of a learner go with the learner, and those of another stay', () => {
  upgrade();
  const tables = [
    'session',
    'review',
    'amendment',
    'sitting',
    'paper',
    'move',
    'result',
    'outcome',
    'card',
    'tally',
  ];
  const half = tables.map((table) => Number(count(table)) / 2);
  handle.exec("delete from learner where id = 'ada'");
  expect(tables.map(count)).toEqual(half);
  expect([count('report'), count('set_aside')]).toEqual([0, 0]);
});

test('a sitting takes what it holds along', () => {
  upgrade();
  handle.exec("delete from sitting where learner = 'ada' and id = 'ada open'");
  for (const table of ['paper', 'move', 'result'])
    expect(all(`select distinct sitting from ${table} where learner = 'ada'`)).toEqual([['ada ended']]);
});

test.each([
  ['review', 'correct = 0', 'a review is written once'],
  ['review', "id = 'other'", 'a review is written once'],
  ['amendment', "kind = 'easy'", 'an amendment is written once'],
  ['amendment', 'amended_at = 0', 'an amendment is written once'],
  ['move', 'number = 50', 'a move is written once'],
  ['move', "value = 'b'", 'a move is written once'],
  ['result', 'passed = 1 - passed', 'a result is written once'],
  ['result', "revised = '[9]'", 'a result is written once'],
])('what is written stays written: %s, %s', (table, change, refusal) => {
  upgrade();
  expect(() => handle.exec(`update ${table} set ${change}`)).toThrow(refusal);
});

test.each(['review', 'amendment', 'move', 'result'])('what is written is kept: %s', (table) => {
  upgrade();
  expect(() => handle.exec(`delete from ${table} where learner = 'ada'`)).toThrow('is kept');
});

test('reviews and sittings that are given another owner take along what belongs to them', () => {
  upgrade();
  const children = ['amendment', 'report', 'paper', 'move', 'result'];
  const before = children.map(count);
  handle.exec(`
    delete from sitting where id = 'bob open';
    update review set learner = 'bob' where learner = 'ada';
    update sitting set learner = 'bob' where learner = 'ada'`);
  expect(all('select distinct learner from review union select learner from sitting')).toEqual([['bob']]);
  for (const table of children) expect(all(`select distinct learner from ${table}`)).toEqual([['bob']]);
  expect([count('amendment'), count('report')]).toEqual(before.slice(0, 2));
});

test('a view that somebody has made of a table stays', () => {
  handle.exec('create view seen as select id from review');
  upgrade();
  expect(count('seen')).toBe(18);
});

test('no two sessions have one token', () => {
  upgrade();
  const add = "insert into session (learner, token_hash, created_at, seen_at) values ('ada', 'of bob', 1, 1)";
  expect(() => handle.exec(add)).toThrow('UNIQUE constraint failed: session.token_hash');
});
