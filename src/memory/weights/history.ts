import { advance, type Card, type FoldedReview } from '../fold.ts';
import type { Schedule } from '../schedule.ts';
import type { History, Step } from './model.ts';

/** What FSRS is told of the answers to one concept: the fold itself decides which of them it hears of. */
export function historyOf(reviews: Iterable<FoldedReview>): History {
  const steps: Step[] = [];
  let card: Card;
  for (const review of reviews) card = advance(card, review, hearing(steps, review.answeredAt));
  return steps;
}

/** A schedule that only notes what it is told. */
function hearing(steps: Step[], at: number): Schedule {
  const memory = { stability: 1, difficulty: 5 };
  const heard: Pick<Schedule, 'next' | 'interval'> = {
    next: (_, elapsed, rating) => {
      steps.push({ at, elapsed, rating });
      return memory;
    },
    interval: () => 1,
  };
  return heard as Schedule;
}

/** Whether an answer says something about memory: it came on a later day than the one before. */
export function isUsable({ elapsed }: Step, index: number): boolean {
  return index > 0 && elapsed >= 1;
}
