import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/base/data/database.ts';
import { type Handle, openHandle } from '../../../src/base/data/handle.ts';
import { emptyLog } from '../../../src/base/data/rescue.ts';
import { createDatabase } from '../../../src/base/data/sqlite.ts';
import { Failure } from '../../../src/base/failure.ts';

let folder: string;
let handle: Handle;
let db: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'etude-db-'));
  handle = openHandle(join(folder, 'test.db'));
  handle.exec('create table thing (name text primary key, size integer not null) strict');
  db = createDatabase(handle);
});

afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const things = () => handle.prepare('select name, size from thing order by name').all();
const add = (name: string, size = 1) =>
  db.change('insert into thing (name, size) values (:name, :size)', 1)({ name, size });
const grow = (name: string) => db.change('update thing set size = size + 1 where name = :name', 1)({ name });

test('every open asks for an fsync on every commit', () => {
  const pragma = (name: string) => handle.pragma(name, { simple: true });
  expect(['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema'].map(pragma)).toEqual([
    'wal',
    2,
    1,
    0,
  ]);
  db.close();
  handle = openHandle(join(folder, 'test.db'));
  expect(pragma('synchronous'), 'on an existing WAL database too').toBe(2);
  db = createDatabase(handle);
});

test('a wrong column is found when the statement is declared', () => {
  expect(() => db.one('select colour from thing')).toThrow('no such column: colour');
});

describe('commit', () => {
  test('all changes or none', async () => {
    await db.commit([add('a'), add('b')]);
    await expect(db.commit([add('c'), add('a')])).rejects.toThrow(Failure);
    expect(things()).toEqual([
      { name: 'a', size: 1 },
      { name: 'b', size: 1 },
    ]);
  });

  test('a broken constraint that is no conflict is a bug, and its batch’s own', async () => {
    const outcomes = await Promise.allSettled([db.commit([add('a', null as never)]), db.commit([add('b')])]);
    expect(outcomes[0]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_NOTNULL' } });
    expect(things()).toEqual([{ name: 'b', size: 1 }]);
  });

  test('a change that misses its row count is a conflict', async () => {
    await expect(db.commit([add('a'), grow('nobody')])).rejects.toMatchObject({ kind: 'conflict' });
    expect(things()).toEqual([]);
  });

  test('of batches that share a turn, one’s conflict does not touch its neighbours', async () => {
    const outcomes = await Promise.allSettled([
      db.commit([add('a')]),
      db.commit([add('b'), grow('nobody')]),
      db.commit([add('a')]),
      db.commit([add('c'), grow('a')]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(things()).toEqual([
      { name: 'a', size: 2 },
      { name: 'c', size: 1 },
    ]);
  });

  test('what is no conflict fails the whole group and leaves nothing', async () => {
    const wrongType = db.change('insert into thing (name, size) values (:name, :size)', 1);
    const outcomes = await Promise.allSettled([
      db.commit([add('a')]),
      db.commit([{ ...wrongType({ name: 'b' }), values: { name: 'b' } }]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(things()).toEqual([]);
    await db.commit([add('a')]);
    expect(things()).toHaveLength(1);
  });

  test('a closed database fails the whole group and says so', async () => {
    const late = [add('a'), add('b')];
    db.close();
    const outcomes = await Promise.allSettled(late.map((change) => db.commit([change])));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        reason: { kind: 'unavailable', message: /cannot reach its database/ },
      });
    }
    handle = openHandle(join(folder, 'test.db'));
    db = createDatabase(handle);
  });

  test('a full disk fails the whole group, is told as such, and leaves reading as it was', async () => {
    await db.commit([add('a')]);
    handle.pragma(`max_page_count = ${handle.pragma('page_count', { simple: true })}`);
    const big = db.change(`insert into thing (name, size) values (:name || hex(zeroblob(8000)), 1)`, 1);
    const outcomes = await Promise.allSettled([
      db.commit([add('b')]),
      db.commit([big({ name: 'c' })]),
      db.commit([grow('nobody')]),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: { kind: 'full', cause: { code: 'SQLITE_FULL' } } });
    }
    expect(handle.inTransaction).toBe(false);
    expect(await db.all('select name, size from thing')({})).toEqual([{ name: 'a', size: 1 }]);

    db.close();
    handle = openHandle(join(folder, 'test.db'));
    db = createDatabase(handle);
    expect(things(), 'it can be closed all the same').toHaveLength(1);
  });

  describe('the reads of one turn', () => {
    const read = () =>
      db.all<{ name: string; size: number }>('select name, size from thing order by name')({});
    const turn = () => new Promise((resolve) => setImmediate(resolve));

    test('share a transaction that ends with the turn', async () => {
      const other = openHandle(join(folder, 'test.db'));
      expect(await read()).toEqual([]);
      expect(handle.inTransaction).toBe(true);
      other.exec("insert into thing values ('a', 1)");
      expect(await read(), 'the same moment').toEqual([]);
      await turn();
      expect(handle.inTransaction).toBe(false);
      expect(await read()).toHaveLength(1);
      other.close();
    });

    test('are over before anything is saved, and what is saved is read', async () => {
      const early = read();
      await db.commit([add('a')]);
      expect(await early).toEqual([]);
      expect(await read()).toHaveLength(1);
      await db.commit([grow('a')]);
      expect(await read()).toEqual([{ name: 'a', size: 2 }]);
    });

    test('that fail leave no transaction behind', async () => {
      const wrong = db.all("select json_extract('{', '$') from thing");
      await db.commit([add('a')]);
      await expect(wrong({})).rejects.toThrow('malformed JSON');
      expect(handle.inTransaction).toBe(false);
      expect(await read()).toHaveLength(1);
    });

    test('do not keep it from being closed, nor its log from being emptied', async () => {
      await db.commit([add('a')]);
      await read();
      expect(emptyLog(handle)).toBe(undefined);
      await read();
      db.close();
      await turn();
      handle = openHandle(join(folder, 'test.db'));
      db = createDatabase(handle);
      expect(things()).toHaveLength(1);
    });

    test('see one moment for as long as a look lasts', async () => {
      const other = openHandle(join(folder, 'test.db'));
      await read();
      const seen = await db.atOneMoment(async () => {
        const before = await read();
        other.exec("insert into thing values ('a', 1)");
        await turn();
        return [before, await read()];
      });
      expect(seen).toEqual([[], []]);
      expect(await read()).toHaveLength(1);
      other.close();
    });
  });

  describe('while another program keeps it locked', () => {
    let other: Handle;
    beforeEach(() => {
      db.close();
      handle = openHandle(join(folder, 'test.db'));
      db = createDatabase(handle, { patienceMs: 300 });
      other = openHandle(join(folder, 'test.db'));
      other.exec('begin immediate');
    });
    afterEach(() => other.close());

    test('a batch is refused when its own patience has ended, and later ones are not', async () => {
      const early = db.commit([add('a')]);
      early.catch(() => {});
      await setTimeout(200);
      const late = db.commit([add('b')]);
      await expect(early).rejects.toMatchObject({ kind: 'unavailable', message: /kept .* locked/ });
      other.exec('rollback');
      await late;
      expect(things()).toEqual([{ name: 'b', size: 1 }]);
    });

    test('batches keep their order and are saved once', async () => {
      const saved = [db.commit([add('a')]), db.commit([grow('a')])];
      await setTimeout(50);
      saved.push(db.commit([grow('a')]), db.commit([]));
      other.exec('rollback');
      await Promise.all(saved);
      expect(things()).toEqual([{ name: 'a', size: 3 }]);
    });

    test('what it holds can be read', async () => {
      expect(await db.all('select name from thing')({})).toEqual([]);
    });
  });
});
