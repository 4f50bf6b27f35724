import { expect, test } from 'vitest';
import type { Query } from '../../../../src/base/data/postgres/connection.ts';
import { seekLead } from '../../../../src/base/data/postgres/leader.ts';
import type { Session } from '../../../../src/base/data/postgres/pool.door.ts';

/** The lead among nodes, over a server that breaks off or falls silent at a moment of our choosing. */

type Line = {
  open: number;
  asked: string[];
  breaks(query: Query): boolean;
  leads: number;
  silence?: Promise<void>;
};

/** Opens connections on a line and counts those that are open. */
const connect = (line: Line) => async (): Promise<Session> => {
  line.open++;
  let isOpen = true;
  return {
    async send(query) {
      await line.silence;
      line.asked.push(query.text);
      if (line.breaks(query)) throw new Error('Connection terminated');
      return { rows: [{ leads: line.leads }], count: 1, command: 'SELECT' };
    },
    run: async () => {},
    close() {
      if (isOpen) line.open--;
      isOpen = false;
    },
  };
};

const onLine = (changes: Partial<Line> = {}) => {
  const line: Line = { open: 0, asked: [], leads: 1, breaks: () => false, ...changes };
  const clock = { time: 0 };
  return { line, clock, lead: seekLead(connect(line), () => clock.time) };
};

test('a node leads as long as the server says so', async () => {
  const { line, lead } = onLine({ leads: 0 });
  await lead.renew();
  expect(lead.standing()).toBe('follower');
  line.leads = 1;
  await lead.renew();
  expect(lead.standing()).toBe('leader');
  expect(line.open).toBe(1);
});

test('a connection that breaks ends the lead at once, and is closed; the next one may lead again', async () => {
  const { line, clock, lead } = onLine();
  await lead.renew();
  line.breaks = () => true;
  await lead.renew();
  expect([lead.standing(), line.open]).toEqual(['follower', 0]);
  clock.time = 4_000;
  expect(lead.trouble()?.kind).toBe('unreachable');
  line.breaks = () => false;
  await lead.renew();
  expect([lead.standing(), line.open, lead.trouble()]).toEqual(['leader', 1, undefined]);
});

test('a server that is silent ends the lead before it gives the lock to another', async () => {
  const { line, clock, lead } = onLine();
  await lead.renew();
  const { promise, resolve } = Promise.withResolvers<void>();
  line.silence = promise;
  const asked = lead.renew();
  clock.time = 3_999;
  expect(lead.standing()).toBe('leader');
  clock.time = 4_000;
  expect(lead.standing()).toBe('follower');
  resolve();
  await asked;
  // The answer says that it led when it asked, which is too long ago.
  expect(lead.standing()).toBe('follower');
});

test('a node that resigns gives the lead back once, and stays connected until it is released', async () => {
  const { line, lead } = onLine();
  await lead.renew();
  await lead.renew();
  lead.resign();
  await lead.renew();
  await lead.renew();
  expect([lead.standing(), line.open]).toEqual(['follower', 1]);
  expect(line.asked.map((text) => /advisory\w+|1$/.exec(text)![0])).toEqual([
    'advisory_lock',
    '1',
    'advisory_unlock',
    '1',
  ]);
  lead.release();
  expect(line.open).toBe(0);
});

test('a lead that comes after the node has resigned is given back', async () => {
  const { line, lead } = onLine();
  const { promise, resolve } = Promise.withResolvers<void>();
  line.silence = promise;
  const asked = lead.renew();
  await new Promise(setImmediate);
  lead.resign();
  resolve();
  await asked;
  expect([lead.standing(), line.asked.at(-1)]).toEqual([
    'follower',
    expect.stringContaining('pg_try_advisory_lock'),
  ]);
  await lead.renew();
  expect(line.asked.at(-1)).toContain('pg_advisory_unlock');
});

test('a connection that comes after the node has been released is closed', async () => {
  const { line, lead } = onLine();
  const asked = lead.renew();
  lead.release();
  await asked;
  await lead.renew();
  expect([lead.standing(), line.open]).toEqual(['follower', 0]);
});
