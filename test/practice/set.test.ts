import { describe, expect, test } from 'vitest';
import { chooseFromSet, orderSet, type SetCard } from '../../src/practice/set.ts';

const today = 20_000;
const now = 1_000_000;
const card = (concept: string, changes: Partial<SetCard> = {}): SetCard => ({
  concept,
  day: today - 3,
  answeredAt: 500_000,
  dueDay: today + 5,
  readyAt: null,
  asleep: false,
  ...changes,
});
const order = (concepts: string[], cards: SetCard[]) => orderSet(concepts, cards, today, now);

describe('a set', () => {
  test('asks what was missed, what is due, what is new, what was seen longest ago, and what rests last', () => {
    const cards = [
      card('late', { answeredAt: 100_000 }),
      card('lately'),
      card('resting', { day: today, readyAt: now + 1 }),
      card('due', { dueDay: today }),
      card('missed', { day: today, readyAt: now }),
    ];
    expect(order(['new', 'lately', 'late', 'resting', 'due', 'missed'], cards)).toEqual({
      done: 0,
      left: ['missed', 'due', 'new', 'late', 'lately'],
      resting: ['resting'],
    });
  });

  test('is done with what was answered today and waits for nothing', () => {
    const cards = [card('a', { day: today }), card('b', { day: today, dueDay: today })];
    expect(order(['a', 'b', 'c'], cards)).toEqual({ done: 2, left: ['c'], resting: [] });
  });

  test('passes over cards that sleep, and takes one that was undone as new', () => {
    const undone = { day: null, answeredAt: null, dueDay: null };
    expect(order(['a', 'b'], [card('a', { asleep: true }), card('b', undone)])).toEqual({
      done: 0,
      left: ['b'],
      resting: [],
    });
  });
});

test('what was asked last is not asked at once, and what rests only when nothing else is left', () => {
  const last = { concept: 'a', objective: 'x' };
  const choose = (left: string[], resting: string[] = []) => chooseFromSet({ done: 0, left, resting }, last);
  expect(choose(['a', 'b'])).toBe('b');
  expect(choose(['a'])).toBe('a');
  expect(choose(['b'], ['c'])).toBe('b');
  expect(choose([], ['a', 'c'])).toBe('c');
  expect(choose([], ['a'])).toBeUndefined();
  expect(choose([])).toBeUndefined();
});
