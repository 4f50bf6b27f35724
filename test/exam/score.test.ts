import { describe, expect, test } from 'vitest';
import type { Blueprint } from '../../src/bank/schema/blueprint.ts';
import {
  type Count,
  changesOf,
  countOf,
  isPassed,
  neededToPass,
  scaledOf,
  spanOf,
} from '../../src/exam/score.ts';
import { blueprint } from '../support/bank.ts';

/** Every result of one to 200 questions. */
const counts = Array.from({ length: 200 }, (_, i) =>
  Array.from({ length: i + 2 }, (_, correct): Count => ({ correct, scored: i + 1 })),
).flat();

test('a score counts what is scored and still counts', () => {
  const items = [
    { scored: true, correct: true },
    { scored: true, correct: false },
    { scored: true, correct: undefined },
    { scored: false, correct: true },
    { scored: false, correct: false },
  ];
  expect(countOf(items)).toEqual({ correct: 1, scored: 2 });
  expect(countOf([])).toEqual({ correct: 0, scored: 0 });
});

describe('passing', () => {
  test.each([
    [70, 15, 11],
    [70, 65, 46],
    [70, 10, 7],
    [72, 65, 47],
    [100, 65, 65],
    [1, 65, 1],
    [29, 100, 29],
  ])('at %i %% of %i takes %i', (pass, scored, needed) => {
    const terms = blueprint({ pass });
    expect(neededToPass(terms, scored)).toBe(needed);
    expect(isPassed(terms, { correct: needed, scored })).toBe(true);
    expect(isPassed(terms, { correct: needed - 1, scored })).toBe(false);
  });

  test('nothing passes where nothing counts', () => {
    expect(isPassed(blueprint({ pass: 1 }), { correct: 0, scored: 0 })).toBe(false);
  });
});

describe('the span four times in five', () => {
  test.each([
    [49, 65, 0.68, 0.816],
    [0, 10, 0, 0.141],
    [10, 10, 0.859, 1],
    [5, 10, 0.312, 0.688],
    [1, 1, 0.378, 1],
  ])('of %i in %i is Wilson’s', (correct, scored, low, high) => {
    const span = spanOf({ correct, scored });
    expect(span.low).toBeCloseTo(low, 3);
    expect(span.high).toBeCloseTo(high, 3);
  });

  test('of nothing is everything', () =>
    expect(spanOf({ correct: 0, scored: 0 })).toEqual({ low: 0, high: 1 }));

  test('holds the share, narrows with more questions, and is told of both sides alike', () => {
    const isSound = ({ correct, scored }: Count) => {
      const { low, high } = spanOf({ correct, scored });
      const share = correct / scored;
      const other = spanOf({ correct: scored - correct, scored });
      const twice = spanOf({ correct: 2 * correct, scored: 2 * scored });
      return (
        0 <= low &&
        low <= share + 1e-12 &&
        share - 1e-12 <= high &&
        high <= 1 &&
        Math.abs(1 - other.high - low) < 1e-12 &&
        twice.high - twice.low < high - low
      );
    };
    expect(counts.filter((count) => !isSound(count))).toEqual([]);
  });
});

describe('the estimate on a scale', () => {
  const terms = blueprint({ pass: 72, scale: { lowest: 100, pass: 750, highest: 1000 } });

  test.each([
    [0, 100],
    [0.36, 425],
    [0.72, 750],
    [0.86, 875],
    [1, 1000],
  ])('of %d is %i', (share, scaled) => expect(scaledOf(terms, share)).toBe(scaled));

  test.each([
    [80, 21 / 25, 800],
    [88, 47 / 50, 875],
    [56, 7 / 13, 725],
    [55, 22 / 65, 500],
  ])('with a pass mark of %d loses no point where %d comes out even, at %i', (pass, share, scaled) => {
    expect(scaledOf({ ...terms, pass, scale: { lowest: 100, pass: 750, highest: 1000 } }, share)).toBe(
      scaled,
    );
  });

  test('is none without a scale', () => expect(scaledOf(blueprint(), 0.5)).toBeUndefined());

  test.each<[what: string, terms: Blueprint]>([
    ...[1, 29, 50, 70, 72, 99, 100].map((pass): [string, Blueprint] => [
      `a pass mark of ${pass}`,
      { ...terms, pass },
    ]),
    ['a coarse scale', blueprint({ pass: 70, scale: { lowest: 0, pass: 1, highest: 2 } })],
    ['a long scale', blueprint({ pass: 33, scale: { lowest: 0, pass: 9999, highest: 10_000 } })],
  ])('never falls and says passed just where that is so: %s', (_, terms) => {
    const { lowest, pass, highest } = terms.scale!;
    const scaled = ({ correct, scored }: Count) => scaledOf(terms, correct / scored)!;
    const isSound = (count: Count) => {
      const { correct, scored } = count;
      const before = correct === 0 ? lowest : scaled({ correct: correct - 1, scored });
      return scaled(count) >= before && scaled(count) >= pass === isPassed(terms, count);
    };
    expect(counts.filter((count) => !isSound(count))).toEqual([]);
    const ends = (correct: (scored: number) => number) =>
      new Set(counts.map(({ scored }) => scaled({ correct: correct(scored), scored })));
    expect(ends(() => 0)).toEqual(new Set([lowest]));
    expect(ends((scored) => scored)).toEqual(new Set([highest]));
  });
});

test('changed answers are added up by what they were and became', () => {
  const change = (wasRight: boolean, isRight: boolean) => ({ wasRight, isRight });
  expect(changesOf([])).toEqual({ toRight: 0, toWrong: 0, toOtherWrong: 0 });
  expect(
    changesOf([
      change(false, true),
      change(false, true),
      change(true, false),
      change(false, false),
      change(false, false),
      change(false, false),
      change(true, true),
    ]),
  ).toEqual({ toRight: 2, toWrong: 1, toOtherWrong: 3 });
});
