import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client } from '../support/client.ts';
import { hasStrace, type Point, pointsOf } from '../support/machine.ts';
import { clearWorkplaces, workplace } from '../support/process.ts';
import { ofSample } from '../support/share.ts';
import { storedReviews } from '../support/stored.ts';
import { sweepOf, syncedReply, WatchedServer } from '../support/watched-server.ts';

const server = new WatchedServer();
let client: Client;

/** Somebody new, who has answered a question. */
async function newcomer(): Promise<void> {
  client = new Client(server.address);
  await client.answerOne('A');
}

/** The log of answers as it lies on disk. */
const stored = () => storedReviews(server.data);

afterAll(clearWorkplaces);

describe.skipIf(!hasStrace)('an answer, watched by strace', () => {
  beforeAll(() => server.begin(workplace()));
  beforeEach(newcomer);

  test('an answer’s redirect leaves after the fsync of all its pages', async () => {
    const answer = await client.prepare('A');
    const seen = await server.calls(() => client.send(answer!));
    expect(seen.join(' ')).toMatch(syncedReply);
  });

  test('answers that arrive together share an fsync, and no redirect leaves before it', async () => {
    const crowd = Array.from({ length: 16 }, () => new Client(server.address));
    const answers = await Promise.all(crowd.map((each) => each.prepare('A')));
    const seen = await server.calls(() => Promise.all(crowd.map((each, i) => each.send(answers[i]!))));
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
    const strace = await server.watch(`inject=${fault.call}:error=${fault.error}`);
    const refused = await client.send(answer!);
    expect(refused.status).toBe(fault.status);
    expect(refused.text).toContain('Nothing was saved');
    expect(refused.headers.get('retry-after')).toBe(fault.status === 503 ? '10' : null);
    for (const path of ['', 'practice', `practice/answers/${client.acknowledged[0]}`]) {
      expect([path, (await client.get(path)).status]).toEqual([path, 200]);
    }
    await strace.end();

    expect((await client.send(answer!)).status).toBe(303);
    expect(stored()).toEqual([...before, ...client.acknowledged.slice(1)].toSorted());
    expect((await server.doctor()).stdout).toBe('No problems found.\n');
  });

  test(`killed at any call that saves an answer, it leaves all of it or nothing${ofSample}`, async () => {
    await server.begin(workplace());
    await newcomer();
    const answer = await client.prepare('A');
    const strace = await server.watch('trace=pwrite64,fsync,write');
    await client.send(answer!);
    const points = pointsOf(await strace.end());
    expect(points.length).toBeGreaterThan(10);
    const swept = sweepOf(points, 5);
    const filledIn = await Array.fromAsync(swept, fillIn);
    const killed: boolean[] = [];
    for (const [i, point] of swept.entries()) killed.push(await killAt(point, filledIn[i]!));
    expect(killed.filter(Boolean).length).toBeGreaterThan(killed.length / 2);
    // What is there only in part, such as an answer without its card, is told by doctor.
    expect((await server.doctor()).stdout).toBe('No problems found.\n');
  }, 120_000);

  /** A newcomer with an answer that is filled in but not sent. */
  async function fillIn() {
    const somebody = new Client(server.address);
    return { somebody, answer: (await somebody.prepare('A'))! };
  }

  /** Whether the server was killed there: threads of Node's wake each other by writes too, sometimes by fewer than before. */
  async function killAt({ name, nth }: Point, { somebody, answer }: Awaited<ReturnType<typeof fillIn>>) {
    await server.again();
    somebody.address = server.address;
    const before = stored();
    const strace = await server.watch(`inject=${name}:signal=SIGKILL:when=${nth}`);
    const status = await somebody.send(answer).then((sent) => sent.status, breakOff);
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
