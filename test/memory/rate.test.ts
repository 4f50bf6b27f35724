import { describe, expect, test } from 'vitest';
import { chanceKnown, rate } from '../../src/memory/rate.ts';
import { ratings } from '../../src/memory/schedule.ts';

const { again, hard, good } = ratings;

describe('the rating of an answer', () => {
  test.each([
    ['wrong and sure', false, 'sure', 0.9, again],
    ['wrong and a guess', false, 'guess', 0.2, again],
    ['shown', false, 'none', 0.9, again],
    ['right and sure', true, 'sure', 0.1, good],
    ['right, thought so', true, 'think', 0.9, hard],
    ['a guess on what is hardly known', true, 'guess', 0.5, again],
    ['a guess on what is well known', true, 'guess', 0.95, hard],
    ['a guess on something new', true, 'guess', undefined, again],
    ['no certainty, well known', true, 'none', 0.9, good],
    ['no certainty, hardly known', true, 'none', 0.3, hard],
  ] as const)('%s', (_, correct, certainty, recall, expected) => {
    expect(rate({ correct, certainty, recall, guessChance: 0.25 })).toBe(expected);
  });

  test('a guess turns from luck to knowledge where it is as likely known as lucky', () => {
    // R·.03 = (1−R)·.60·.25 at R = .8333…
    const at = (recall: number) => rate({ correct: true, certainty: 'guess', recall, guessChance: 0.25 });
    expect([at(0.833), at(0.834)]).toEqual([again, hard]);
  });

  test('without a certainty a right true-or-false answer on a weak concept is not yet Good', () => {
    expect(rate({ correct: true, certainty: 'none', recall: 0.5, guessChance: 0.5 })).toBe(hard);
    expect(rate({ correct: true, certainty: 'none', recall: 0.75, guessChance: 0.5 })).toBe(good);
  });
});

test('the chance to have known it, by Bayes', () => {
  const known = chanceKnown({ correct: true, certainty: 'think', guessChance: 0.25, recall: 0.6 });
  expect(known).toBeCloseTo((0.6 * 0.27) / (0.6 * 0.27 + 0.4 * 0.33 * 0.25), 12);
});
