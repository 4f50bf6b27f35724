import { expect, test } from 'vitest';
import { DAY } from '../../../src/base/time.ts';
import { rememberedOf, rememberedSentence } from '../../../src/learn/lesson/remembered.ts';
import { advance, type Card } from '../../../src/memory/fold.ts';
import { ratings, scheduleFor } from '../../../src/memory/schedule.ts';

const schedule = scheduleFor({ retention: 0.9, weights: '' });
const now = 1_000_000 * DAY;
const metAt = (days: number): Card =>
  advance(undefined, { day: 0, answeredAt: now - days * DAY, rating: ratings.good }, schedule);

test('the mean chance to recall what was met, beside what is new', () => {
  const cards = new Map<string, Card>([
    ['a', metAt(0)],
    ['b', metAt(2.3065)],
    ['undone', undefined],
    ['missed', { ...metAt(0)!, readyAt: now + 1 }],
  ]);
  const remembered = rememberedOf(['a', 'b', 'c', 'undone'], cards, now, schedule);
  expect(remembered).toEqual({ concepts: 4, met: 2, recall: expect.closeTo(0.95, 3) });
  expect(rememberedSentence(remembered)).toBe('You have met 2 of 4 ideas and remember about 95% of them.');
  expect(rememberedOf(['a', 'missed'], cards, now, schedule).recall, 'what was missed is not known yet').toBe(
    0.5,
  );
});

test.each([
  [{ concepts: 0, met: 0, recall: undefined }, 'Practice has no questions on this yet.'],
  [{ concepts: 1, met: 0, recall: undefined }, '1 idea, none met yet.'],
  [{ concepts: 8, met: 0, recall: undefined }, '8 ideas, none met yet.'],
  [
    { concepts: 1, met: 1, recall: 0.5 },
    'You have met one idea, and the chance that you remember it is about 50%.',
  ],
  [
    { concepts: 3, met: 1, recall: 0.5 },
    'You have met 1 of 3 ideas, and the chance that you remember it is about 50%.',
  ],
  [{ concepts: 22, met: 2, recall: 0.004 }, 'You have met 2 of 22 ideas.'],
  [{ concepts: 2, met: 2, recall: 0.999 }, 'You have met both ideas and remember about 100% of them.'],
  [{ concepts: 22, met: 22, recall: 0.95 }, 'You have met all 22 ideas and remember about 95% of them.'],
])('%o in words', (remembered, words) => {
  expect(rememberedSentence(remembered)).toBe(words);
});
