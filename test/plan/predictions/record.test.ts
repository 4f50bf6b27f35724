import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/plan/predictions/model.ts';
import { recordOf } from '../../../src/plan/predictions/record.ts';

const outcome = (changes: Partial<Outcome>): Outcome => ({
  kind: 'mock',
  day: 1,
  score: 0.7,
  paperLow: 0.6,
  paperHigh: 0.8,
  pass: 0.5,
  share: 0.7,
  passed: true,
  ...changes,
});

test('without a prediction there is nothing to tell', () => {
  expect(recordOf([])).toEqual({
    count: 0,
    deciles: [],
    brier: undefined,
    scored: 0,
    inside: 0,
    bias: undefined,
  });
});

test('predictions are judged by tenths, Brier score, range and bias', () => {
  const record = recordOf([
    outcome({ pass: 0.92, share: 0.75 }),
    outcome({ pass: 1, share: 0.85 }),
    outcome({ pass: 0.3, share: 0.6, passed: false }),
    // A real exam of which only the result was told, and one of which only the score was.
    outcome({ kind: 'exam', pass: 0.36, share: undefined, passed: true }),
    outcome({ kind: 'exam', pass: 0.5, share: 0.4, passed: undefined }),
  ]);
  expect(record).toEqual({
    count: 5,
    deciles: [
      { from: 0.3, count: 2, expected: expect.closeTo(0.33, 10), passed: 1 },
      { from: 0.9, count: 2, expected: expect.closeTo(0.96, 10), passed: 2 },
    ],
    brier: expect.closeTo((0.08 ** 2 + 0 + 0.3 ** 2 + 0.64 ** 2) / 4, 10),
    scored: 4,
    inside: 2,
    bias: expect.closeTo((0.05 + 0.15 - 0.1 - 0.3) / 4, 10),
  });
});
