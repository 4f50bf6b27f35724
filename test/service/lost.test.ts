import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client } from '../support/client.ts';
import { clearWorkplaces, etude, refusedServe, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';
import { storedReviews } from '../support/stored.ts';

/** A data folder as a killed server has left it: its answer lies in the log alone. It has a backup from before. */
let killed: string;
let answer: string;
let place: string;
let data: string;

beforeAll(async () => {
  const served = workplace();
  let server = await serveHere(served);
  await new Client(server.address).answerOne('A');
  expect((await etude(served, ['backup'])).status).toBe(0);
  await server.end();
  server = await serveHere(served);
  const learner = new Client(server.address);
  await learner.answerOne('A');
  answer = learner.acknowledged[0]!;
  killed = join(served, 'killed');
  cpSync(join(served, 'data'), killed, { recursive: true });
  await server.end();
});
beforeEach(() => {
  place = workplace();
  data = join(place, 'data');
  cpSync(killed, data, { recursive: true });
});
afterAll(clearWorkplaces);

/** Everything in the data folder by content, without the locks. */
const everything = () =>
  readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('.lock'))
    .sort()
    .map((name) => {
      const path = join(data, name);
      return [name, lstatSync(path).isFile() ? readFileSync(path).toString('base64') : ''];
    });

const file = (name: string) => join(data, name);

/** What a command says; a start is refused before it holds the data folder. */
function said([command, ...args]: readonly string[]) {
  if (command === 'serve') return refusedServe(place, { ETUDE_PORT: '0' }, ...args);
  return etude(place, [command!, ...args]);
}

const states = [
  {
    what: 'removed beside its log',
    lose: () => rmSync(file('etude.db')),
    told: 'data/etude.db is missing, but these remain: data/etude.db-wal',
  },
  {
    what: 'removed, with a log that is empty',
    lose() {
      rmSync(file('etude.db'));
      truncateSync(file('etude.db-wal'));
    },
    told: 'data/etude.db is missing, but these remain: data/etude.db-wal',
  },
  {
    what: 'removed with its log, its index left',
    lose() {
      rmSync(file('etude.db'));
      rmSync(file('etude.db-wal'));
    },
    told: 'data/etude.db is missing, but these remain: data/etude.db-shm',
  },
  {
    what: 'removed beside backups',
    lose() {
      for (const end of ['', '-wal', '-shm']) rmSync(file(`etude.db${end}`));
    },
    told: 'data/etude.db is missing, but these remain: 1 backup in data/backups.',
  },
  {
    what: 'emptied beside its log',
    lose: () => truncateSync(file('etude.db')),
    told: 'data/etude.db is empty, but these remain: data/etude.db-wal',
  },
  {
    what: 'emptied beside backups',
    lose() {
      truncateSync(file('etude.db'));
      for (const end of ['-wal', '-shm']) rmSync(file(`etude.db${end}`));
    },
    told: 'data/etude.db is empty, but these remain: 1 backup in data/backups.',
  },
  {
    what: 'a link to nothing',
    lose() {
      rmSync(file('etude.db'));
      symlinkSync('/nowhere/etude.db', file('etude.db'));
    },
    told: 'data/etude.db is a link to a file that is missing, but these remain: data/etude.db-wal',
  },
  {
    what: 'a link to nothing, alone',
    lose() {
      rmSync(data, { recursive: true });
      mkdirSync(data);
      symlinkSync('/nowhere/etude.db', file('etude.db'));
    },
    told: 'data/etude.db is a link to a file that is missing. Put',
  },
];

describe('a database that is lost', () => {
  test.each(states)('is told by every command, which changes nothing: $what', async ({ lose, told }) => {
    lose();
    const before = everything();
    for (const args of [['serve'], ['backup'], ['backup', 'mine.db'], ['drill']]) {
      const { status, stdout, stderr } = await said(args);
      expect([status, stdout], args.join(' ')).toEqual([2, '']);
      expect(stderr).toContain(told);
      expect(stderr).toContain('"etude serve --new" starts with an empty database and keeps what is there.');
      if (existsSync(file('backups')))
        expect(stderr).toMatch(/"etude restore data\/backups\/\S+\.db" restores it/);
    }
    for (const options of [[], ['--repair']]) {
      const { status, stdout } = await etude(place, ['doctor', ...options]);
      expect([status, stdout]).toEqual([1, expect.stringContaining(told)]);
    }
    expect((await etude(place, ['check', '--data', 'data'])).status).toBe(2);
    expect(everything()).toEqual(before);
  });

  test.each(states)(
    'makes room for a new one with --new, and what is left of it is kept: $what',
    async ({ lose }) => {
      lose();
      const left = ['etude.db', 'etude.db-wal', 'etude.db-shm'].filter((name) =>
        lstatSync(file(name), { throwIfNoEntry: false }),
      );
      const bytes = left.map((name) =>
        lstatSync(file(name)).isFile() ? readFileSync(file(name)) : undefined,
      );
      const server = await serveHere(place, {}, true);
      await new Client(server.address).answerOne('A');
      const { stderr } = await server.end();
      const kept = readdirSync(data).filter((name) => name.startsWith('replaced-'));
      expect(kept).toHaveLength(left.length > 0 ? 1 : 0);
      if (kept.length > 0)
        expect(stderr).toContain(`Etude kept what was left of the old database in ${file(kept[0]!)}.`);
      left.forEach((name, i) => {
        const path = join(data, kept[0]!, name);
        expect(lstatSync(path)).toBeDefined();
        if (bytes[i]) expect(readFileSync(path).equals(bytes[i])).toBe(true);
      });
      expect(storedReviews(data)).toHaveLength(1);
    },
  );

  test('comes back whole when it is put back beside its log', async () => {
    copyFileSync(file('etude.db'), join(place, 'away.db'));
    rmSync(file('etude.db'));
    expect((await said(['serve'])).status).toBe(2);
    copyFileSync(join(place, 'away.db'), file('etude.db'));
    await (await serveHere(place)).end();
    expect(storedReviews(data)).toContain(answer);
  });

  test('is replaced by the backup that is named, and its log is kept', async () => {
    const log = readFileSync(file('etude.db-wal'));
    rmSync(file('etude.db'));
    const { stderr } = await said(['serve']);
    const [, backup] = /"etude restore (\S+)"/.exec(stderr)!;
    const { status, stdout } = await etude(place, ['restore', backup!]);
    expect(status).toBe(0);
    const [, kept] = /Etude has kept what it replaced in (\S+)\./.exec(stdout)!;
    expect(readFileSync(join(place, kept!, 'etude.db-wal')).equals(log)).toBe(true);
    expect(storedReviews(data)).toHaveLength(1);
  });
});

test('a backup that was copied beside the log of another database is not mixed with it', async () => {
  const [backup] = readdirSync(file('backups')).filter((name) => name.endsWith('.db'));
  copyFileSync(file(`backups/${backup}`), file('etude.db'));
  const before = everything();
  for (const args of [['serve'], ['backup'], ['drill'], ['doctor'], ['doctor', '--repair']]) {
    const { status, stdout, stderr } = await said(args);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain('data/etude.db-wal does not belong to data/etude.db');
    expect(everything(), args.join(' ')).toEqual(before);
  }
});

test.each([
  { what: 'healthy', harm: () => {} },
  { what: 'damaged', harm: () => truncateSync(file('etude.db'), 100) },
])('a $what database is not left behind by --new', async ({ harm }) => {
  harm();
  const before = everything();
  const { status, stderr } = await said(['serve', '--new']);
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining('--new: there is a database in ./data: leave --new out'),
  ]);
  expect(everything()).toEqual(before);
});

test('an empty folder and one with a secret alone begin as ever', async () => {
  rmSync(data, { recursive: true });
  const first = await serveHere(place, {}, true);
  expect(await first.end()).toMatchObject({ status: 0, stderr: '' });
  for (const end of ['', '-wal', '-shm']) rmSync(file(`etude.db${end}`), { force: true });
  const second = await serveHere(place);
  expect((await second.end()).stderr).toContain(
    `There was a secret in ${data}, but no database: Etude has started with an empty one.`,
  );
});

test('a database without an answer beside a backup with some is warned about', async () => {
  for (const end of ['-wal', '-shm']) rmSync(file(`etude.db${end}`));
  const handle = new Sqlite(file('etude.db'));
  handle.pragma('foreign_keys = on');
  handle.exec('delete from learner');
  handle.close();
  const told =
    /The database has no answers, but the backup \S*data\/backups\/\S+, of .*, holds 1 answer\. What to do: if you need them, stop the server and run .*etude restore \S*data\/backups\//;
  const server = await serveHere(place);
  const { stderr } = await server.end();
  expect(stderr.replaceAll('\\"', '"')).toMatch(told);
  expect((await etude(place, ['doctor'])).stdout).toMatch(told);
});

describe('a secret that a power cut has left blank', () => {
  test.each(['', '\0'.repeat(43)])('is made again while nothing depends on it (%j)', async (text) => {
    rmSync(data, { recursive: true });
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(file('secret'), text, { mode: 0o600 });
    expect((await (await serveHere(place)).end()).status).toBe(0);
    expect(readFileSync(file('secret'), 'utf8')).toMatch(/^[\w-]{43}$/);
  });

  test.each(['', '\0'.repeat(43), 'short'])('is refused beside learners (%j)', async (text) => {
    writeFileSync(file('secret'), text);
    const { status, stderr } = await etude(place, ['serve'], { ETUDE_PORT: '0' });
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('has fewer than 256 bits of base64url: restore it'),
    ]);
    expect(readFileSync(file('secret'), 'utf8')).toBe(text);
  });

  test('is refused where the settings name its file', async () => {
    rmSync(data, { recursive: true });
    writeFileSync(join(place, 'key'), '');
    const { status } = await etude(place, ['serve'], { ETUDE_PORT: '0', ETUDE_SECRET_FILE: 'key' });
    expect([status, readFileSync(join(place, 'key'), 'utf8')]).toEqual([2, '']);
  });
});
