import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { Client } from '../support/client.ts';
import { callOf, hasStrace, type Point, pointsOf, watch } from '../support/machine.ts';
import { clearWorkplaces, etude, serve, workplace } from '../support/process.ts';
import { isDrawn, ofSample } from '../support/share.ts';
import { Sitter } from '../support/sitter.ts';
import { storedReviews, storedRows } from '../support/stored.ts';

/** Every page that is written is a point to be killed at with `npm run torture`, one of so many in a run of the tests. */
const stride = process.env.TORTURE ? { answer: 1, exam: 1 } : { answer: 5, exam: 14 };

let folder: string;
let settings: Record<string, string>;
let server: Awaited<ReturnType<typeof serve>>;
let client: Client;

/** Answers need the two questions of a workplace, with which a server starts faster; exams need the bank. */
async function begin(bank: Record<string, string>): Promise<void> {
  folder = workplace();
  settings = { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent', ...bank };
  await restart();
  await client.answerOne('A');
}
afterEach(() => server.end('SIGKILL'));

async function restart(): Promise<void> {
  server = await serve(folder, [], settings);
  client = new Client(server.address);
}

/** The points to be killed at: all syncs and writes to others, and pages. */
const sweepOf = (points: readonly Point[], stride: number) =>
  points.filter(({ name }, i) => name !== 'pwrite64' || isDrawn(i, stride));

const doctor = () => etude(folder, ['doctor'], settings);
afterAll(clearWorkplaces);

/** The log of answers as it lies on disk. */
const stored = () => storedReviews(join(folder, 'data'));

/** What the process wrote, in order: pages of the log, syncs, redirects or, to scripts, replies without content. */
async function calls(work: () => Promise<unknown>) {
  const strace = await watch(server.pid!, ['-e', 'trace=pwrite64,fsync,fdatasync,write,writev']);
  await work();
  return (await strace.end()).flatMap((line) => {
    const name = callOf(line);
    if (name === 'pwrite64') return ['page'];
    if (name === 'fsync' || name === 'fdatasync') return ['sync'];
    return /HTTP\/1\.1 (303|204)/.test(line) ? ['redirect'] : [];
  });
}

describe.skipIf(!hasStrace)('an answer, watched by strace', () => {
  beforeEach(() => begin({}));

  test('an answer’s redirect leaves after the fsync of all its pages', async () => {
    const answer = await client.prepare('A');
    const seen = await calls(() => client.send(answer!));
    const firstPage = seen.indexOf('page');
    expect(firstPage).toBe(0);
    expect(seen.slice(seen.lastIndexOf('page') + 1)).toEqual(['sync', 'redirect']);
  });

  test('answers that arrive together share an fsync, and no redirect leaves before it', async () => {
    const crowd = Array.from({ length: 16 }, () => new Client(server.address));
    const answers = await Promise.all(crowd.map((each) => each.prepare('A')));
    const seen = await calls(() => Promise.all(crowd.map((each, i) => each.send(answers[i]!))));
    const syncs = seen.filter((what) => what === 'sync').length;
    expect(seen.filter((what) => what === 'redirect')).toHaveLength(crowd.length);
    expect(syncs).toBeGreaterThan(0);
    expect(syncs).toBeLessThan(crowd.length);
    expect(seen.join(' '), 'between pages and a redirect stands a sync').not.toMatch(/page redirect/);
    expect(stored()).toEqual(expect.arrayContaining(crowd.flatMap(({ acknowledged }) => acknowledged)));
  });

  test.each([
    { call: 'fsync', error: 'EIO', status: 503 },
    { call: 'pwrite64', error: 'EIO', status: 503 },
    { call: 'pwrite64', error: 'EROFS', status: 503 },
    { call: 'pwrite64', error: 'ENOSPC', status: 507 },
  ])('where $call fails with $error nobody is told "saved", and all goes on afterwards', async (fault) => {
    const answer = await client.prepare('A');
    const before = stored();
    const strace = await watch(server.pid!, ['-e', `inject=${fault.call}:error=${fault.error}`]);
    const refused = await client.send(answer!);
    expect(refused.status).toBe(fault.status);
    expect(refused.text).toContain('Nothing was saved');
    expect(refused.headers.get('retry-after')).toBe(fault.status === 503 ? '10' : null);
    for (const path of ['', 'practice', `practice/answers/${before[0]}`]) {
      expect([path, (await client.get(path)).status]).toEqual([path, 200]);
    }
    await strace.end();

    expect((await client.send(answer!)).status).toBe(303);
    expect(stored()).toEqual([...before, ...client.acknowledged.slice(1)].toSorted());
    expect((await doctor()).stdout).toBe('No problems found.\n');
  });

  test(`killed at any call that saves an answer, it leaves all of it or nothing${ofSample}`, async () => {
    const answer = await client.prepare('A');
    const strace = await watch(server.pid!, ['-e', 'trace=pwrite64,fsync,write']);
    await client.send(answer!);
    const points = pointsOf(await strace.end());
    expect(points.length).toBeGreaterThan(10);
    const killed: boolean[] = [];
    for (const point of sweepOf(points, stride.answer)) killed.push(await killAt(point));
    expect(killed.filter(Boolean).length).toBeGreaterThan(killed.length / 2);
    // What is there only in part, such as an answer without its card, is told by doctor.
    expect((await doctor()).stdout).toBe('No problems found.\n');
  }, 120_000);

  /** Whether the server was killed there: threads of Node's wake each other by writes too, sometimes by fewer than before. */
  async function killAt({ name, nth }: Point): Promise<boolean> {
    await server.end('SIGKILL');
    await restart();
    const answer = await client.prepare('A');
    const before = stored();
    const strace = await watch(server.pid!, ['-e', `inject=${name}:signal=SIGKILL:when=${nth}`]);
    const status = await client.send(answer!).then((sent) => sent.status, breakOff);
    await strace.end();
    const added = stored().length - before.length;
    // For the same reason not every write is the reply.
    const allowed = { pwrite64: [0], fsync: [0, 1], write: [0, 1] }[name]!;
    expect(status === undefined ? allowed : [1], `${name} ${nth}`).toContain(added);
    return status === undefined;
  }

  /** What a server that is killed leaves of a request: an error of the connection, and no status. */
  function breakOff(error: unknown): undefined {
    expect(error).toBeInstanceOf(TypeError);
  }
});

describe.skipIf(!hasStrace)('an exam, watched by strace', () => {
  beforeEach(() => begin({ ETUDE_QUESTIONS: folderOf('questions') }));

  /** Everything that an exam writes, as it lies on disk. */
  const storedExams = () =>
    storedRows(
      join(folder, 'data'),
      'select * from sitting order by id',
      'select * from paper order by sitting, number',
      'select * from move order by sitting, revision, kind',
      'select * from result order by sitting',
      'select * from review order by id',
      'select * from card order by learner, concept',
      'select * from learner order by id',
    );

  /** Somebody in the middle of an exam. */
  async function sitter(): Promise<Sitter> {
    const each = new Sitter(server.address);
    await each.begin('quick');
    for (let number = 1; number <= 12; number++) await each.click(number);
    return each;
  }

  test.each([true, false])(
    'the reply to a click leaves after the fsync of all its pages, quiet: %s',
    async (isQuiet) => {
      const one = await sitter();
      const click = one.prepare(13, 'yes', isQuiet);
      const seen = await calls(() => one.send(click));
      expect(seen.indexOf('page')).toBe(0);
      expect(seen.slice(seen.lastIndexOf('page') + 1)).toEqual(['sync', 'redirect']);
    },
  );

  test('clicks in many exams that arrive together share an fsync, and no reply leaves before it', async () => {
    const crowd = Array.from({ length: 16 }, () => new Sitter(server.address));
    await Promise.all(crowd.map((each) => each.begin('quick')));
    const seen = await calls(() => Promise.all(crowd.map((each) => each.click(1))));
    const syncs = seen.filter((what) => what === 'sync').length;
    expect(seen.filter((what) => what === 'redirect')).toHaveLength(crowd.length);
    expect(syncs).toBeLessThan(crowd.length);
    expect(seen.join(' ')).not.toMatch(/page redirect/);
  });

  test.each([
    { call: 'fsync', error: 'EIO', status: 503 },
    { call: 'pwrite64', error: 'EIO', status: 503 },
    { call: 'pwrite64', error: 'ENOSPC', status: 507 },
  ])('where $call fails with $error no click and no end of an exam is half saved', async (fault) => {
    const one = await sitter();
    const before = storedExams();
    const click = one.prepare(13, 'yes');
    const strace = await watch(server.pid!, ['-e', `inject=${fault.call}:error=${fault.error}`]);
    const replies = [await one.send(click), await one.submit(), await one.send(click)];
    expect(replies.map(({ status }) => status)).toEqual([fault.status, fault.status, fault.status]);
    for (const { text } of replies) expect(text).toContain('Nothing was saved');
    const page = await one.client.get(`exams/${one.sitting}/13`);
    expect([page.status, / checked/.test(page.text)]).toEqual([200, false]);
    await strace.end();
    // What could not be synced lies in the log until it is written over, which nothing outside of it can tell.
    if (fault.call !== 'fsync') expect(storedExams()).toEqual(before);

    expect([(await one.send(click)).status, (await one.submit()).status]).toEqual([204, 303]);
    const [sittings, , moves] = storedExams() as Record<string, unknown>[][];
    expect(sittings!.at(-1)).toMatchObject({ id: one.sitting, ending: 'submitted' });
    expect(moves!.filter(({ number }) => number === 13)).toMatchObject([
      { kind: 'choose' },
      { kind: 'flag' },
    ]);
    expect((await doctor()).stdout).toBe('No problems found.\n');
  });

  test(`killed at any call that ends an exam, it leaves all of it or nothing${ofSample}`, async () => {
    const first = await sitter();
    const strace = await watch(server.pid!, ['-e', 'trace=pwrite64,fsync,write']);
    await first.submit();
    const points = pointsOf(await strace.end());
    expect(points.length).toBeGreaterThan(20);
    const swept = sweepOf(points, stride.exam);
    const missed: Point[] = [];
    for (const point of swept) if (!(await killEndAt(point))) missed.push(point);
    // No two exams write quite as many pages: the last points of the first one may lie behind the end of another.
    expect(missed.length).toBeLessThan(swept.length / 4);
    expect((await doctor()).stdout).toBe('No problems found.\n');
  }, 600_000);

  /** Kills the server at a point of the end of an exam; false where that point was not reached. */
  async function killEndAt({ name, nth }: Point): Promise<boolean> {
    await server.end('SIGKILL');
    await restart();
    const one = await sitter();
    const strace = await watch(server.pid!, ['-e', `inject=${name}:signal=SIGKILL:when=${nth}`]);
    const reached = await one.submit().then(
      () => false,
      () => true,
    );
    await strace.end();
    const [ends, marks, results, reviews] = storedRows<{ count: number }>(
      join(folder, 'data'),
      `select count(*) as count from sitting where id = '${one.sitting}' and settled_at is not null`,
      `select count(*) as count from paper where sitting = '${one.sitting}' and correct is not null`,
      `select count(*) as count from result where sitting = '${one.sitting}'`,
      `select count(*) as count from review where id like '${one.sitting}-%'`,
    ).map(([row]) => row!.count);
    const isDone = ends === 1;
    expect([marks, results! > 0, reviews! > 0], `${name} ${nth}`).toEqual([isDone ? 15 : 0, isDone, isDone]);
    if (reached && name === 'pwrite64') expect(isDone, `${name} ${nth}`).toBe(false);
    return reached;
  }
});
