import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, type Card } from '../../../src/memory/fold.ts';
import { scheduleFor } from '../../../src/memory/schedule.ts';
import {
  beliefOf,
  decodeBelief,
  encodeBelief,
  logsOf,
  noBelief,
  replaced,
  updated,
  withdrawn,
} from '../../../src/plan/belief/belief.ts';
import { type Answered, evidenceOf, evidenceOfConcept } from '../../../src/plan/belief/evidence.ts';
import { curves, factors, luckOf, recallOn, transfers } from '../../../src/plan/belief/grid.ts';
import type { Belief, Evidence } from '../../../src/plan/belief/model.ts';
import { paceOf, posteriorOf } from '../../../src/plan/belief/posterior.ts';

const sameBelief = (a: Belief, b: Belief) => encodeBelief(a) === encodeBelief(b);

const schedule = scheduleFor({ retention: 0.9, weights: '' });
const day = 86_400_000;

const evidences: fc.Arbitrary<Evidence> = fc.record({
  right: fc.boolean(),
  guess: fc.constantFrom(0.25, 0.5, 1 / 6),
  tookMs: fc.option(fc.integer({ min: 0, max: 400_000 }), { nil: undefined }),
  about: fc.oneof(
    fc.constant('first meeting' as const),
    fc.constant(undefined),
    fc.record({
      stability: fc.double({ min: 0.01, max: 400, noNaN: true }),
      days: fc.integer({ min: 1, max: 300 }),
      isLater: fc.boolean(),
      isNewStem: fc.boolean(),
    }),
  ),
});

describe('a belief is the same to the last bit', () => {
  test('in whatever order its answers come', () => {
    fc.assert(
      fc.property(fc.array(evidences, { maxLength: 30 }), (list) => {
        expect(encodeBelief(beliefOf(list.toReversed()))).toBe(encodeBelief(beliefOf(list)));
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('when an answer is added and taken out again, or others take its place', () => {
    fc.assert(
      fc.property(fc.array(evidences, { maxLength: 12 }), evidences, evidences, (list, one, other) => {
        const belief = beliefOf(list);
        expect(sameBelief(withdrawn(updated(belief, one), one), belief)).toBe(true);
        const swapped = replaced(updated(belief, one), [one], [other]);
        expect(sameBelief(swapped, updated(belief, other))).toBe(true);
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  test('after a way through the store', () => {
    fc.assert(
      fc.property(fc.array(evidences, { maxLength: 12 }), (list) => {
        const belief = beliefOf(list);
        expect(decodeBelief(encodeBelief(belief))).toEqual(belief);
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  test('and its text does not grow with the answers', () => {
    const long = beliefOf(
      Array.from({ length: 3000 }, (_, i) => ({
        right: i % 4 > 0,
        guess: 0.25,
        tookMs: 20_000,
        about: { stability: 1 + (i % 90), days: 1 + (i % 30), isLater: i % 2 > 0, isNewStem: i % 3 > 0 },
      })),
    );
    expect(encodeBelief(long).length).toBeLessThan(8000);
  });
});

describe('what an answer says', () => {
  const answer = (at: number, right: boolean, question = 'a'): Answered => ({
    day: Math.floor(at),
    answeredAt: at * day,
    rating: right ? 3 : 1,
    question,
    right,
    guess: 0.25,
    kind: 'practice',
    tookMs: 10_000,
  });

  test('the first answer is the first meeting, the first of later days are returns, and repeats say nothing', () => {
    const list = [answer(1.4, false), answer(1.45, true), answer(3.4, true, 'b'), answer(9, true, 'a')];
    const said = evidenceOfConcept(list, schedule).map(({ about }) => about);
    expect(said[0]).toBe('first meeting');
    expect(said[1]).toBeUndefined();
    expect(said[2]).toMatchObject({ days: 2, isLater: false, isNewStem: true });
    expect(said[3]).toMatchObject({ days: 6, isLater: true, isNewStem: false });
  });

  test('an exam answer tests the forecast and is no part of it, but it counts', () => {
    const exam = evidenceOf(undefined, { ...answer(1, true), kind: 'exam' }, true);
    expect(exam).toMatchObject({ about: undefined, tookMs: undefined });
    expect(updated(noBelief, exam)).toEqual({ ...noBelief, answers: 1 });
  });

  test('one by one as cards advance, it is what the whole history says', () => {
    const list = Array.from({ length: 20 }, (_, i) => answer(i * 1.3 + 1, i % 3 > 0, `q${i % 4}`));
    let card: Card;
    const seen = new Set<string>();
    let belief = noBelief;
    for (const each of list) {
      belief = updated(belief, evidenceOf(card, each, !seen.has(each.question)));
      card = advance(card, each, schedule);
      seen.add(each.question);
    }
    expect(sameBelief(belief, beliefOf(evidenceOfConcept(list, schedule)))).toBe(true);
  });
});

describe('the grid', () => {
  test('has the eleven factors of .08 to 2.7, and recall of nine tenths where the days are the stability', () => {
    expect(factors).toHaveLength(11);
    expect([factors[0], factors[10]]).toEqual([0.08, expect.closeTo(2.7, 12)]);
    for (const { decay } of curves) expect(recallOn({ factor: 1, decay }, 7, 7)).toBeCloseTo(0.9, 12);
    // (1 + (.9^(-1/.25) - 1) * 10 / (5 * .5))^-.25, reckoned apart: .9^-4 = 1.524158; 1 + .524158 * 4 = 3.096632.
    expect(recallOn({ factor: 0.5, decay: 0.25 }, 5, 10)).toBeCloseTo(0.753835, 5);
  });

  test('adds the tempered logarithm of the chance to each cell', () => {
    const about = { stability: 4, days: 6, isLater: false, isNewStem: true };
    const belief = updated(noBelief, { right: true, guess: 0.25, tookMs: 1000, about });
    const at = 23;
    const known = recallOn(curves[at]!, 4, 6) * transfers[2]!;
    const chance = known * 0.97 + (1 - known) * 0.28;
    expect(logsOf(belief.early)[at * transfers.length + 2]).toBeCloseTo(0.8 * Math.log(chance), 3);
    expect(belief.late).toEqual(noBelief.late);
    expect(belief).toMatchObject({ earlyReturns: 1, lateReturns: 0, returnsRight: 1 });
  });

  test('a seen question says nothing about transfer', () => {
    const about = { stability: 4, days: 6, isLater: true, isNewStem: false };
    const { late, returnsRight } = updated(noBelief, { right: false, guess: 0.25, tookMs: 1000, about });
    expect(returnsRight).toBe(0);
    for (let c = 0; c < curves.length; c++)
      expect(new Set(late.slice(c * transfers.length, (c + 1) * transfers.length)).size).toBe(1);
  });
});

describe('what is believed', () => {
  const many = (right: (i: number) => boolean, isNewStem: boolean) =>
    beliefOf(
      Array.from({ length: 200 }, (_, i) => ({
        right: right(i),
        guess: 0.25,
        tookMs: 12_000,
        about: { stability: 3, days: 4, isLater: i % 2 > 0, isNewStem },
      })),
    );

  test('before any answer it is what is usual', () => {
    const { early, transfer, knownBefore } = posteriorOf(noBelief);
    expect(early.middle.factor).toBeGreaterThan(0.55);
    expect(early.middle.factor).toBeLessThan(0.8);
    expect(transfer.mean).toBeCloseTo(0.86, 2);
    expect(knownBefore.mean).toBeCloseTo(0.2, 10);
    expect(paceOf(noBelief)).toEqual({ right: 17, wrong: 30 });
  });

  test('who forgets sooner has a smaller factor', () => {
    const good = posteriorOf(many((i) => i % 20 > 0, false));
    const poor = posteriorOf(many((i) => i % 2 > 0, false));
    expect(good.late.middle.factor).toBeGreaterThan(1.5 * poor.late.middle.factor);
    expect(good.early.middle.factor).toBeGreaterThan(1.5 * poor.early.middle.factor);
  });

  test('who fails on new questions alone transfers less', () => {
    const seen = Array.from(
      { length: 100 },
      (_, i): Evidence => ({
        right: i % 20 > 0,
        guess: 0.25,
        tookMs: 1,
        about: { stability: 3, days: 2, isLater: true, isNewStem: false },
      }),
    );
    const unseen = seen.map(
      (each, i): Evidence => ({
        ...each,
        right: i % 3 > 0,
        about: { stability: 3, days: 2, isLater: true, isNewStem: true },
      }),
    );
    expect(posteriorOf(beliefOf([...seen, ...unseen])).transfer.mean).toBeLessThan(0.72);
  });

  test('what was known beforehand is freed from luck: all by luck is none, all right is all', () => {
    const first = (right: boolean): Evidence => ({ right, guess: 0.25, tookMs: 1, about: 'first meeting' });
    // 28 of 100 are right by luck alone.
    const lucky = Array.from({ length: 100 }, (_, i) => first(i < 28));
    expect(posteriorOf(beliefOf(lucky)).knownBefore.mean).toBeCloseTo(4 / 120, 3);
    const all = Array.from({ length: 180 }, () => first(true));
    expect(posteriorOf(beliefOf(all)).knownBefore.mean).toBeGreaterThan(0.9);
  });

  test('the pace is the learner’s own once there are answers, its verdicts read as slowly; a page left open counts three minutes', () => {
    const slow = { right: true, guess: 0.25, about: undefined } as const;
    const pace = paceOf(beliefOf(Array.from({ length: 90 }, () => ({ ...slow, tookMs: 40_000 }))));
    expect(pace.right).toBeCloseTo((17 / 14) * ((140 + 90 * 40) / 100), 10);
    expect(pace.wrong).toBe(30);
    expect(paceOf(beliefOf([{ ...slow, tookMs: 9e9 }])).right).toBeCloseTo(
      (17 / 14) * ((140 + 180) / 11),
      10,
    );
  });
});

test('luck is a little more than the chance to guess, and never certain', () => {
  expect(luckOf(0.25)).toBeCloseTo(0.28, 12);
  expect(luckOf(1)).toBe(0.97);
});
