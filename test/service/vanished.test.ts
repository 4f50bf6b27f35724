import {
  copyFileSync,
  cpSync,
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
import { afterAll, test as base, beforeAll, describe, expect, vi } from 'vitest';
import { question } from '../support/bank.ts';
import { bundled } from '../support/bundled.ts';
import { Client } from '../support/client.ts';
import { layOut } from '../support/lint.ts';
import { clearWorkplaces, etude, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';
import { storedReviews } from '../support/stored.ts';

/** A workplace with enough questions for these tests and no more, so that its servers start quickly. */
function smallPlace(): string {
  const folder = workplace();
  const questions = Array.from({ length: 8 }, (_, i) => question(`red.two-00${i + 1}`));
  writeFileSync(join(folder, 'questions/red/two.json'), layOut({ questions }));
  return folder;
}

/** A server that has saved three answers, and where its files are. */
async function begin() {
  const place = workplace();
  cpSync(sound, place, { recursive: true });
  const data = join(place, 'data');
  const served = await serveHere(place);
  const client = new Client(served.address);
  for (let i = 0; i < 3; i++) await client.answerOne('A');
  return {
    place,
    data,
    file: join(data, 'etude.db'),
    away: join(place, 'away'),
    client,
    end: served.end,
    said: () => served.output.stderr,
    logged: () => served.output.stderr.trim().split('\n'),
    ready: () => client.get('readyz'),
  };
}

type Begun = Awaited<ReturnType<typeof begin>>;

const test = base.extend<{ begun: Begun }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest wants to see what a fixture needs.
  begun: async ({}, use) => {
    const begun = await begin();
    await use(begun);
    await begun.end();
  },
});
afterAll(clearWorkplaces);

// The limits only end what has gone wrong; `expect.poll` does not know which of concurrent tests it is in.
const untilLogged = ({ said }: Begun, text: string) =>
  vi.waitFor(() => expect(said()).toContain(text), { timeout: 60_000 });

/** Answers, and is refused. */
async function refused({ client }: Begun): Promise<string> {
  const { status, text, headers } = await client.send((await client.prepare('A'))!);
  expect([status, headers.get('retry-after')]).toEqual([503, '10']);
  return text;
}

/** Everything that was acknowledged is in the database, and a new server serves it. */
async function proveKept({ place, data, client }: Begun): Promise<void> {
  expect(storedReviews(data)).toEqual(client.acknowledged.toSorted());
  expect((await etude(place, ['doctor'])).stdout).toBe('No problems found.\n');
  const again = await serveHere(place);
  const learner = new Client(again.address);
  learner.cookie = client.cookie;
  await learner.answerOne('A');
  await again.end();
}

const toldByDoctor =
  /^Etude \(process \d+\) has a different file open from data\/etude\.db, .* It no longer saves answers\. What to do: follow the instructions in its log/m;

/** A workplace with a database that is new, so that each test need not make one. */
let sound: string;
/** Another Etude's database, whole and in one file. */
let foreign: string;
beforeAll(async () => {
  sound = smallPlace();
  await (await serveHere(sound)).end();
  const other = smallPlace();
  const first = await serveHere(other);
  await new Client(first.address).answerOne('A');
  await first.end();
  foreign = join(other, 'data/etude.db');
});

describe.concurrent('the database', () => {
  test.for([
    { what: 'deleted', vanish: ({ file }: Begun) => rmSync(file) },
    {
      what: 'deleted with its log',
      vanish: ({ file }: Begun) => {
        for (const end of ['', '-wal', '-shm']) rmSync(file + end);
      },
    },
    { what: 'deleted with its whole folder', vanish: ({ data }: Begun) => rmSync(data, { recursive: true }) },
    {
      what: 'replaced by another file',
      vanish: ({ file, away }: Begun) => {
        copyFileSync(foreign, away);
        renameSync(away, file);
      },
    },
    {
      what: 'replaced by an empty file',
      vanish: ({ file }: Begun) => {
        rmSync(file);
        writeFileSync(file, '');
      },
    },
    {
      what: 'replaced by a folder',
      vanish: ({ file }: Begun) => {
        rmSync(file);
        mkdirSync(file);
      },
    },
  ])(
    '$what: the next answer is refused, and what was saved is copied for the next start',
    async ({ vanish }, { begun }) => {
      const { place, data, file, client, ready, logged, end } = begun;
      const secret = join(place, 'secret');
      copyFileSync(join(data, 'secret'), secret);
      vanish(begun);
      expect((await ready()).text).toMatch(/^Etude is not ready: .*its database is no longer in place/);
      expect(await refused(begun)).toContain(
        'Nothing was saved: Etude’s database is no longer in place. Tell the person who runs this server to stop Etude, put the file back',
      );
      expect((await client.get(`practice/answers/${client.acknowledged[0]}`)).status).toBe(200);
      await untilLogged(begun, 'was deleted or replaced');
      await refused(begun);
      if (existsSync(join(data, 'serving.lock')) && process.platform === 'linux') {
        const { status, stdout } = await etude(place, ['doctor']);
        expect([status, stdout]).toEqual([1, expect.stringMatching(toldByDoctor)]);
      }
      expect(logged()).toEqual([expect.any(String)]);
      expect(JSON.parse(logged()[0]!).level).toBe(50);
      expect((await end()).status).toBe(0);

      const [, rescued] = /everything that was saved is in (\S+)\. Stop Etude, move that file/.exec(
        logged()[0]!,
      )!;
      expect(statSync(rescued!).mode & 0o777).toBe(0o600);
      rmSync(file, { recursive: true, force: true });
      renameSync(rescued!, file);
      if (!existsSync(join(data, 'secret'))) renameSync(secret, join(data, 'secret'));
      await proveKept(begun);
    },
  );

  test('deleted at the moment of the stop: what was saved is copied before it ends', async ({ begun }) => {
    const { data, file, end } = begun;
    rmSync(file);
    await end();
    renameSync(join(data, readdirSync(data).find((name) => name.startsWith('rescued-'))!), file);
    await proveKept(begun);
  });

  test.for([
    {
      what: 'renamed',
      go: ({ file, away }: Begun) => renameSync(file, away),
      back: ({ file, away }: Begun) => renameSync(away, file),
    },
    {
      what: 'away with its whole folder',
      go: ({ data, away }: Begun) => renameSync(data, away),
      back: ({ data, away }: Begun) => renameSync(away, data),
    },
    {
      what: 'behind a link that leads elsewhere',
      go: ({ place, data, away }: Begun) => {
        renameSync(data, away);
        mkdirSync(join(place, 'other'));
        symlinkSync('other', data);
      },
      back: ({ data, away }: Begun) => {
        rmSync(data);
        renameSync(away, data);
      },
    },
    {
      what: 'without its log',
      go: ({ file, away }: Begun) => renameSync(`${file}-wal`, away),
      back: ({ file, away }: Begun) => renameSync(away, `${file}-wal`),
    },
    {
      what: 'without its index',
      go: ({ file, away }: Begun) => renameSync(`${file}-shm`, away),
      back: ({ file, away }: Begun) => renameSync(away, `${file}-shm`),
    },
  ])(
    '$what: answers are refused until it is back, and then taken without a restart',
    async ({ go, back }, { begun }) => {
      const { client, ready, said, logged, end } = begun;
      go(begun);
      await refused(begun);
      expect((await ready()).text).toContain('is no longer in place');
      await untilLogged(begun, 'Etude no longer saves answers');
      back(begun);
      await vi.waitFor(async () => expect((await ready()).text).toBe('Etude is ready.\n'), {
        timeout: 60_000,
      });
      await client.answerOne('A');
      await untilLogged(begun, 'The database is back in place');
      expect(logged(), said()).toHaveLength(2);
      await end();
      await proveKept(begun);
    },
  );

  test('renamed and still away at the stop: put back, it has everything', async ({ begun }) => {
    const { file, away, end } = begun;
    renameSync(file, away);
    await refused(begun);
    await end();
    expect(existsSync(file)).toBe(false);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    renameSync(away, file);
    await proveKept(begun);
  });
});

test.concurrent.for([
  { what: 'deleted', harm: ({ file }: Begun) => rmSync(`${file}-wal`) },
  {
    what: 'replaced',
    harm: ({ file }: Begun) => {
      rmSync(`${file}-wal`);
      writeFileSync(`${file}-wal`, 'something else');
    },
  },
  {
    what: 'deleted with its index',
    harm: ({ file }: Begun) => {
      rmSync(`${file}-wal`);
      rmSync(`${file}-shm`);
    },
  },
])(
  'the write-ahead log $what: what was saved is brought into the database, and a restart goes on',
  async ({ harm }, { begun }) => {
    const { ready, end } = begun;
    harm(begun);
    expect(await refused(begun)).toContain('no longer in place');
    expect((await ready()).text).toContain('the write-ahead log of its database is no longer in place');
    await untilLogged(begun, 'everything that was saved is in etude.db');
    await end();
    await proveKept(begun);
  },
);

test.concurrent.for([
  {
    what: 'another database copied over it',
    harm: ({ file }: Begun) => copyFileSync(foreign, file),
  },
  { what: 'itself cut to nothing', harm: ({ file }: Begun) => truncateSync(file, 0) },
  { what: 'its end cut off', harm: ({ file }: Begun) => truncateSync(file, statSync(file).size - 8192) },
  { what: 'its log cut short', harm: ({ file }: Begun) => truncateSync(`${file}-wal`, 32) },
])('with $what no answer is acknowledged, and the log says what to do', async ({ harm }, { begun }) => {
  const { client, file, ready, end } = begun;
  const answer = await client.prepare('A');
  harm(begun);
  const { status, text } = await client.send(answer!);
  expect(status).toBe(503);
  expect(text).toContain('database is damaged. Tell the person who runs this server');
  expect((await ready()).text).toContain('another program has overwritten its database');
  await untilLogged(begun, 'restore the newest good backup');
  const log = statSync(`${file}-wal`).size;
  await end();
  expect(statSync(`${file}-wal`).size, 'the log is left as it is').toBe(log);
});

test.concurrent('touched, backed up and looked at by other programs, it goes on', async ({ begun }) => {
  const { place, file, client, ready, said } = begun;
  utimesSync(file, new Date(), new Date());
  expect((await etude(place, ['doctor', '--repair'], {}, await bundled())).status).toBe(0);
  await client.answerOne('A');
  utimesSync(file, new Date(), new Date());
  await vi.waitFor(async () => expect((await ready()).status).toBe(200), { timeout: 60_000 });
  await client.answerOne('A');
  expect(said()).toBe('');
});
