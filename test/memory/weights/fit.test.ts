import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/base/time.ts';
import { defaultWeights, type Rating, ratings } from '../../../src/memory/schedule.ts';
import { fit, outcomeOf } from '../../../src/memory/weights/fit.ts';
import { historyOf } from '../../../src/memory/weights/history.ts';
import { triedOn } from '../../../src/memory/weights/loss.ts';
import type { History, Train } from '../../../src/memory/weights/model.ts';
import { loadTrain } from '../../../src/memory/weights/train.door.ts';

const review = (day: number, rating: Rating, after = 0) => ({ day, answeredAt: day * DAY + after, rating });

test('a history is what the fold tells FSRS', () => {
  const reviews = [
    review(1, ratings.again),
    review(1, ratings.good, 20 * MINUTE),
    review(1, ratings.good, 2 * HOUR),
    review(4, ratings.hard),
  ];
  expect(historyOf(reviews).map(({ elapsed, rating }) => [elapsed, rating])).toEqual([
    [0, ratings.again],
    [0, ratings.good],
    [3, ratings.hard],
  ]);
});

/** So many concepts, each met and asked again four days later; of those asked again some are missed. */
const histories = (count: number, isMissed: (i: number) => boolean): History[] =>
  Array.from({ length: count }, (_, i) => [
    { at: i * MINUTE, elapsed: 0, rating: ratings.good },
    { at: i * MINUTE + 4 * DAY, elapsed: 4, rating: isMissed(i) ? ratings.again : ratings.good },
  ]);
/** Stands for an optimizer that finds a much shorter first stability. */
const shorter: Train = async () => defaultWeights.map((weight, i) => (i < 4 ? weight / 20 : weight));
const halfMissed = (i: number) => i % 2 === 0;

test('fewer than a hundred answers on later days are too few', async () => {
  const found = await fit({ histories: histories(99, halfMissed) }, shorter);
  expect(found).toEqual({ kind: 'too few', answers: 99 });
});

const fitted = async (given: History[], train = shorter) => {
  const found = await fit({ histories: given }, train);
  if (found.kind !== 'fitted') throw new Error(found.kind);
  return found;
};

test('own weights lie between the standard ones and what was learned, by the number of answers', async () => {
  const standard = defaultWeights[2]!;
  for (const [answers, share] of [[2_000, 1 / 2] as const, [1_000, 1 / 3] as const]) {
    const [, , good] = JSON.parse((await fitted(histories(answers, halfMissed))).own) as number[];
    expect(good).toBeCloseTo(standard + share * (standard / 20 - standard), 4);
  }
});

const standard = { weights: '', fittedTo: 0 };

test('own weights are adopted when they predict later answers better, and only then', async () => {
  const outcome = async (isMissed: (i: number) => boolean) =>
    outcomeOf(await fitted(histories(2_000, isMissed)), standard, 1).outcome;
  expect(await outcome(halfMissed)).toBe('adopted');
  expect(await outcome(() => false)).toBe('kept');
});

test('own weights are not adopted for a few answers, though they predict each of these better', async () => {
  const [few, more] = [await fitted(histories(120, () => true)), await fitted(histories(300, () => true))];
  expect(few.losses.standard - few.losses.own).toBeGreaterThan(0.01);
  expect(outcomeOf(few, standard, 1).outcome).toBe('kept');
  expect(outcomeOf(more, standard, 1).outcome).toBe('adopted');
});

test('own weights are not adopted for one part of the answers alone', async () => {
  const early = histories(2_000, (i) => i < 1_600 && halfMissed(i));
  expect(outcomeOf(await fitted(early), standard, 1).outcome).toBe('kept');
});

test('own weights are not adopted where they predict the answers after the longest times worse', async () => {
  const later = histories(2_000, halfMissed).map((history, i): History => {
    if (i % 10 > 0) return history;
    const [first, second] = history;
    return [first!, { ...second!, elapsed: 40, rating: ratings.good }];
  });
  expect((await fitted(later)).losses.own).toBeLessThan((await fitted(later)).losses.standard);
  expect(outcomeOf(await fitted(later), standard, 1).outcome).toBe('kept');
});

test('own weights are not adopted where they predict the longer half of the times worse', async () => {
  const apart = histories(2_000, (i) => i % 5 > 0).map((history, i): History => {
    if (i % 10 < 5) return history;
    const [first, second] = history;
    const isLongest = i % 10 === 9;
    return [
      first!,
      { ...second!, elapsed: isLongest ? 40 : 8, rating: isLongest ? ratings.again : ratings.good },
    ];
  });
  expect((await fitted(apart)).losses.own).toBeLessThan((await fitted(apart)).losses.standard);
  expect(outcomeOf(await fitted(apart), standard, 1).outcome).toBe('kept');
});

test('where only the chance of an answer is known, each way that it may come counts by its chance', () => {
  const loss = (chance: number) =>
    triedOn(defaultWeights, histories(1, halfMissed), 0, undefined, () => chance)[0]!.loss;
  expect(loss(0.25)).toBeCloseTo(0.25 * loss(1) + 0.75 * loss(0), 10);
  expect(triedOn(defaultWeights, histories(1, halfMissed), 0)[0]!.loss).toBe(loss(0));
});

test('weights in use give way to the standard ones when such weights predict no better any more', async () => {
  const weights = JSON.stringify(await shorter([]));
  const found = await fitted(histories(1_000, () => false));
  expect(outcomeOf(found, { weights, fittedTo: 500 }, 1)).toMatchObject({ outcome: 'standard', weights: '' });
});

test('weights in use are replaced once there are a quarter more answers', async () => {
  const weights = JSON.stringify(await shorter([]));
  const found = await fitted(histories(1_000, halfMissed));
  expect(outcomeOf(found, { weights, fittedTo: 900 }, 1)).toMatchObject({ outcome: 'kept', weights });
  expect(outcomeOf(found, { weights, fittedTo: 800 }, 1)).toMatchObject({ outcome: 'adopted' });
});

const train = loadTrain();
test.skipIf(!train)('the optimizer finds that a learner forgets faster', async () => {
  const found = await fitted(histories(2_000, halfMissed), train!);
  expect(found.isBetter.surely).toBe(true);
  expect((JSON.parse(found.own) as number[])[2]).toBeLessThan(defaultWeights[2]!);
});
