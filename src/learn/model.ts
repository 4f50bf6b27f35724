import type { PastReview } from '../memory/model.ts';

/** The last answer that a learner gave to a question, under one of its ids, and the text it was given to. */
export type LastAnswer = Pick<
  PastReview,
  'id' | 'question' | 'hash' | 'answeredAt' | 'correct' | 'certainty' | 'undone'
> & {
  revealed: boolean;
};

/** One answer to a question, with all that its verdict was made of. */
export type PastAnswer = Pick<
  PastReview,
  'id' | 'hash' | 'answeredAt' | 'day' | 'response' | 'correct' | 'certainty' | 'seed' | 'undone'
>;

/** The most rows that one page reads. */
export const caps = { answered: 2000, answers: 20 } as const;
