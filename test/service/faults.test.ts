import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client } from '../support/client.ts';
import { hasStrace } from '../support/machine.ts';
import { clearWorkplaces, workplace } from '../support/process.ts';
import { ofSample } from '../support/share.ts';
import { storedReviews, storedRows, writtenByAnswers } from '../support/stored.ts';
import { syncedReply, WatchedServer } from '../support/watched-server.ts';

const server = new WatchedServer();
let client: Client;

/** Somebody new, who has answered a question. */
async function newcomer(): Promise<void> {
  client = new Client(server.address);
  await client.answerOne('A');
}

/** The log of answers as it lies on disk. */
const stored = () => storedReviews(server.data);

/** Everything that an answer writes, as it lies on disk. */
const storedAnswers = () => storedRows(server.data, ...writtenByAnswers);

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

  test(`at any call that saves an answer, all of it is on the disk or nothing${ofSample}`, async () => {
    const answer = (await client.prepare('A'))!;
    const send = async () => expect((await client.send(answer)).status).toBe(303);
    await server.expectAllOrNothing(5, send, storedAnswers);
    expect((await server.doctor()).stdout).toBe('No problems found.\n');
  });
});
