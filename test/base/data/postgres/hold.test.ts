import { expect, test } from 'vitest';
import type { Query } from '../../../../src/base/data/postgres/connection.ts';
import { holdDatabase } from '../../../../src/base/data/postgres/hold.ts';
import type { Session } from '../../../../src/base/data/postgres/pool.door.ts';

/** The hold over a server that breaks off at a moment of our choosing, which no real one does on demand. */

type Line = { open: number; breaks(query: Query): boolean; isTaken: number };

/** Opens connections on a line and counts those that are open. */
const connect = (line: Line) => async (): Promise<Session> => {
  line.open++;
  let isOpen = true;
  return {
    async send(query) {
      if (line.breaks(query)) throw new Error('Connection terminated');
      return { rows: [{ is_taken: line.isTaken }], count: 1, command: 'SELECT' };
    },
    run: async () => {},
    close() {
      if (isOpen) line.open--;
      isOpen = false;
    },
  };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

test.each([
  ['for the lock', /advisory_lock/],
  ['for its holder', /pg_stat_activity/],
])('a connection that breaks when it is asked %s is closed', async (_, asked) => {
  const line: Line = { open: 0, isTaken: 0, breaks: ({ text }) => asked.test(text) };
  await expect(holdDatabase(connect(line), 'own')).rejects.toThrow('Connection terminated');
  expect(line.open).toBe(0);
});

test('so is one that breaks while the hold is looked for again', async () => {
  const line: Line = { open: 0, isTaken: 1, breaks: () => false };
  const hold = await holdDatabase(connect(line), 'own');
  line.breaks = () => true;
  for (let i = 0; i < 3; i++) {
    hold.renew();
    await turn();
  }
  expect([line.open, hold.trouble()?.kind]).toEqual([0, 'unreachable']);
  line.breaks = () => false;
  hold.renew();
  await turn();
  expect([line.open, hold.trouble()]).toEqual([1, undefined]);
});

test('a connection that comes after the release is closed', async () => {
  const line: Line = { open: 0, isTaken: 1, breaks: () => false };
  const hold = await holdDatabase(connect(line), 'own');
  line.breaks = ({ text }) => text === 'select 1';
  hold.renew();
  hold.release();
  await turn();
  expect(line.open).toBe(0);
});
