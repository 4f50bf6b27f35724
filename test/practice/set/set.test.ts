import { describe, expect, test } from 'vitest';
import type { SetCard } from '../../../src/practice/model.ts';
import { chooseFromSet, isComplete, orderSet, stillMissed } from '../../../src/practice/set/set.ts';
import { weakestDomains } from '../../../src/practice/set/weakest.ts';

const today = 20_000;
const now = 1_000_000;
const card = (concept: string, changes: Partial<SetCard> = {}): SetCard => ({
  concept,
  revision: 1,
  day: today - 3,
  answeredAt: 500_000,
  dueDay: today + 5,
  readyAt: null,
  asleep: false,
  ...changes,
});
const order = (concepts: string[], cards: SetCard[], began = today) =>
  orderSet(concepts, cards, { day: today, began, now });

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
      left: ['missed', 'due', 'new', 'late', 'lately'],
      resting: ['resting'],
    });
  });

  test('is done with what was answered today and waits for nothing', () => {
    const cards = [card('a', { day: today }), card('b', { day: today, dueDay: today })];
    expect(order(['a', 'b', 'c'], cards)).toEqual({ left: ['c'], resting: [] });
  });

  test('that began before midnight stays done with what was answered then', () => {
    const cards = [card('a', { day: today - 1 }), card('b', { day: today - 2, dueDay: today })];
    expect(order(['a', 'b'], cards, today - 1)).toEqual({ left: ['b'], resting: [] });
  });

  test('passes over cards that sleep, and takes one that was undone as new', () => {
    const undone = { day: null, answeredAt: null, dueDay: null };
    expect(order(['a', 'b'], [card('a', { asleep: true }), card('b', undone)])).toEqual({
      left: ['b'],
      resting: [],
    });
  });
});

test('what was asked last is not asked at once, and what rests only when nothing else is left', () => {
  const last = { concept: 'a', objective: 'x' };
  const choose = (left: string[], resting: string[] = []) => chooseFromSet({ left, resting }, last);
  expect(choose(['a', 'b'])).toBe('b');
  expect(choose(['a'])).toBe('a');
  expect(choose(['b'], ['c'])).toBe('b');
  expect(choose([], ['a', 'c'])).toBe('c');
  expect(choose([], ['a'])).toBeUndefined();
  expect(choose([])).toBeUndefined();
});

test('a set is whole after as many answers as it takes; one without a length never is', () => {
  const state = { name: 'missed', began: today, right: 0 };
  expect([4, 5, 6].map((answered) => isComplete({ ...state, length: 5, answered }))).toEqual([
    false,
    true,
    true,
  ]);
  expect(isComplete({ ...state, length: undefined, answered: 999 })).toBe(false);
});

test('what was missed stays missed until it is known on a later day', () => {
  const missed = [
    'second look',
    'known since',
    'waiting',
    'guessed',
    'forgotten',
    'undone',
    'second look',
  ].map((concept) => ({ concept, day: today - 3 }));
  const cards = [
    card('second look'),
    card('known since', { day: today - 2 }),
    card('waiting', { readyAt: now }),
    card('guessed', { day: today, readyAt: now + 1 }),
    card('undone', { day: null, answeredAt: null, dueDay: null }),
  ];
  expect(stillMissed(missed, cards)).toEqual(['second look', 'waiting', 'guessed']);
});

describe('the weakest domains', () => {
  const tally = (domain: string, correct: number, answers = 10) => ({ domain, answers, correct });

  test('are two at most, the worst first, whatever the number of answers', () => {
    const tallies = [tally('a', 80, 100), tally('b', 7), tally('c', 10), tally('d', 11, 20)];
    expect(weakestDomains(tallies)).toEqual(['d', 'b']);
  });

  test('are not told while fewer than two have ten answers', () => {
    expect(weakestDomains([])).toBeUndefined();
    expect(weakestDomains([tally('a', 2), tally('b', 0, 9)])).toBeUndefined();
  });

  test('are none where all go alike, and never the best', () => {
    expect(weakestDomains([tally('a', 10), tally('b', 20, 20)])).toEqual([]);
    expect(weakestDomains([tally('a', 9), tally('b', 10)])).toEqual(['a']);
  });
});
