import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RealExam } from '../../../src/exam/model.ts';
import { ratings, scheduleFor } from '../../../src/memory/schedule.ts';
import { noBelief } from '../../../src/plan/belief/belief.ts';
import { recallOn } from '../../../src/plan/belief/grid.ts';
import { posteriorOf } from '../../../src/plan/belief/posterior.ts';
import { minutesOn, minutesUntilExam, studyDays } from '../../../src/plan/day/calendar.ts';
import { chooseByPlan } from '../../../src/plan/day/choose.ts';
import { gainOf } from '../../../src/plan/day/gain.ts';
import { mockDaysOf, proposesMock } from '../../../src/plan/day/mocks.ts';
import type { Choice, DayGiven, DayOrder, Studied } from '../../../src/plan/day/model.ts';
import { orderOf } from '../../../src/plan/day/order.ts';
import { isSpare, quotaOf } from '../../../src/plan/day/quota.ts';
import { contentsOf, stateOf } from '../../../src/plan/day/state.ts';

/** Day 20518 is Friday 6 March 2026. */
const friday = 20518;
const exam: RealExam = {
  day: friday + 20,
  blueprint: 'mock',
  minutes: [10, 10, 10, 10, 10, 30, 0],
  daysOff: [friday + 3],
  awayUntil: undefined,
  begun: friday,
};
const posterior = posteriorOf(noBelief);
const pace = { right: 17, wrong: 30 };
const schedule = scheduleFor({ retention: 0.9, weights: '' });

describe('the minutes of a day', () => {
  test('are those of its weekday, none on days off and while away', () => {
    expect([0, 1, 2, 3, 4].map((later) => minutesOn(exam, friday + later))).toEqual([10, 30, 0, 0, 10]);
    const away = { ...exam, awayUntil: friday + 2 };
    expect([0, 1, 2, 4].map((later) => minutesOn(away, friday + later))).toEqual([0, 0, 0, 10]);
  });

  test('are half on the eve; the day itself is for the exam, and afterwards there are none', () => {
    const every = { ...exam, minutes: [10, 10, 10, 10, 10, 10, 10] };
    expect([-2, -1, 0, 1].map((later) => minutesOn(every, exam.day + later))).toEqual([10, 5, 0, 0]);
  });

  test('add up until the exam', () => {
    // Twenty days from a Friday: 3 Saturdays, 3 Sundays and 14 weekdays, one of them off, the eve half.
    expect(studyDays(exam, friday, exam.day)).toBe(16);
    expect(minutesUntilExam(exam, friday)).toBe(3 * 30 + 12 * 10 + 5);
  });
});

describe('the quota of new concepts', () => {
  const daily = { ...exam, minutes: [8, 8, 8, 8, 8, 8, 8], daysOff: [], day: friday + 14 };

  test('shares the unmet out among six tenths of the days', () => {
    // .6 * 14 = 8.4, so nine days: 165 / 9 = 18.3.
    expect(quotaOf(daily, friday, 165)).toBe(19);
    expect(quotaOf(daily, friday + 8, 20)).toBe(20);
    expect(quotaOf(daily, friday + 12, 20)).toBe(20);
    expect(quotaOf(daily, friday, 0)).toBe(0);
  });

  test('a missed day changes the days after it and nothing else', () => {
    // Nine days for 90: ten a day. After a missed first day 90 are left for eight days.
    expect(quotaOf(daily, friday, 90)).toBe(10);
    expect(quotaOf(daily, friday + 1, 90)).toBe(12);
  });

  test('minutes are spare above 2.5 answers a concept and one for each unmet, or 1.5 when all are met', () => {
    // 13 days of 8 minutes and an eve of 4: 108 minutes are 6480 seconds; at 24 seconds 270 answers.
    const each = { right: 18, wrong: 30 };
    expect(isSpare(daily, friday, each, { concepts: 100, unmet: 19 })).toBe(true);
    expect(isSpare(daily, friday, each, { concepts: 100, unmet: 20 })).toBe(false);
    expect(isSpare(daily, friday, each, { concepts: 179, unmet: 0 })).toBe(true);
    expect(isSpare(daily, friday, each, { concepts: 180, unmet: 0 })).toBe(false);
  });
});

const concept = (name: string, changes: Partial<Studied> = {}): Studied => ({
  concept: name,
  objective: `${name}.objective`,
  domain: 'red',
  weight: 0.1,
  guess: 0.25,
  askable: true,
  wordings: 2,
  met: undefined,
  ...changes,
});
const met = (stability: number, daysAgo: number, returns = 1) => ({
  stability,
  difficulty: 5,
  day: friday - daysAgo,
  returns,
});
const given = (concepts: Studied[], changes: Partial<DayGiven> = {}): DayGiven => ({
  exam,
  day: friday,
  concepts,
  posterior,
  pace,
  schedule,
  mockDays: [],
  mocksLeft: 2,
  ...changes,
});

test('the gain is weight × (1 − guess) × what a right answer saves until the exam ÷ seconds', () => {
  const state = met(4, 3);
  const { middle } = posterior.late;
  const left = recallOn(middle, 4, 23);
  const again = recallOn(middle, schedule.next(state, 3, ratings.good).stability, 20);
  const known = recallOn(middle, 4, 3);
  const chance = known * 0.97 + (1 - known) * 0.28;
  const seconds = chance * 17 + (1 - chance) * 30;
  const gain = gainOf(concept('a'), state, { day: friday, examDay: exam.day, posterior, pace, schedule });
  expect(gain).toBeCloseTo((0.1 * 0.75 * (again - left)) / seconds, 14);
});

describe('the order of a day', () => {
  test('new concepts come by weight, met ones by their gain, and what was asked today not at all', () => {
    const list = [
      concept('light', { weight: 0.05 }),
      concept('heavy', { weight: 0.3 }),
      concept('firm', { met: met(400, 5) }),
      concept('fading', { met: met(3, 5) }),
      concept('today', { met: met(1, 0) }),
      concept('idle', { weight: 0 }),
      concept('idle met', { weight: 0, met: met(1, 5) }),
      concept('sealed', { askable: false }),
    ];
    const order = orderOf(given(list));
    expect(order).toMatchObject({ fresh: ['heavy', 'light'], again: ['fading', 'firm'], minutes: 10 });
    expect([order.freshCount, order.againCount, order.daysLeft]).toEqual([2, 2, 20]);
  });

  test('its quota stays as it is while new concepts are met', () => {
    const list = Array.from({ length: 100 }, (_, i) => concept(`c${i}`));
    const begun = orderOf(given(list));
    // 16 days of study: .6 * 16 = 9.6, so ten days.
    expect([begun.quota, begun.newLeft]).toEqual([10, 10]);
    const later = list.map((each, i) => (i < 4 ? { ...each, met: met(2, 0, 0) } : each));
    const order = orderOf(given(later));
    expect([order.quota, order.newLeft, order.freshCount]).toEqual([10, 6, 96]);
  });

  test('is bounded, and the work for a thousand concepts is one look at each', () => {
    let looks = 0;
    const counting = {
      next: (...args: Parameters<typeof schedule.next>) => {
        looks++;
        return schedule.next(...args);
      },
    };
    const list = Array.from({ length: 1000 }, (_, i) =>
      concept(`some.concept-${i}`, i % 2 ? { met: met(1 + (i % 30), 1 + (i % 9)) } : {}),
    );
    const order = orderOf(given(list, { schedule: counting }));
    expect(looks).toBe(500);
    expect([order.freshCount, order.againCount]).toEqual([500, 500]);
    expect(JSON.stringify(order).length).toBeLessThan(2000);
  });

  test('depends on nothing but what it is given', () => {
    const states = fc.array(
      fc.record({
        weight: fc.double({ min: 0, max: 1, noNaN: true }),
        stability: fc.option(fc.double({ min: 0.01, max: 1000, noNaN: true }), { nil: undefined }),
        ago: fc.integer({ min: 0, max: 60 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(states, (list) => {
        const concepts = list.map(({ weight, stability, ago }, i) =>
          concept(`c${i}`, { weight, met: stability === undefined ? undefined : met(stability, ago) }),
        );
        const order = orderOf(given(concepts));
        expect(orderOf(given(concepts))).toEqual(order);
        const named = [...order.fresh, ...order.again];
        expect(new Set(named).size).toBe(named.length);
        for (const name of named) {
          const found = concepts.find((each) => each.concept === name)!;
          expect(found.weight).toBeGreaterThan(0);
          expect(found.met?.day ?? 0).toBeLessThan(friday);
        }
        expect(order.newLeft).toBeLessThanOrEqual(order.freshCount);
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

describe('the concept to ask next', () => {
  const order = (changes: Partial<DayOrder> = {}): DayOrder => ({
    ...orderOf(given([])),
    newLeft: 1,
    fresh: ['new'],
    again: ['again'],
    isSpare: true,
    ...changes,
  });
  const choose = (changes: Partial<Choice> = {}) =>
    chooseByPlan({
      order: order(),
      waiting: [],
      last: undefined,
      objectiveOf: (name) => `${name}.objective`,
      ...changes,
    });
  const missed = [{ concept: 'missed', isReady: true }];

  test('a missed one whose rest is over, while minutes are spare', () => {
    expect(choose({ waiting: missed })).toBe('missed');
    expect(choose({ waiting: missed, order: order({ isSpare: false }) })).toBe('new');
  });

  test('then new ones until the quota is met, what gains most, more new ones, and missed ones', () => {
    expect(choose()).toBe('new');
    expect(choose({ order: order({ newLeft: 0 }) })).toBe('again');
    expect(choose({ order: order({ newLeft: 0, again: [] }) })).toBe('new');
    const tight = order({ isSpare: false, newLeft: 0, again: [], fresh: [] });
    expect(choose({ order: tight, waiting: missed })).toBe('missed');
    const resting = [{ concept: 'rests', isReady: false }];
    expect(choose({ order: tight, waiting: resting })).toBe('rests');
    expect(choose({ order: tight })).toBeUndefined();
  });

  test('not what was asked last, and another objective while one of the next few has one', () => {
    const last = { concept: 'a', objective: 'x' };
    const objectives: Record<string, string> = { a: 'x', b: 'x', c: 'y' };
    const again = order({ newLeft: 0, again: ['a', 'b', 'c'], fresh: [] });
    expect(choose({ order: again, last, objectiveOf: (name) => objectives[name] })).toBe('c');
    const alone = order({ newLeft: 0, again: ['a', 'b'], fresh: [] });
    expect(choose({ order: alone, last, objectiveOf: (name) => objectives[name] })).toBe('b');
  });

  test('nothing that may not be asked, such as a question set aside', () => {
    expect(choose({ objectiveOf: (name) => (name === 'new' ? undefined : 'x') })).toBe('again');
  });
});

describe('a day', () => {
  test('begins, is under way, is done when its minutes are used, and goes on if the learner wants', () => {
    const done = { answers: 0, seconds: 0, goesOn: false };
    expect(stateOf({ minutes: 10 }, done)).toBe('begins');
    expect(stateOf({ minutes: 10 }, { ...done, answers: 3, seconds: 599 })).toBe('under way');
    expect(stateOf({ minutes: 10 }, { ...done, answers: 3, seconds: 600 })).toBe('done');
    expect(stateOf({ minutes: 10 }, { answers: 3, seconds: 700, goesOn: true })).toBe('goes on');
    expect(stateOf({ minutes: 0 }, done)).toBe('done');
  });

  test('holds what its seconds suffice for, in the order of the plan', () => {
    const order: DayOrder = {
      ...orderOf(given([])),
      newLeft: 5,
      freshCount: 50,
      againCount: 3,
      isSpare: false,
    };
    // New ones take .4 × 17 + .6 × 30 = 24.8 s, others .85 × 17 + .15 × 30 = 18.95 s: 124 + 56.85, then two more new ones.
    expect(contentsOf(order, 240, 4)).toEqual({ minutes: 4, fresh: 7, again: 3, missed: 0 });
    expect(contentsOf({ ...order, isSpare: true }, 240, 4)).toEqual({
      minutes: 4,
      fresh: 5,
      again: 2,
      missed: 4,
    });
  });
});

describe('mock exams', () => {
  test('are proposed on two days of three weeks, and not again just after one', () => {
    const three = { ...exam, begun: friday, day: friday + 21 };
    expect(mockDaysOf(three, 5)).toEqual([friday + 13, friday + 18]);
    expect(proposesMock(three, friday + 12, [], 2)).toBe(false);
    expect(proposesMock(three, friday + 13, [], 2)).toBe(true);
    expect(proposesMock(three, friday + 14, [friday + 13], 1)).toBe(false);
    expect(proposesMock(three, friday + 18, [friday + 13], 1)).toBe(true);
    expect(proposesMock(three, friday + 20, [friday + 13], 1)).toBe(false);
  });

  test('are kept for the end where sealed questions suffice for one, and there is none in three days', () => {
    expect(mockDaysOf({ ...exam, day: friday + 21 }, 1)).toEqual([friday + 18]);
    expect(mockDaysOf({ ...exam, day: friday + 3 }, 1)).toEqual([]);
  });
});
