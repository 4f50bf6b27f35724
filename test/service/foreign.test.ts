import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client } from '../support/client.ts';
import { clearWorkplaces, etude, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';

let sound: string;
let place: string;

beforeAll(async () => {
  sound = workplace();
  const server = await serveHere(sound);
  await new Client(server.address).answerOne('A');
  await server.end();
});
beforeEach(() => {
  place = workplace();
  mkdirSync(join(place, 'data'), { mode: 0o700 });
  for (const name of ['etude.db', 'secret'])
    copyFileSync(join(sound, 'data', name), join(place, 'data', name));
});
afterAll(clearWorkplaces);

function run(sql: string, file = join(place, 'data/etude.db')): void {
  const handle = new Sqlite(file);
  handle.unsafeMode(true);
  handle.exec(sql);
  handle.close();
}

const start = () => etude(place, ['serve'], { ETUDE_PORT: '0' });
const backups = () => readdirSync(join(place, 'data/backups')).filter((name) => /^\d.*\.db$/.test(name));

describe('a trigger that is not ours', () => {
  const body = 'after insert on review begin update card set stability = 99; end';
  const triggers = [
    { what: 'a plain one', sql: `create trigger spy ${body}`, told: 'The trigger "spy" on review' },
    {
      what: 'with capitals, spaces and quotes in its name',
      sql: `create trigger "The ""Spy" ${body}`,
      told: 'The trigger "The \\"Spy" on review',
      drop: 'drop trigger "The ""Spy";',
    },
    {
      what: 'with the name of a table',
      sql: `create trigger card ${body}`,
      told: 'The trigger "card" on review',
    },
    {
      what: 'on a table written in capitals',
      sql: `create trigger loud ${body.replace('on review', 'on REVIEW')}`,
      told: 'The trigger "loud" on ',
    },
    {
      what: 'with a name of SQLite’s own',
      sql: `create trigger mole ${body}; pragma writable_schema = on; update sqlite_schema set name = 'sqlite_mole', sql = replace(sql, 'mole', 'sqlite_mole') where name = 'mole'`,
      told: 'The trigger "sqlite_mole" on review',
    },
    {
      what: 'in place of one of ours',
      sql: 'drop trigger review_is_kept; create trigger review_is_kept before delete on review begin select 1; end',
      told: 'the trigger review_is_kept has been changed',
    },
  ];

  test('is refused by serve, which names each', async () => {
    for (const { sql } of triggers) run(sql);
    const { status, stdout, stderr } = await start();
    expect([status, stdout]).toEqual([2, '']);
    for (const { told, drop = '' } of triggers) {
      expect(stderr).toContain(told);
      expect(stderr).toContain(drop);
    }
  });

  test.each(triggers)('is told by doctor, and leaves no proved backup: $what', async ({ sql, told }) => {
    run(sql);
    for (const options of [[], ['--repair']]) {
      const { status, stdout } = await etude(place, ['doctor', ...options]);
      expect([status, stdout]).toEqual([1, expect.stringContaining(told)]);
    }
    const backup = await etude(place, ['backup']);
    expect([backup.status, backup.stdout]).toEqual([1, '']);
    expect(backup.stderr).toContain('data/backups/unproved.db: 1 learner, 1 review, 1 card; not verified');
    expect(backup.stderr).toContain(told);
    expect(backups()).toEqual([]);
    expect((await etude(place, ['doctor'])).stdout).toContain('The last backup failed');
    const { status, stderr } = await etude(place, ['restore', 'data/backups/unproved.db']);
    expect([status, stderr]).toEqual([1, expect.stringContaining(told)]);
  });

  test('can be dropped with what is told, and all is well again', async () => {
    run(`create trigger spy ${body}`);
    const sql = /drop trigger "spy";/.exec((await start()).stderr)![0];
    run(sql);
    expect((await etude(place, ['backup'])).status).toBe(0);
    expect(await etude(place, ['doctor'])).toEqual({
      status: 0,
      stdout: 'No problems found.\n',
      stderr: '',
    });
  });
});

describe('another part that is not ours', () => {
  const parts = [
    {
      what: 'an index',
      sql: 'create index "My Index" on review (took_ms)',
      told: ['The index "My Index" on review in the database is not Etude’s.'],
    },
    {
      what: 'a view',
      sql: 'create view seen as select id from review',
      told: ['The view "seen" in the database is not Etude’s.'],
    },
    {
      what: 'a table',
      sql: 'create table note (text)',
      told: ['The table "note" in the database is not Etude’s.'],
    },
    {
      what: 'a trigger on a table that is not ours either',
      sql: 'create table diary (text); create trigger spy after insert on diary begin select 1; end',
      told: ['The table "diary" in', 'The trigger "spy" on diary in the database is not Etude’s.'],
    },
    {
      what: 'a search index with its shadow tables',
      sql: 'create virtual table found using fts5 (text)',
      told: ['The table "found" in the database is not Etude’s.'],
    },
  ];

  test('is told by serve, which names each', async () => {
    for (const { sql } of parts) run(sql);
    const { stderr } = await (await serveHere(place)).end();
    const warned = stderr
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).msg as string);
    for (const sentence of parts.flatMap(({ told }) => told))
      expect(warned).toContainEqual(expect.stringContaining(sentence));
  });

  test.each(parts)('is told by doctor, backup and restore, and stays: $what', async ({ sql, told }) => {
    run(sql);
    const backup = await etude(place, ['backup']);
    const [file] = backups();
    const doctor = await etude(place, ['doctor']);
    const restored = await etude(place, ['restore', join('data/backups', file!)]);
    expect([backup.status, doctor.status, restored.status]).toEqual([0, 1, 0]);
    for (const sentence of told)
      for (const { stdout } of [doctor, backup, restored]) expect(stdout).toContain(sentence);
    expect(doctor.stdout.trimEnd().split('\n')).toHaveLength(told.length);
  });

  test('the statistics of ANALYZE are nothing strange', async () => {
    run('analyze');
    expect((await etude(place, ['doctor'])).stdout).toBe('No problems found.\n');
  });

  test('a table of ours with another column is damage', async () => {
    run('alter table flag add column more text');
    expect((await etude(place, ['doctor'])).stdout).toContain('the table flag has been changed');
    expect((await etude(place, ['backup'])).stderr).toContain('the table flag has been changed');
  });
});

test('a backup that someone has copied into the data folder is served, and its secret stays there', async () => {
  expect((await etude(place, ['backup', 'mine.db'])).status).toBe(0);
  copyFileSync(join(place, 'mine.db'), join(place, 'data/etude.db'));
  await (await serveHere(place)).end();
  expect((await etude(place, ['doctor'])).stdout).toBe('No problems found.\n');
  const handle = new Sqlite(join(place, 'data/etude.db'), { readonly: true });
  expect(handle.prepare('select secret from installation').pluck().get()).toBe(
    readFileSync(join(place, 'data/secret'), 'utf8'),
  );
  handle.close();
  expect(existsSync(join(place, 'data/replaced'))).toBe(false);
});
