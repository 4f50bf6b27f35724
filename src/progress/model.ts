import type { PastReview } from '../memory/model.ts';
import type { Certainty } from '../memory/rate.ts';

/** What was answered in practice on a day of the log. */
export type DayAnswers = { day: number; answers: number; correct: number; tookMs: number };

/** How often the learner was right when they said how sure they were. */
export type CertaintyAnswers = { certainty: Certainty; answers: number; correct: number };

/** What was expected of the real exam on a day of practice. */
export type Expected = { madeAt: number; day: number; score: number; low: number; high: number };

/** An answer in the history of a concept. */
export type ConceptAnswer = Pick<
  PastReview,
  | 'id'
  | 'question'
  | 'edition'
  | 'answeredAt'
  | 'day'
  | 'correct'
  | 'certainty'
  | 'rating'
  | 'undone'
  | 'easy'
> & {
  kind: 'practice' | 'exam';
  /** The chance to recall it just before, and FSRS's stability before and after; undefined where there was none. */
  recall: number | undefined;
  before: number | undefined;
  after: number | undefined;
  dueBefore: number | undefined;
  dueAfter: number | undefined;
  revealed: boolean;
};

/** The most rows that one page reads, and the days of the log that it looks back on. */
export const caps = { tallies: 20_000, mistakes: 500, predictions: 400, answers: 40 } as const;
export const daysBack = 53 * 7;
