import type { Question } from '../bank/model.ts';
import type { PastReview } from '../memory/model.ts';

/** The last answer that a learner gave to a question, under one of its ids, and the text it was given to. */
export type LastAnswer = Pick<
  PastReview,
  'id' | 'question' | 'hash' | 'answeredAt' | 'correct' | 'undone'
> & {
  revealed: boolean;
};

/** One answer to a question, with all that its verdict was made of. */
export type PastAnswer = Pick<
  PastReview,
  'id' | 'hash' | 'answeredAt' | 'day' | 'response' | 'correct' | 'certainty' | 'seed' | 'undone'
>;

/** A text that was live once. */
export type StoredText = { hash: string; question: Question; storedAt: number };

/** A problem that a candidate reported, and which text they saw. */
export type Report = { message: string; reportedAt: number; question: string; hash: string };

/** How candidates fared with an edition of a question when they met it first. */
export type Use = { answers: number; correct: number };

/** So many of something are read for a page at most. */
export const caps = {
  answered: 2000,
  answers: 20,
  texts: 20,
  reports: 50,
  recentReports: 1000,
  candidates: 1000,
} as const;
