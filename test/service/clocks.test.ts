import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openReadOnly } from '../../src/base/data/handle.ts';
import { DAY } from '../../src/base/time.ts';
import { bundled } from '../support/bundled.ts';
import { Client } from '../support/client.ts';
import { clockOf, fakeTimeLibrary } from '../support/machine.ts';
import { clearWorkplaces, etude, plainWorkplace, serve } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';
import { storedReviews } from '../support/stored.ts';

let folder: string;
let clock: string;
beforeEach(newFolder);
afterAll(clearWorkplaces);

function newFolder(): void {
  folder = plainWorkplace(4);
  clock = join(folder, 'clock');
}

/** Serves with a clock that is ahead by so much. */
function serveAt(ahead: string) {
  writeFileSync(clock, ahead);
  const settings = { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'warn' };
  return serve(folder, [], { ...settings, ...clockOf(clock) });
}

/** The lines of a server's log. */
const told = ({ output }: { output: { stderr: string } }) =>
  output.stderr
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).msg as string);

type Row = { id: string; day: number; answeredAt: number; tookMs: number };

/** Rows of the database that a server has left. */
function rows<T>(sql: string): T[] {
  const handle = openReadOnly(join(folder, 'data/etude.db'));
  const found = handle.prepare(sql).all() as T[];
  handle.close();
  return found;
}

/** In the log each answer is later than the one that was acknowledged before it, and none took less than no time. */
async function expectInOrder({ acknowledged }: Client): Promise<Row[]> {
  expect(storedReviews(join(folder, 'data'))).toEqual(acknowledged.toSorted());
  const reviews = rows<Row>('select id, day, answered_at as answeredAt, took_ms as tookMs from review');
  const log = acknowledged.map((id) => reviews.find((review) => review.id === id)!);
  expect(log).toEqual(log.toSorted((a, b) => a.day - b.day || a.answeredAt - b.answeredAt));
  expect(log.filter(({ tookMs }) => tookMs < 0)).toEqual([]);
  const examined = { ...clockOf(clock), ETUDE_BACKUP_EVERY: 'off' };
  // A clock is only set for a process of its own.
  const program = readFileSync(clock, 'utf8') === '+0' ? undefined : await bundled();
  expect((await etude(folder, ['doctor'], examined, program)).stdout).toBe('No problems found.\n');
  return log;
}

describe.skipIf(!fakeTimeLibrary)('with a clock that is wrong', () => {
  /** A folder in which somebody has answered while the clock was right, and that somebody. */
  let used: string;
  let candidate: Client;
  beforeAll(async () => {
    newFolder();
    const server = await serveHere(folder);
    candidate = new Client(server.address);
    for (const choice of ['A', 'B', 'C', 'D']) await candidate.answerOne(choice);
    expect(told(server)).toEqual([]);
    await server.end();
    used = folder;
  });

  /** Goes on in a copy of that folder. */
  async function goOnAt(ahead: string) {
    cpSync(used, folder, { recursive: true });
    const server = await serveAt(ahead);
    const client = new Client(server.address, [...candidate.acknowledged]);
    client.cookie = candidate.cookie;
    return { server, client };
  }

  test('it leaps ahead and falls back under a running server, and every answer is kept in its order', async () => {
    const server = await serveAt('+0');
    const client = new Client(server.address);
    for (const ahead of ['+0', '-1d', '+3d', '-10y', '+10y', '+0']) {
      const early = await client.prepare('A');
      writeFileSync(clock, ahead);
      expect((await client.send(early!)).status, ahead).toBe(303);
      await client.answerOne('B');
      for (const path of ['', 'practice', 'learn', 'settings', 'exams']) {
        expect([200, 303], `${ahead} ${path}`).toContain((await client.get(path)).status);
      }
    }
    expect(client.acknowledged.length).toBeGreaterThan(6);
    expect(told(server)).toEqual([]);
    await server.end('SIGTERM');
    await expectInOrder(client);
  });

  test('set back before the newest answer it is told at the start, and the same day goes on', async () => {
    const { server, client } = await goOnAt('-1d');
    await client.answerOne('B');
    expect(told(server)).toEqual([
      expect.stringMatching(
        /^The clock says [-\d]{10} \d\d:\d\d UTC, but the latest answers are from [-\d]{10} \d\d:\d\d UTC: .* What to do: if this machine’s clock is wrong, set it/,
      ),
    ]);
    await server.end('SIGTERM');
    expect(new Set((await expectInOrder(client)).map(({ day }) => day)).size).toBe(1);
  });

  test('ten years ahead it takes nobody for gone, and no interval grows beyond what those years explain', async () => {
    const { server, client } = await goOnAt('+10y');
    expect((await client.get('')).text).toContain('questions');
    for (const choice of ['A', 'B', 'C', 'D']) await client.answerOne(choice);
    await server.end('SIGTERM');
    await expectInOrder(client);
    const [farthest] = rows<{ days: number }>('select max(due_day - day) as days from card');
    expect(farthest!.days).toBeLessThan(366);
  });

  test('four hundred days ahead for a while: doctor names the frozen day and puts it right', async () => {
    const first = await serveAt('+400d');
    const client = new Client(first.address);
    await client.answerOne('A');
    await first.end('SIGTERM');

    const told = await etude(folder, ['doctor']);
    expect([told.status, told.stdout]).toEqual([
      1,
      'One learner’s day is ahead of the clock, which was wrong when they answered. What to do: if this machine’s clock is right, run etude doctor --repair; the same happens on their next visit.\n',
    ]);
    const before = rows('select * from review');
    const repaired = await etude(folder, ['doctor', '--repair']);
    expect([repaired.status, repaired.stdout]).toEqual([0, '1 finding repaired.\nNo problems found.\n']);
    expect(rows('select * from review')).toEqual(before);
    expect(
      rows<{ ahead: number }>(`select last_day - ${Math.floor(Date.now() / DAY)} as ahead from learner`),
    ).toEqual([{ ahead: expect.toBeOneOf([-1, 0]) }]);

    writeFileSync(clock, '+0');
    const second = await serveHere(folder);
    const later = new Client(second.address, client.acknowledged);
    later.cookie = client.cookie;
    await later.answerOne('B');
    await second.end();
    await expectInOrder(later);
  });
});
