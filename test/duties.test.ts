import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Standing } from '../src/base/data/leadership.ts';
import { whileLeading } from '../src/duties.ts';

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
  leading = whileLeading(leadership, begin, () => void happened.push('ousted'));
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
