import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  apportion,
  areEnemies,
  countingShortages,
  sharesOf,
  tellingOf,
} from '../../../src/bank/blueprint/blueprint.ts';
import { complete } from '../../../src/bank/model.ts';
import type { Blueprint } from '../../../src/bank/schema/blueprint.ts';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import { atOnce } from '../../../src/base/turns.ts';
import { blueprint, plainQuestions, question } from '../../support/bank.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 });
const total = fc.integer({ min: 0, max: 200 });
const runs = { seed: 26, numRuns: 2000 };

describe('seats shared out by the largest remainders', () => {
  const aws = [22, 17, 15, 15, 14, 17];

  test.each<[total: number, weights: number[], counts: number[]]>([
    [65, aws, [14, 11, 10, 10, 9, 11]],
    // The remainders of the first and the fifth are both a half.
    [75, aws, [17, 13, 11, 11, 10, 13]],
    [10, [1, 1, 1], [4, 3, 3]],
    [2, [1, 1, 1], [1, 1, 0]],
    [1, [1, 1000], [0, 1]],
    [0, [3, 2], [0, 0]],
    [5, [7], [5]],
    [3, [], []],
    [3, [0, 0], [0, 0]],
  ])('%i by %j are %j', (total, weights, counts) => expect(apportion(total, weights)).toEqual(counts));

  test('are as many as there were', () => {
    fc.assert(
      fc.property(total, weights, (total, weights) => {
        expect(sum(apportion(total, weights))).toBe(total);
      }),
      runs,
    );
  });

  test('are for each its quota, rounded down or up', () => {
    fc.assert(
      fc.property(total, weights, (total, weights) => {
        for (const [i, count] of apportion(total, weights).entries())
          expect(Math.abs(count * sum(weights) - total * weights[i]!)).toBeLessThan(sum(weights));
      }),
      runs,
    );
  });

  test('are never fewer for a larger weight, nor for an earlier one of two equal', () => {
    fc.assert(
      fc.property(total, weights, (total, weights) => {
        const counts = apportion(total, weights);
        for (const [i, weight] of weights.entries())
          for (const [j, other] of weights.entries())
            if (weight > other || (weight === other && i < j))
              expect(counts[i]).toBeGreaterThanOrEqual(counts[j]!);
      }),
      runs,
    );
  });
});

/** A blueprint of so many questions, some of which do not count, by weights. */
const planOf = (questions: number, unscored: number, weights: readonly number[]): Blueprint =>
  blueprint({ questions, unscored, weights: weights.map((weight, i) => ({ domain: `d${i}`, weight })) });

describe('the shares of a blueprint', () => {
  test('are those of the check values, of all questions and of the questions that count', () => {
    const shares = sharesOf(planOf(75, 10, [22, 17, 15, 15, 14, 17]));
    expect(shares.map(({ questions }) => questions)).toEqual([17, 13, 11, 11, 10, 13]);
    expect(shares.map(({ scored }) => scored)).toEqual([14, 11, 10, 10, 9, 11]);
  });

  test('count all where nothing is said of it', () => {
    expect(sharesOf(blueprint({ questions: 5 }))).toEqual([
      { domain: 'red', questions: 3, scored: 3 },
      { domain: 'blue', questions: 2, scored: 2 },
    ]);
  });

  test('hold what counts where fewer seats would give a domain more of them', () => {
    // The Alabama paradox: of 25 seats the fourth has three, of 26 two.
    const grown = [15, 15, 9, 5, 5, 2];
    const whole = apportion(26, grown);
    const fewer = apportion(25, grown);
    expect(fewer.some((count, i) => count > whole[i]!)).toBe(true);
    const shares = sharesOf(planOf(26, 1, grown));
    expect(sum(shares.map(({ scored }) => scored))).toBe(25);
    for (const { questions, scored } of shares) expect(scored).toBeLessThanOrEqual(questions);
  });

  test('add up, and no domain counts more than it holds', () => {
    const plan = fc
      .tuple(fc.integer({ min: 1, max: 200 }), fc.nat(99), weights)
      .map(([questions, unscored, weights]) => planOf(questions, unscored % questions, weights));
    fc.assert(
      fc.property(plan, (plan) => {
        const shares = sharesOf(plan);
        expect(shares.map(({ domain }) => domain)).toEqual(plan.weights.map(({ domain }) => domain));
        expect(sum(shares.map(({ questions }) => questions))).toBe(plan.questions);
        expect(sum(shares.map(({ scored }) => scored))).toBe(plan.questions - plan.unscored!);
        for (const { questions, scored } of shares) expect(scored).toBeLessThanOrEqual(questions);
      }),
      runs,
    );
  });
});

/** Whether two questions are enemies; it must not matter which comes first. */
function enemies(first: AuthoredQuestion, second: AuthoredQuestion): boolean {
  const [a, b] = [first, second].map((each) => tellingOf(complete(each, 'red.one')));
  expect(areEnemies(a!, b!)).toBe(areEnemies(b!, a!));
  return areEnemies(a!, b!);
}

describe('two questions that must not stand in one paper', () => {
  const [one, two] = ['red.one-001', 'red.one-002'].map((id) => question(id)) as [
    AuthoredQuestion,
    AuthoredQuestion,
  ];
  const keyed = (text: string) => ({
    ...one,
    options: [{ ...one.options[0]!, text }, ...one.options.slice(1)],
  });
  const asking = (stem: string) => ({ ...two, stem });

  test.each<[what: string, first: AuthoredQuestion, second: AuthoredQuestion, isSo: boolean]>([
    ['nothing of the kind', one, two, false],
    ['one concept', { ...one, concept: 'red.one.x' }, { ...two, concept: 'red.one.x' }, true],
    ['another concept', { ...one, concept: 'red.one.x' }, { ...two, concept: 'red.one.y' }, false],
    ['the concept of a question that names none', { ...one, concept: 'red.one-002' }, two, true],
    ['said by one author', { ...one, enemies: ['red.one-002'] }, two, true],
    ['said of another', { ...one, enemies: ['red.one-003'] }, two, false],
    [
      'said of a former id',
      { ...one, enemies: ['red.one-000'] },
      { ...two, formerly: ['red.one-000'] },
      true,
    ],
    [
      'a stem with every telling word of a key',
      keyed('Deploy small changes'),
      asking('Who deploys a small change?'),
      true,
    ],
    ['a stem with some of them', keyed('Deploy small changes'), asking('Who deploys the change?'), false],
    ['a key of one telling word', keyed('The deployment'), asking('Who deploys a small change?'), false],
    [
      'a stem with every telling word of a distractor',
      { ...keyed('Deploy small changes'), key: ['b'] },
      asking('Who deploys a small change?'),
      false,
    ],
    [
      'a stem with one of two keys',
      { ...keyed('Deploy small changes'), type: 'multiple', key: ['a', 'b'] },
      asking('Who deploys a small change?'),
      true,
    ],
  ])('%s', (_, first, second, isSo) => {
    expect(enemies(first, second)).toBe(isSo);
    expect(enemies(second, first)).toBe(isSo);
  });
});

describe('what a bank is short of', () => {
  const whole = (questions: readonly AuthoredQuestion[]) =>
    questions.map((each) => complete(each, each.id.split('-')[0]!));
  const short = (questions: readonly AuthoredQuestion[], plan = blueprint()) =>
    atOnce(countingShortages(plan, whole(questions))).map(({ domain, questions, has }) => [
      domain,
      questions,
      has,
    ]);
  const plain = plainQuestions(2);
  const change = (id: string, changes: Partial<AuthoredQuestion>) =>
    plain.map((each) => (each.id === id ? { ...each, ...changes } : each));

  test.each<[what: string, questions: AuthoredQuestion[], shortages: unknown[]]>([
    ['nothing where there are just enough', plain, []],
    [
      'everything where there is nothing',
      [],
      [
        ['red', 4, 0],
        ['blue', 4, 0],
      ],
    ],
    ['a question that is no more', plain.filter(({ id }) => id !== 'red.two-002'), [['red', 4, 3]]],
    ['one that is a draft', change('blue.one-001', { status: 'draft' }), [['blue', 4, 3]]],
    ['one that is retired', change('blue.one-001', { status: 'retired' }), [['blue', 4, 3]]],
    ['nothing for one that is sealed', change('blue.one-001', { pool: 'sealed' }), []],
    ['one of two of one concept', change('red.one-002', { concept: 'red.one-001' }), [['red', 4, 3]]],
    ['one of two enemies', change('red.two-002', { enemies: ['red.one-001'] }), [['red', 4, 3]]],
  ])('%s', (_, questions, shortages) => expect(short(questions)).toEqual(shortages));

  test('is nothing of a domain whose share is nothing', () => {
    const red = plain.filter(({ id }) => id.startsWith('red'));
    expect(short(red, blueprint({ questions: 1 }))).toEqual([]);
  });
});
