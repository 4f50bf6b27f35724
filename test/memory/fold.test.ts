import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, type Card, type FoldedReview, fold, recallAt } from '../../src/memory/fold.ts';
import { defaultWeights, type Rating, schedule } from '../../src/memory/schedule.ts';

const plan = schedule({ weights: defaultWeights, retention: 0.9 });
const minute = 60_000;
const review = (day: number, rating: Rating, atMinute = 0): FoldedReview => ({
  day,
  rating,
  answeredAt: day * 1440 * minute + atMinute * minute,
});

describe('which answers of a day count', () => {
  const first = fold([review(10, 3)], plan);

  test('a second answer on the same day is passed over', () => {
    expect(fold([review(10, 3), review(10, 1, 5)], plan)).toEqual(first);
  });

  test('after a miss the card waits ten minutes for its relearning step, and that counts', () => {
    const missed = fold([review(10, 1)], plan)!;
    expect(missed.dueDay).toBe(10);
    expect(missed.readyAt).toBe(review(10, 1).answeredAt + 10 * minute);
    const relearned = fold([review(10, 1), review(10, 3, 12)], plan)!;
    expect(relearned.readyAt).toBeUndefined();
    expect(relearned.dueDay).toBeGreaterThan(10);
    expect(fold([review(10, 1), review(10, 3, 12), review(10, 1, 30)], plan)).toEqual(relearned);
  });

  test('a relearning step that is left for another day still counts', () => {
    expect(fold([review(10, 1), review(12, 3)], plan)!.answers).toBe(2);
  });

  test('a lapse is a miss of something that was not already waiting', () => {
    const card = fold(
      [review(1, 1), review(1, 1, 15), review(1, 3, 30), review(5, 1), review(5, 1, 15)],
      plan,
    )!;
    expect(card.lapses).toBe(1);
  });
});

test('a card counts the later days on which its concept came back', () => {
  const returns = (reviews: FoldedReview[]) => fold(reviews, plan)!.returns;
  expect(returns([review(10, 3)])).toBe(0);
  expect(returns([review(10, 1), review(10, 3, 12), review(10, 3, 40)])).toBe(0);
  expect(returns([review(10, 1), review(12, 1), review(12, 3, 12), review(15, 3)])).toBe(2);
  // Within the hour it is one sitting, though a new day has begun.
  expect(
    returns([
      { day: 9, answeredAt: 0, rating: 3 },
      { day: 10, answeredAt: 59 * minute, rating: 3 },
    ]),
  ).toBe(0);
});

describe('minutes apart is one sitting, though a day begins between', () => {
  // A day that begins at 04:00: the miss at 03:55 is of the day before.
  const atNight = (day: number, rating: Rating, atMinute: number): FoldedReview => ({
    day,
    rating,
    answeredAt: review(10, rating, atMinute).answeredAt,
  });

  test.each<[string, Rating[], number[]]>([
    ['a miss, then right', [1, 3], [235, 246]],
    ['two misses, then right', [1, 1, 3], [225, 238, 251]],
    ['right, then right once more in a set', [3, 3], [235, 246]],
    ['right, then a miss in a set', [3, 1], [235, 246]],
  ])('%s: the same memory as at noon, and nothing is due before tomorrow', (_, given, minutes) => {
    const night = fold(
      given.map((rating, i) => atNight(minutes[i]! < 240 ? 9 : 10, rating, minutes[i]!)),
      plan,
    )!;
    const noon = fold(
      given.map((rating, i) => atNight(10, rating, minutes[i]! + 480)),
      plan,
    )!;
    expect(night.memory).toEqual(noon.memory);
    expect([night.answers, night.lapses, night.readyAt]).toEqual([noon.answers, noon.lapses, undefined]);
    expect([night.day, night.dueDay > 10]).toEqual([10, true]);
  });

  test('an hour later it is another day', () => {
    const later = fold([atNight(9, 1, 239), atNight(10, 3, 300)], plan)!;
    expect(later.memory).toEqual(fold([review(9, 1), review(10, 3)], plan)!.memory);
  });
});

test('recall falls with fractional days and is about the retention when due', () => {
  const card = fold([review(0, 3), review(2, 3), review(13, 3)], plan)!;
  const at = (days: number) => recallAt(card, card.answeredAt + days * 1440 * minute, plan)!;
  expect(at(0)).toBe(1);
  expect(at(0.5)).toBeLessThan(1);
  expect(at(0.5)).toBeGreaterThan(at(1));
  expect(at(card.dueDay - card.day)).toBeCloseTo(0.9, 2);
  expect(at(-1)).toBe(1);
});

const histories = fc
  .array(fc.record({ gap: fc.integer({ min: -2, max: 60 }), rating: fc.constantFrom<Rating>(1, 2, 3, 4) }), {
    maxLength: 40,
  })
  .map((steps) => {
    let day = 100;
    return steps.map(({ gap, rating }, i) => {
      // Learner days never fall; a gap below zero stands for another answer on the same day.
      day += Math.max(0, gap);
      return { day, rating, answeredAt: day * 86_400_000 + i };
    });
  });

test('for any history the card is sound and every prefix advances to the next', () => {
  fc.assert(
    fc.property(histories, (reviews) => {
      let card: Card;
      reviews.forEach((next, i) => {
        card = advance(card, next, plan);
        expect(card).toEqual(fold(reviews.slice(0, i + 1), plan));
        expect(card!.memory.stability).toBeGreaterThan(0);
        expect(card!.memory.difficulty).toBeGreaterThanOrEqual(1);
        expect(card!.memory.difficulty).toBeLessThanOrEqual(10);
        expect(card!.dueDay > card!.day).toBe(card!.readyAt === undefined);
      });
    }),
    { seed: 1, numRuns: 300 },
  );
});
