import { describe, expect, test } from 'vitest';
import { scheduleFor } from '../../../src/memory/schedule.ts';
import { aheadOf } from '../../../src/plan/ahead/ahead.ts';
import { drawLearner, drawNormal } from '../../../src/plan/ahead/draw.ts';
import type { AheadGiven } from '../../../src/plan/ahead/model.ts';
import { noBelief } from '../../../src/plan/belief/belief.ts';
import { factors } from '../../../src/plan/belief/grid.ts';
import { posteriorOf } from '../../../src/plan/belief/posterior.ts';

const schedule = scheduleFor({ retention: 0.9, weights: '' });
const given = (changes: Partial<AheadGiven> = {}): AheadGiven => ({
  exam: {
    day: 1010,
    blueprint: 'mock',
    minutes: [8, 8, 8, 8, 8, 8, 8],
    daysOff: [],
    awayUntil: undefined,
    begun: 1000,
  },
  day: 1000,
  concepts: Array.from({ length: 60 }, (_, i) => ({
    concept: `c${i}`,
    objective: `o${i % 7}`,
    domain: 'red',
    weight: 1 / 60,
    guess: 0.25,
    askable: true,
    wordings: 2,
    met: undefined,
  })),
  belief: noBelief,
  weights: '',
  terms: { scored: 40, pass: 0.7 },
  mocks: [],
  secondsToday: 0,
  seed: 'seed',
  learners: 12,
  ...changes,
});

describe('the score on the day', () => {
  test('depends on the seed alone', () => {
    expect(aheadOf(given(), schedule)).toEqual(aheadOf(given(), schedule));
    expect(aheadOf(given({ seed: 'other' }), schedule)).not.toEqual(aheadOf(given(), schedule));
  });

  test('is higher with five minutes more, and with more days', () => {
    const { planned, fiveMore } = aheadOf(given(), schedule);
    expect(fiveMore.score.share).toBeGreaterThan(planned.score.share);
    const longer = given({ exam: { ...given().exam, day: 1030 } });
    expect(aheadOf(longer, schedule).planned.score.share).toBeGreaterThan(planned.score.share);
  });

  test('without minutes it is what is known beforehand', () => {
    const none = given({ exam: { ...given().exam, minutes: [0, 0, 0, 0, 0, 0, 0] }, learners: 60 });
    // .28 by luck, and a fifth of the concepts known: .2 × .97 + .8 × .28.
    expect(aheadOf(none, schedule).planned.score.share).toBeCloseTo(0.418, 1);
  });

  test('promises no less than eight points to either side where minutes are tight', () => {
    const tight = given({ exam: { ...given().exam, minutes: [2, 2, 2, 2, 2, 2, 2] } });
    const { score } = aheadOf(tight, schedule).planned;
    expect(score.high - score.low).toBeGreaterThan(0.16 - 1e-9);
  });
});

test('learners are drawn from what is believed', () => {
  const posterior = posteriorOf(noBelief);
  const drawn = Array.from({ length: 400 }, (_, i) => drawLearner(posterior, `learner ${i}`));
  const mean = drawn.reduce((sum, { early }) => sum + Math.log(early.factor), 0) / 400;
  expect(mean).toBeCloseTo(Math.log(posterior.early.middle.factor), 0);
  expect(drawn.every(({ late }) => factors.includes(late.factor))).toBe(true);
  expect(drawn.reduce((sum, { transfer }) => sum + transfer, 0) / 400).toBeCloseTo(
    posterior.transfer.mean,
    1,
  );
});

test('normal deviates have mean 0 and variance 1', () => {
  const values = Array.from({ length: 4000 }, (_, i) => drawNormal(`n${i}`));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length).toBeCloseTo(1, 1);
});
