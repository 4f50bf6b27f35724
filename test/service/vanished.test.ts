import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { question } from '../support/bank.ts';
import { Client } from '../support/client.ts';
import { layOut } from '../support/lint.ts';
import { clearWorkplaces, etude, serve, workplace } from '../support/process.ts';
import { storedReviews } from '../support/stored.ts';

const settings = { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'warn' };

/** A workplace with enough questions for these tests and no more, so that its many servers start quickly. */
function smallPlace(): string {
  const folder = workplace();
  const questions = Array.from({ length: 8 }, (_, i) => question(`red.two-00${i + 1}`));
  writeFileSync(join(folder, 'questions/red/two.json'), layOut({ questions }));
  return folder;
}

let place: string;
let data: string;
let file: string;
let server: Awaited<ReturnType<typeof serve>>;
let client: Client;

beforeEach(async () => {
  place = smallPlace();
  data = join(place, 'data');
  file = join(data, 'etude.db');
  server = await serve(place, [], settings);
  client = new Client(server.address);
  for (let i = 0; i < 3; i++) await client.answerOne('A');
});
afterEach(() => server.end('SIGKILL'));
afterAll(clearWorkplaces);

const ready = () => client.get('readyz');
const logged = () => server.output.stderr.trim().split('\n');
const untilLogged = (text: string) =>
  expect.poll(() => server.output.stderr, { timeout: 5_000 }).toContain(text);

/** Answers, and is refused. */
async function refused(): Promise<string> {
  const { status, text, headers } = await client.send((await client.prepare('A'))!);
  expect([status, headers.get('retry-after')]).toEqual([503, '10']);
  return text;
}

/** Everything that was acknowledged is in the database, and a new server serves it. */
async function proveKept(): Promise<void> {
  expect(storedReviews(data)).toEqual(client.acknowledged.toSorted());
  expect((await etude(place, ['doctor'], settings)).stdout).toBe('Everything is well.\n');
  server = await serve(place, [], settings);
  const again = new Client(server.address);
  again.cookie = client.cookie;
  await again.answerOne('A');
}

const toldByDoctor =
  /^Etude \(process \d+\) has another file open than data\/etude\.db, .* no answer is saved any more\. Mend: do what its log says/m;

const away = () => join(place, 'away');

/** Another Etude's database, whole and in one file. */
async function foreignDatabase(): Promise<string> {
  const other = smallPlace();
  const first = await serve(other, [], settings);
  await new Client(first.address).answerOne('A');
  await first.end('SIGTERM');
  return join(other, 'data/etude.db');
}

describe('the database', () => {
  test.each([
    { what: 'deleted', vanish: () => rmSync(file) },
    {
      what: 'deleted with its log',
      vanish: () => {
        for (const end of ['', '-wal', '-shm']) rmSync(file + end);
      },
    },
    { what: 'deleted with its whole folder', vanish: () => rmSync(data, { recursive: true }) },
    { what: 'replaced by another file', vanish: async () => renameSync(await foreignDatabase(), file) },
    {
      what: 'replaced by an empty file',
      vanish: () => {
        rmSync(file);
        writeFileSync(file, '');
      },
    },
    {
      what: 'replaced by a folder',
      vanish: () => {
        rmSync(file);
        mkdirSync(file);
      },
    },
  ])(
    '$what: the next answer is refused, and what was saved is copied for the next start',
    async ({ vanish }) => {
      const secret = join(place, 'secret');
      copyFileSync(join(data, 'secret'), secret);
      await vanish();
      expect((await ready()).text).toMatch(/^Etude is not ready: .*its database is no longer at its place/);
      expect(await refused()).toContain(
        'Nothing was saved: Etude’s database is no longer at its place. Tell whoever runs the server: stop Etude, put the file back',
      );
      expect((await client.get(`practice/answers/${client.acknowledged[0]}`)).status).toBe(200);
      await untilLogged('has been deleted or replaced');
      await refused();
      if (existsSync(join(data, 'serving.lock')) && process.platform === 'linux') {
        const { status, stdout } = await etude(place, ['doctor'], settings);
        expect([status, stdout]).toEqual([1, expect.stringMatching(toldByDoctor)]);
      }
      expect(logged()).toHaveLength(1);
      expect(JSON.parse(logged()[0]!).level).toBe(50);
      expect((await server.end('SIGTERM')).status).toBe(0);

      const [, rescued] = /everything that was saved is in (\S+)\. Stop Etude, move that file/.exec(
        logged()[0]!,
      )!;
      expect(statSync(join(place, rescued!)).mode & 0o777).toBe(0o600);
      rmSync(file, { recursive: true, force: true });
      renameSync(join(place, rescued!), file);
      if (!existsSync(join(data, 'secret'))) renameSync(secret, join(data, 'secret'));
      await proveKept();
    },
  );

  test('deleted at the moment of the stop: what was saved is copied before it ends', async () => {
    rmSync(file);
    await server.end('SIGTERM');
    renameSync(join(data, readdirSync(data).find((name) => name.startsWith('rescued-'))!), file);
    await proveKept();
  });

  test.each([
    { what: 'renamed', go: () => renameSync(file, away()), back: () => renameSync(away(), file) },
    {
      what: 'away with its whole folder',
      go: () => renameSync(data, away()),
      back: () => renameSync(away(), data),
    },
    {
      what: 'behind a link that leads elsewhere',
      go: () => {
        renameSync(data, away());
        mkdirSync(join(place, 'other'));
        symlinkSync('other', data);
      },
      back: () => {
        rmSync(data);
        renameSync(away(), data);
      },
    },
    {
      what: 'without its log',
      go: () => renameSync(`${file}-wal`, away()),
      back: () => renameSync(away(), `${file}-wal`),
    },
    {
      what: 'without its index',
      go: () => renameSync(`${file}-shm`, away()),
      back: () => renameSync(away(), `${file}-shm`),
    },
  ])(
    '$what: answers are refused until it is back, and then taken without a restart',
    async ({ go, back }) => {
      go();
      await refused();
      expect((await ready()).text).toContain('is no longer at its place');
      await untilLogged('No answer is saved any more');
      back();
      await expect.poll(async () => (await ready()).text, { timeout: 10_000 }).toBe('Etude is ready.\n');
      await client.answerOne('A');
      await untilLogged('The database is at its place again');
      expect(logged(), server.output.stderr).toHaveLength(2);
      await server.end('SIGTERM');
      await proveKept();
    },
  );

  test('renamed and still away at the stop: put back, it has everything', async () => {
    renameSync(file, away());
    await refused();
    await server.end('SIGTERM');
    expect(existsSync(file)).toBe(false);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    renameSync(away(), file);
    await proveKept();
  });
});

test.each([
  { what: 'deleted', harm: () => rmSync(`${file}-wal`) },
  {
    what: 'replaced',
    harm: () => {
      rmSync(`${file}-wal`);
      writeFileSync(`${file}-wal`, 'something else');
    },
  },
  {
    what: 'deleted with its index',
    harm: () => {
      rmSync(`${file}-wal`);
      rmSync(`${file}-shm`);
    },
  },
])(
  'the write-ahead log $what: what was saved is brought into the database, and a restart goes on',
  async ({ harm }) => {
    harm();
    expect(await refused()).toContain('no longer at its place');
    expect((await ready()).text).toContain('the write-ahead log of its database is no longer at its place');
    await untilLogged('everything that was saved is in etude.db');
    await server.end('SIGTERM');
    await proveKept();
  },
);

test.each([
  { what: 'another database copied over it', harm: async () => copyFileSync(await foreignDatabase(), file) },
  { what: 'itself cut to nothing', harm: () => truncateSync(file, 0) },
  { what: 'its end cut off', harm: () => truncateSync(file, statSync(file).size - 8192) },
  { what: 'its log cut short', harm: () => truncateSync(`${file}-wal`, 32) },
])('with $what no answer is acknowledged, and the log says what to do', async ({ harm }) => {
  const answer = await client.prepare('A');
  await harm();
  const { status, text } = await client.send(answer!);
  expect(status).toBe(503);
  expect(text).toContain('database is damaged. Tell whoever runs the server');
  expect((await ready()).text).toContain('another program has overwritten its database');
  await untilLogged('restore the newest good backup');
  const log = statSync(`${file}-wal`).size;
  await server.end('SIGTERM');
  expect(statSync(`${file}-wal`).size, 'the log is left as it is').toBe(log);
});

test('touched, backed up and looked at by other programs, it goes on', async () => {
  utimesSync(file, new Date(), new Date());
  expect((await etude(place, ['doctor', '--repair'], settings)).status).toBe(0);
  await client.answerOne('A');
  utimesSync(file, new Date(), new Date());
  expect((await ready()).status).toBe(200);
  await client.answerOne('A');
  expect(server.output.stderr).toBe('');
});
