import { DAY, HOUR, MINUTE } from '../base/time.ts';
import { type Memory, type Rating, ratings, type Schedule } from './schedule.ts';

/** What the fold reads of a review, and nothing more. */
export type FoldedReview = { day: number; answeredAt: number; rating: Rating };

/** A learner's memory of a concept that has been asked. */
export type Met = {
  memory: Memory;
  /** The learner day and the moment of the last answer that counted. */
  day: number;
  answeredAt: number;
  dueDay: number;
  /** The moment from which the relearning step may be asked; undefined when none is waiting. */
  readyAt: number | undefined;
  answers: number;
  lapses: number;
  /** On how many later days it came back. */
  returns: number;
};

/** A card before its first answer is undefined. */
export type Card = Met | undefined;

/** How long a missed concept rests before it is asked again on the same day. */
const relearningPause = 10 * MINUTE;

/** Folds the reviews of one concept, in the order of time and id, into its card. */
export function fold(reviews: Iterable<FoldedReview>, schedule: Schedule): Card {
  let card: Card;
  for (const review of reviews) card = advance(card, review, schedule);
  return card;
}

/** How soon after the last answer another one belongs to the same sitting, though a new day may have begun. */
const sameSitting = HOUR;

/** Whether an answer brings a concept back on a later day, so that it says something about memory. */
export function isReturn(card: Met, { day, answeredAt }: Pick<FoldedReview, 'day' | 'answeredAt'>): boolean {
  return day > card.day && answeredAt - card.answeredAt >= sameSitting;
}

/**
 * The card after one more review. The first answer of a learner day counts, then only answers while the card waits
 * for its relearning step: what is repeated within a day or a sitting says little about memory.
 */
export function advance(card: Card, review: FoldedReview, schedule: Schedule): Card {
  const isSameSitting = card !== undefined && review.answeredAt - card.answeredAt < sameSitting;
  if (card && card.readyAt === undefined) {
    if (review.day <= card.day) return card;
    if (isSameSitting) return { ...card, day: review.day, dueDay: Math.max(card.dueDay, review.day + 1) };
  }
  const elapsed = card && !isSameSitting ? Math.max(0, review.day - card.day) : 0;
  const memory = schedule.next(card?.memory, elapsed, review.rating);
  const missed = review.rating === ratings.again;
  const lapsed = missed && card !== undefined && card.readyAt === undefined;
  const day = Math.max(review.day, card?.day ?? review.day);
  return {
    memory,
    day,
    answeredAt: review.answeredAt,
    dueDay: missed ? day : day + schedule.interval(memory),
    readyAt: missed ? review.answeredAt + relearningPause : undefined,
    answers: (card?.answers ?? 0) + 1,
    lapses: (card?.lapses ?? 0) + (lapsed ? 1 : 0),
    returns: (card?.returns ?? 0) + (card && isReturn(card, review) ? 1 : 0),
  };
}

/** The predicted chance to recall a concept at a moment, by fractional days; undefined if it was never asked. */
export function recallAt(card: Card, now: number, schedule: Schedule): number | undefined {
  if (!card) return undefined;
  return schedule.recall(card.memory, (now - card.answeredAt) / DAY);
}

/** Whether two cards are equal to the last bit. */
export function sameCard(a: Card, b: Card): boolean {
  if (!a || !b) return a === b;
  const { memory: memoryA, ...restA } = a;
  const { memory: memoryB, ...restB } = b;
  return sameFields(memoryA, memoryB) && sameFields(restA, restB);
}

function sameFields<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}
