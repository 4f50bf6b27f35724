import { describe, expect, test } from 'vitest';
import { beliefOf } from '../../../src/plan/belief/belief.ts';
import { curves, recallOn } from '../../../src/plan/belief/grid.ts';
import type { Evidence } from '../../../src/plan/belief/model.ts';
import { posteriorOf } from '../../../src/plan/belief/posterior.ts';
import type { Forecast, Mock, Standing } from '../../../src/plan/readiness/model.ts';
import { chanceAbove, cumulative } from '../../../src/plan/readiness/normal.ts';
import { expectedShare, readinessOf } from '../../../src/plan/readiness/readiness.ts';

const terms = { scored: 65, pass: 0.7 };

const answered = (count: number, right = (i: number) => i % 4 > 0): Evidence[] =>
  Array.from({ length: count }, (_, i) => ({
    right: right(i),
    guess: 0.25,
    tookMs: 15_000,
    about: i % 3 === 0 ? 'first meeting' : { stability: 5, days: 3, isLater: i % 2 > 0, isNewStem: false },
  }));

const concepts = (count: number, met: number): Standing[] =>
  Array.from({ length: count }, (_, i) => ({
    concept: `c${i}`,
    objective: `o${i % 6}`,
    domain: i % 2 ? 'red' : 'blue',
    weight: 1 / count,
    guess: 0.25,
    askable: true,
    wordings: 2,
    remembered: i < met ? { stability: 4 + i, days: 2 + (i % 5), returns: i % 3 } : undefined,
  }));

const forecast = (given: Partial<Parameters<typeof readinessOf>[0]> = {}): Forecast => {
  const found = readinessOf({
    belief: beliefOf(answered(90)),
    concepts: concepts(40, 30),
    terms,
    mocks: [],
    ...given,
  });
  if (found.kind === 'missing') throw new Error('no forecast');
  return found;
};

describe('nothing is shown', () => {
  test.each([
    [29, 20, 0.5],
    [30, 7, 0.175],
  ])('for %i answers and %i of 40 concepts met', (answers, met, coverage) => {
    const missing = readinessOf({
      belief: beliefOf(answered(answers)),
      concepts: concepts(40, met),
      terms,
      mocks: [],
    });
    expect(missing).toEqual({
      kind: 'missing',
      answers,
      answersNeeded: 30,
      coverage: expect.closeTo(coverage, 10),
      coverageNeeded: 0.2,
    });
  });

  test('until 30 answers and a fifth of the exam, by weight', () => {
    expect(forecast({ belief: beliefOf(answered(30)), concepts: concepts(40, 8) }).answers).toBe(30);
  });
});

describe('the score', () => {
  /** The share in new words, of two wordings: the first return brings the second one. */
  const shareAfter = (returns: number, transfer: number) => (returns === 0 ? transfer : (1 + transfer) / 2);

  test('is the sum of weights times the chance to answer right, reckoned apart', () => {
    const belief = beliefOf(answered(90));
    const posterior = posteriorOf(belief);
    const list = concepts(40, 30);
    const expected = list.reduce((sum, { weight, remembered }) => {
      const known = remembered
        ? curves.reduce((total, curve, c) => {
            const { weights } = remembered.returns > 0 ? posterior.late : posterior.early;
            return total + weights[c]! * recallOn(curve, remembered.stability, remembered.days);
          }, 0) * shareAfter(remembered.returns, posterior.transfer.mean)
        : posterior.knownBefore.mean;
      return sum + weight * (known * 0.97 + (1 - known) * 0.28);
    }, 0);
    expect(forecast().score.share).toBeCloseTo(expected, 10);
  });

  test('rises with each wording in which a concept came back', () => {
    const once = concepts(40, 40).map((each) => ({ ...each, wordings: 1 }));
    const share = (wordings: number) =>
      forecast({ concepts: once.map((each) => ({ ...each, wordings })) }).inNewWords;
    const { remembered, inNewWords } = forecast({ concepts: once });
    expect(inNewWords / remembered).toBeCloseTo(posteriorOf(beliefOf(answered(90))).transfer.mean, 10);
    expect(share(2)).toBeGreaterThan(share(1));
    expect(share(3)).toBeGreaterThan(share(2));
    expect(share(9)).toBe(share(3));
  });

  test('lies in its range, the range of a paper is wider, and domains share the whole out', () => {
    const { score, paper, domains, remembered, inNewWords } = forecast();
    expect(score.high - score.low).toBeGreaterThan(2 * 1.2816 * 0.03);
    expect(score.low).toBeLessThan(score.share);
    expect(paper.low).toBeLessThan(score.low);
    expect(paper.high).toBeGreaterThan(score.high);
    const mean = domains.reduce((sum, { share }) => sum + share / 2, 0);
    expect(domains.map(({ domain }) => domain).sort()).toEqual(['blue', 'red']);
    expect(mean).toBeCloseTo(score.share, 10);
    expect(inNewWords).toBeLessThan(remembered);
    const { mean: transfer } = posteriorOf(beliefOf(answered(90))).transfer;
    expect(inNewWords / remembered).toBeGreaterThan(transfer);
    expect(inNewWords / remembered).toBeLessThan(shareAfter(1, transfer));
  });

  test('what the exam never asks about changes nothing', () => {
    const idle: Standing = { ...concepts(1, 1)[0]!, concept: 'idle', domain: 'idle', weight: 0 };
    expect(forecast({ concepts: [...concepts(40, 30), idle] })).toEqual(forecast());
  });

  test('the chance to pass is that of a normal paper, with half a question for whole questions', () => {
    const { score, paper, pass } = forecast();
    const spread = (paper.high - paper.low) / 2 / 1.2816;
    // 70 % of 65 are 45.5 questions, so 46 pass.
    expect(pass).toBeCloseTo(1 - cumulative((45.5 / 65 - score.share) / spread), 10);
  });

  test('the range of a paper adds √(.8 p (1 − p) / n)', () => {
    const { score, paper } = forecast();
    const half = (score.high - score.low) / 2 / 1.2816;
    const { share } = score;
    const spread = Math.sqrt(half ** 2 + (0.8 * share * (1 - share)) / 65);
    expect(paper.high - share).toBeCloseTo(1.2816 * spread, 10);
  });
});

describe('mock exams', () => {
  const mock = (right: number, expected = 0.6): Mock => ({ expected, answered: 65, right });

  test('one that comes out as expected moves nothing and narrows the range', () => {
    const moved = forecast({ mocks: [mock(39.1)] });
    expect(moved.score.share).toBeCloseTo(forecast().score.share, 2);
    expect(moved.score.high - moved.score.low).toBeLessThan(forecast().score.high - forecast().score.low);
  });

  test('by their precision on the scale of log odds', () => {
    const before = forecast().score;
    const slope = before.share * (1 - before.share);
    const precision = slope ** 2 / ((before.high - before.share) / 1.2816) ** 2;
    const weight = (65 * 0.6 * 0.4) / 0.8;
    const odds = (p: number) => Math.log(p / (1 - p));
    const surprise = odds(52.5 / 66) - odds(0.6);
    const after = odds(before.share) + (weight * surprise) / (precision + weight);
    expect(forecast({ mocks: [mock(52)] }).score.share).toBeCloseTo(1 / (1 + Math.exp(-after)), 8);
  });

  test('a full score stays finite, and one of nine answers says nothing', () => {
    expect(forecast({ mocks: [mock(65)] }).score.share).toBeLessThan(1);
    expect(forecast({ mocks: [{ expected: 0.6, answered: 9, right: 0 }] })).toEqual(forecast());
  });

  test('the share expected of a paper is higher where questions were seen', () => {
    const posterior = posteriorOf(beliefOf(answered(90)));
    const paper = (isNew: boolean) =>
      expectedShare(
        concepts(40, 30).map((standing) => ({ standing, isNew })),
        posterior,
      );
    expect(paper(true)).toBeCloseTo(forecast().score.share, 10);
    expect(paper(false)).toBeGreaterThan(paper(true));
  });
});

test('the normal distribution', () => {
  expect(cumulative(0)).toBeCloseTo(0.5, 7);
  expect(cumulative(1.2816)).toBeCloseTo(0.9, 4);
  expect(cumulative(-1.96)).toBeCloseTo(0.025, 4);
  expect(chanceAbove(0.7, 0.7, 0.05)).toBeCloseTo(0.5, 7);
  expect([chanceAbove(0.7, 0.8, 0), chanceAbove(0.7, 0.6, 0)]).toEqual([1, 0]);
});
