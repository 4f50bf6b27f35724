import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { Client } from '../support/client.ts';
import { callOf, hasStrace, type Point, pointsOf, watch } from '../support/machine.ts';
import { clearWorkplaces, etude, serve, workplace } from '../support/process.ts';
import { storedReviews } from '../support/stored.ts';

const bank = { ETUDE_QUESTIONS: folderOf('questions') };
const settings = { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent', ...bank };

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;
let client: Client;

beforeEach(async () => {
  folder = workplace();
  server = await serve(folder, [], settings);
  client = new Client(server.address);
  await client.answerOne('A');
});
afterEach(() => server.end('SIGKILL'));
afterAll(clearWorkplaces);

/** The log of answers as it lies on disk. */
const stored = () => storedReviews(join(folder, 'data'));

describe.skipIf(!hasStrace)('watched by strace', () => {
  /** What the process wrote, in order: pages of the log, syncs, redirects. */
  async function calls(work: () => Promise<unknown>) {
    const strace = await watch(server.pid!, ['-e', 'trace=pwrite64,fsync,fdatasync,write,writev']);
    await work();
    return (await strace.end()).flatMap((line) => {
      const name = callOf(line);
      if (name === 'pwrite64') return ['page'];
      if (name === 'fsync' || name === 'fdatasync') return ['sync'];
      return line.includes('HTTP/1.1 303') ? ['redirect'] : [];
    });
  }

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
    expect((await etude(folder, ['doctor'], bank)).stdout).toBe('Everything is well.\n');
  });

  test('killed at any call that saves an answer, it leaves all of it or nothing', async () => {
    const answer = await client.prepare('A');
    const strace = await watch(server.pid!, ['-e', 'trace=pwrite64,fsync,write']);
    await client.send(answer!);
    const points = pointsOf(await strace.end());
    expect(points.length).toBeGreaterThan(10);
    for (const point of points) await killAt(point);
    // What is there only in part, such as an answer without its card, is told by doctor.
    expect((await etude(folder, ['doctor'], bank)).stdout).toBe('Everything is well.\n');
  }, 120_000);

  async function killAt({ name, nth }: Point): Promise<void> {
    await server.end('SIGKILL');
    server = await serve(folder, [], settings);
    client = new Client(server.address);
    const answer = await client.prepare('A');
    const before = stored();
    const strace = await watch(server.pid!, ['-e', `inject=${name}:signal=SIGKILL:when=${nth}`]);
    await expect(client.send(answer!), `${name} ${nth}`).rejects.toThrow(TypeError);
    await strace.end();
    const added = stored().length - before.length;
    const allowed = { pwrite64: [0], fsync: [0, 1], write: [1] }[name]!;
    expect(allowed, `${name} ${nth}`).toContain(added);
  }
});
