import type { Bank } from '../bank/bank.ts';
import type { Change } from '../base/data/database.ts';
import type { Learner } from '../learner/model.ts';
import type { Card } from './fold.ts';
import type { Certainty } from './rate.ts';
import type { Rating } from './schedule.ts';

/** A card with what the store adds: its revision, which only rises, and whether it sleeps. */
export type StoredCard = { card: Card; revision: number; asleep: boolean };

/** The card of a concept that was never met. */
export const unmetCard: StoredCard = { card: undefined, revision: 0, asleep: false };

/** One answer, as it is written into the log. */
export type Review = {
  id: string;
  learner: string;
  question: string;
  hash: string;
  edition: number;
  kind: 'practice' | 'exam';
  answeredAt: number;
  day: number;
  /** The ids of the chosen options; empty when the answer was asked for. */
  response: string[];
  correct: boolean;
  certainty: Certainty;
  rating: Rating;
  domain: string;
  first: boolean;
  tookMs: number;
  zone: string;
  shownAt: number;
  seed: string;
  algorithm: string;
  recall: number | undefined;
  /** How many of twenty concepts the learner knew when they met them; undefined where too little is known. */
  rest: number | undefined;
  before: Card;
  after: Card;
};

/** A review as far as folds read it; moments and days are those of the log. */
export type LoggedReview = Pick<
  Review,
  'id' | 'question' | 'hash' | 'edition' | 'kind' | 'answeredAt' | 'day' | 'correct' | 'rating' | 'tookMs'
>;

/** The answers to one concept that counted before a decision, and those that count after it. */
export type Relogged = { before: readonly LoggedReview[]; after: readonly LoggedReview[] };

/** What follows in higher rooms when the log is read in another way; the changes join the same commit. */
export type MemoryOccasions = {
  /** Answers to some concepts were written late. */
  relogged(here: { bank: Bank }, learner: Learner, concepts: readonly Relogged[]): Promise<Change[]>;
  /** All cards of a learner have been folded again. */
  refolded(here: { bank: Bank }, learner: Learner): Promise<Change[]>;
};

/** A review as it is read back for its verdict. */
export type PastReview = Pick<
  Review,
  | 'id'
  | 'question'
  | 'hash'
  | 'edition'
  | 'answeredAt'
  | 'day'
  | 'response'
  | 'correct'
  | 'certainty'
  | 'seed'
  | 'recall'
> & { rating: Rating; first: boolean; domain: string; tookMs: number; undone: boolean; easy: boolean };

/** One learner's answers of one day, domain, kind and certainty, added up. */
export type Tally = {
  day: number;
  domain: string;
  kind: string;
  certainty: string;
  answers: number;
  correct: number;
  first: number;
  tookMs: number;
};
