import { describe, expect, test } from 'vitest';
import { ratings, scheduleFor } from '../../../src/memory/schedule.ts';
import { actrTrace } from './actr.ts';
import { fsrsTrace, usual } from './fsrs.ts';
import { truthNames, truths } from './truths.ts';
import { twoTrace } from './two.ts';

describe('fsrs', () => {
  test('with the usual weights it agrees with another implementation of FSRS-6', () => {
    const schedule = scheduleFor({ retention: 0.9, weights: '' });
    let trace = fsrsTrace(usual);
    let memory: ReturnType<typeof schedule.next> | undefined;
    let last = 0;
    const answers = [
      [0, false],
      [1, true],
      [4, true],
      [15, false],
      [16, true],
      [40, true],
    ] as const;
    for (const [at, recalled] of answers) {
      trace = trace.after(at, recalled);
      memory = schedule.next(memory, at - last, recalled ? ratings.good : ratings.again);
      last = at;
      for (const days of [1, 10, 100])
        expect(trace.recall(at + days)).toBeCloseTo(schedule.recall(memory, days), 2);
    }
  });

  test('after as many days as its stability, nine tenths are recalled', () => {
    const trace = fsrsTrace(usual).after(3, true);
    expect(trace.recall(3 + usual.good)).toBeCloseTo(0.9, 10);
  });
});

describe('actr', () => {
  const law = { decay: 0.2, decayByActivation: 0.1, threshold: -0.5, noise: 0.4 };
  const chance = (activation: number) => 1 / (1 + Math.exp((-0.5 - activation) / 0.4));

  test('one use fades as a power of time', () => {
    const trace = actrTrace(law).after(0, false);
    expect(trace.recall(1)).toBeCloseTo(chance(Math.log(20 ** -0.2)), 10);
    expect(trace.recall(7)).toBeCloseTo(chance(Math.log(140 ** -0.2)), 10);
  });

  test('a use fades faster where the memory was active', () => {
    const trace = actrTrace(law).after(0, false).after(1, true);
    const decay = 0.2 + 0.1 * 20 ** -0.2;
    expect(trace.recall(3)).toBeCloseTo(chance(Math.log(60 ** -0.2 + 40 ** -decay)), 10);
  });
});

describe('two', () => {
  const rates = { fast: 0.9, fastDays: 2, gain: 0.3, slowDays: 50 };

  test('both traces fade exponentially', () => {
    const trace = twoTrace(rates).after(0, true);
    const slow = 0.36 * Math.exp(-4 / 50);
    expect(trace.recall(4)).toBeCloseTo(slow + (1 - slow) * 0.9 * Math.exp(-2), 10);
  });

  test('the slow trace grows less while the fast one is strong', () => {
    const first = twoTrace(rates).after(0, false);
    const massed = first.after(0.01, true).recall(60);
    const spaced = first.after(7, true).recall(67);
    expect(spaced).toBeGreaterThan(massed + 0.05);
  });
});

test.each(truthNames)(
  'of %s, nothing is recalled before the first meeting, and equal names remember alike',
  (name) => {
    const remember = (learner: string) => truths[name](learner, 'a concept');
    expect(remember('Ada').recall(5)).toBe(0);
    const later = (learner: string) => remember(learner).after(0, false).after(2, true).recall(9);
    expect(later('Ada')).toBe(later('Ada'));
    expect(later('Ada')).not.toBe(later('Ben'));
    expect(later('Ada')).toBeGreaterThan(0);
    expect(later('Ada')).toBeLessThan(1);
  },
);
