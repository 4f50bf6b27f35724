import type { Count } from './score.ts';
import type { PaperItem, Sitting } from './sitting.ts';

/** A result as it was written down. */
export type Result = Count & {
  number: number;
  markedAt: number;
  passed: boolean;
  /** The numbers of the questions that were marked again; none the first time. */
  revised: number[];
};

/** An answer of a sitting as it stands in the log. */
export type Logged = Pick<PaperItem, 'number' | 'question' | 'response' | 'answeredAt' | 'day'>;

/** A settled sitting in a list, with its last result. */
export type Past = Pick<Sitting, 'id' | 'terms' | 'startedAt' | 'settledAt'> & Count & { passed: boolean };

/** How the real exam went, as the learner told it. */
export type Outcome = {
  day: number;
  taken: boolean;
  passed: boolean | undefined;
  /** In per cent or on the exam's own scale; undefined where it was not told. */
  score: number | undefined;
};
