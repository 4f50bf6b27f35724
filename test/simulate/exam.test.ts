import { expect, test } from 'vitest';
import { loadExam } from './bank.ts';
import { chanceOfAtLeast, resultOf } from './exam.ts';

const { bank, blueprint } = loadExam();

test('a score is the mean of the domains by their weights', () => {
  const { score } = resultOf(bank, blueprint, ({ objective }) => (objective.domain === 'calms' ? 1 : 0.5));
  expect(score).toBeCloseTo(0.28 + 0.72 * 0.5, 10);
});

test('the chance to pass is that of so many right answers', () => {
  expect(chanceOfAtLeast(2, [0.5, 0.5, 0.5])).toBeCloseTo(0.5, 10);
  expect(chanceOfAtLeast(2, [1, 0.2, 0.1])).toBeCloseTo(1 - 0.8 * 0.9, 10);
  expect(resultOf(bank, blueprint, () => 0.9).pass).toBeGreaterThan(0.999);
  expect(resultOf(bank, blueprint, () => 0.5).pass).toBeLessThan(0.01);
});
