import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Standing } from '../src/base/data/leadership.ts';
import { keepGuarding, whileLeading } from '../src/duties.ts';

/** The duties of a node, by where it stands among the others. */

let standing: Standing;
let happened: string[];
let leading: ReturnType<typeof whileLeading>;
const leadership = { standing: () => standing, resign() {}, release() {} };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  leading.stop();
  vi.useRealTimers();
});

function start(first: Standing): void {
  standing = first;
  happened = [];
  const begin = () => {
    happened.push('begins');
    return { isLaidOut: Promise.resolve(), stop: () => void happened.push('stops') };
  };
  const ousted = () => {
    leading.stop();
    happened.push('ousted');
  };
  leading = whileLeading(leadership, begin, ousted);
  leading.start();
}

function become(next: Standing): void {
  standing = next;
  vi.advanceTimersByTime(1_000);
}

test('a node does its duties while it leads, and not a second longer', () => {
  start('follower');
  expect(happened).toEqual([]);
  become('leader');
  become('leader');
  expect(happened).toEqual(['begins']);
  become('follower');
  expect(happened).toEqual(['begins', 'stops']);
  become('leader');
  leading.stop();
  become('leader');
  expect(happened).toEqual(['begins', 'stops', 'begins', 'stops']);
});

test('a process that is alone begins at once, and is told once that another has taken its folder', () => {
  start('leader');
  expect(happened).toEqual(['begins']);
  become('ousted');
  become('ousted');
  expect(happened).toEqual(['begins', 'stops', 'ousted']);
});

test('a process that finds at its first look that another has taken its folder is told once', () => {
  start('ousted');
  become('ousted');
  expect(happened).toEqual(['ousted']);
});

test('a look at the database that fails is logged, and the next look and the last one follow', async () => {
  let looks = 0;
  const logged: unknown[] = [];
  const log = { error: ({ err }: { err: Error }) => void logged.push(err.message) };
  const look = async () => {
    looks++;
    throw new Error(`look ${looks}`);
  };
  const stop = keepGuarding(look, log as never);
  await vi.advanceTimersByTimeAsync(2_000);
  await stop();
  await vi.advanceTimersByTimeAsync(2_000);
  expect([looks, logged]).toEqual([3, ['look 1', 'look 2', 'look 3']]);
});
