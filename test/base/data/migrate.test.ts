import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Handle, openHandle } from '../../../src/base/data/handle.ts';
import {
  digestsOf,
  inspect,
  type Migration,
  migrate,
  readMigrations,
} from '../../../src/base/data/migrate.ts';
import { digest } from '../../../src/base/digest.ts';
import { Refusal } from '../../../src/base/failure.ts';
import { folderOf } from '../../../src/base/installation.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'etude-'));
  file = join(folder, 'etude.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const makeShelf = 'create table shelf (id integer primary key) strict;';
const makeBook =
  'create table book (shelf integer references shelf (id) deferrable initially deferred) strict;';

/** Migrations of the given texts, numbered from 1. */
function migrations(...texts: string[]): Migration[] {
  return texts.map((sql, i) => ({ version: i + 1, name: `000${i + 1}.sql`, sql, checksum: digest(sql) }));
}

/** Opens the database as a start does, and closes it after the work. */
function start<T>(steps: Migration[], work: (handle: Handle) => T, now = 1): T {
  inspect(file, steps);
  const handle = openHandle(file);
  try {
    migrate(handle, steps, now);
    return work(handle);
  } finally {
    handle.close();
  }
}

/** All that a database says of itself. */
function state(handle: Handle) {
  const tables = handle
    .prepare("select name from sqlite_schema where type = 'table' order by name")
    .pluck()
    .all();
  const version = handle.pragma('user_version', { simple: true });
  return { tables, version };
}

/** What the database of the file says, without a migration. */
function stateOnDisk() {
  const handle = openHandle(file);
  const result = state(handle);
  handle.close();
  return result;
}

const fingerprint = (...paths: string[]) =>
  paths.map((path) => createHash('sha256').update(readFileSync(path)).digest('hex'));

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

test('migrations are applied in order, each recorded with its checksum', () => {
  const record = start(
    migrations(makeShelf, makeBook),
    (handle) => ({
      ...state(handle),
      rows: handle.prepare('select * from migration order by version').all(),
    }),
    77,
  );
  expect(record).toEqual({
    tables: ['book', 'migration', 'shelf'],
    version: 2,
    rows: [
      { version: 1, name: '0001.sql', checksum: digest(makeShelf), applied_at: 77 },
      { version: 2, name: '0002.sql', checksum: digest(makeBook), applied_at: 77 },
    ],
  });
});

test('a second start changes nothing, and a later migration is added to what is there', () => {
  start(migrations(makeShelf), (handle) => handle.exec('insert into shelf values (5)'));
  const before = fingerprint(file);
  start(migrations(makeShelf), () => {}, 99);
  expect(fingerprint(file)).toEqual(before);

  const found = start(
    migrations(makeShelf, makeBook),
    (handle) => ({
      shelf: handle.prepare('select id from shelf').pluck().get(),
      times: handle.prepare('select applied_at from migration order by version').pluck().all(),
    }),
    99,
  );
  expect(found).toEqual({ shelf: 5, times: [1, 99] });
});

const failing = [
  { how: 'half way', sql: `${makeBook} insert into book values (1), ('no number');` },
  { how: 'by its grammar', sql: `${makeBook} creat table x;` },
  { how: 'only when it is committed', sql: `${makeBook} insert into book values (404);` },
];

test.each(failing)('a migration that fails $how leaves nothing of itself, and can be mended', ({ sql }) => {
  expect(() => start(migrations(makeShelf, sql), () => {})).toThrow();
  expect(stateOnDisk()).toEqual({ tables: ['migration', 'shelf'], version: 1 });
  expect(start(migrations(makeShelf, makeBook), state).version).toBe(2);
});

test.each(failing)('a first migration that fails $how leaves an empty database', ({ sql }) => {
  expect(() => start(migrations(makeShelf + sql), () => {})).toThrow();
  expect(stateOnDisk()).toEqual({ tables: [], version: 0 });
  expect(start(migrations(makeShelf), state).version).toBe(1);
});

test('a migration that was changed after it was applied is refused', () => {
  start(migrations(makeShelf), () => {});
  const before = fingerprint(file);
  const refusal = refusalOf(() => start(migrations(`${makeShelf} `, makeBook), () => {}));
  expect(refusal.message).toMatch(/^Migration 0001\.sql is not the one that built this database: /);
  expect(refusal.exitCode).toBe(2);
  expect(fingerprint(file)).toEqual(before);
});

/** Leaves the files as a process that was killed leaves them: the log written, the database not yet. */
function leaveKilled(steps: Migration[]): void {
  const alive = mkdtempSync(join(folder, 'alive-'));
  const handle = openHandle(join(alive, 'etude.db'));
  migrate(handle, steps, 1);
  for (const end of ['', '-wal']) cpSync(join(alive, `etude.db${end}`), file + end);
  handle.close();
}

test('a database whose process was killed before its first checkpoint is known as ours', () => {
  leaveKilled(migrations(makeShelf));
  expect(start(migrations(makeShelf), state)).toEqual({ tables: ['migration', 'shelf'], version: 1 });
});

test.each([
  { how: 'closed', leave: () => start(migrations(makeShelf, makeBook), () => {}), files: () => [file] },
  {
    how: 'killed',
    leave: () => leaveKilled(migrations(makeShelf, makeBook)),
    files: () => [file, `${file}-wal`],
  },
])(
  'the database of a newer Etude that was $how is refused with exit 3, its bytes unchanged',
  ({ leave, files }) => {
    leave();
    const before = fingerprint(...files());
    const refusal = refusalOf(() => start(migrations(makeShelf), () => {}));
    expect(refusal.exitCode).toBe(3);
    expect(refusal.message).toContain(
      'newer version of Etude (database version 2; this version supports up to 1)',
    );
    expect(fingerprint(...files())).toEqual(before);
  },
);

function makeForeign(sql: string): void {
  const handle = openHandle(file);
  handle.pragma('journal_mode = DELETE');
  handle.exec(sql);
  handle.close();
}

test.each([
  { what: 'a database without a mark', make: () => makeForeign(makeShelf), says: 'another application' },
  {
    what: 'a database with another mark',
    make: () => makeForeign(`${makeShelf} pragma application_id = 7`),
    says: 'another application',
  },
  { what: 'a text', make: () => writeFileSync(file, 'Dear diary'), says: 'is not a readable database' },
  {
    what: 'a text as long as a page',
    make: () => writeFileSync(file, 'Dear diary. '.repeat(400)),
    says: 'is not a readable database',
  },
  {
    what: 'a header with nothing behind it',
    make: () => writeFileSync(file, 'SQLite format 3\0'),
    says: 'is not a readable database',
  },
])('$what is refused, its bytes unchanged', ({ make, says }) => {
  make();
  const before = fingerprint(file);
  const refusal = refusalOf(() => start(migrations(makeShelf), () => {}));
  expect([refusal.exitCode, refusal.message]).toEqual([2, expect.stringContaining(says)]);
  expect(refusal.message).toContain('set ETUDE_DATA to another folder');
  expect(fingerprint(file)).toEqual(before);
});

test.each([
  { what: 'an empty file', make: () => writeFileSync(file, '') },
  { what: 'an empty database', make: () => makeForeign('') },
])('$what becomes ours', ({ make }) => {
  make();
  expect(start(migrations(makeShelf), state).tables).toEqual(['migration', 'shelf']);
});

test('the folder is read in the order of its numbers; other files are passed over', () => {
  for (const name of ['0002-book.sql', '0001-shelf.sql', 'notes.md'])
    writeFileSync(join(folder, name), `-- ${name}`);
  expect(readMigrations(folder)).toEqual([
    { version: 1, name: '0001-shelf.sql', sql: '-- 0001-shelf.sql', checksum: digest('-- 0001-shelf.sql') },
    { version: 2, name: '0002-book.sql', sql: '-- 0002-book.sql', checksum: digest('-- 0002-book.sql') },
  ]);
});

test.each([
  { names: ['0002-b.sql'], missing: 1 },
  { names: ['0001-a.sql', '0003-c.sql'], missing: 2 },
  { names: ['0001-a.sql', '0001-b.sql'], missing: 2 },
])('a gap or a double in the numbers is an error: $names', ({ names, missing }) => {
  for (const name of names) writeFileSync(join(folder, name), '');
  expect(() => readMigrations(folder)).toThrow(
    `Migration ${missing} is missing: found ${names.at(-1)} in its place.`,
  );
});

// A start that finds this schema need not make it to compare. After a new migration `vitest run -u` writes the digests.
test('beside the migrations stand the digests of them and of the schema that they make', async () => {
  const ours = readMigrations(folderOf('migrations'));
  const digests = start(ours, (handle) => digestsOf(ours, handle));
  await expect(`${JSON.stringify(digests, null, 2)}\n`).toMatchFileSnapshot(
    folderOf('migrations/schema.json'),
  );
});
