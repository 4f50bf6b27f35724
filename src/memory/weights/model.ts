import type { Rating } from '../schedule.ts';

/** An answer as the fold tells FSRS of it: when it was given, the learner days since the one before, and its rating. */
export type Step = { at: number; elapsed: number; rating: Rating };

/** The answers to one concept, in order. */
export type History = readonly Step[];

/** Learns weights from histories: each as pairs of a rating and the days before it, the last of which is to be predicted. */
export type Train = (
  items: readonly (readonly (readonly [rating: number, elapsed: number])[])[],
) => Promise<readonly number[]>;

/** What is fitted; plain data, so that another process can be given it. */
export type FitGiven = { histories: readonly History[] };

/** What a fit found. The losses are those of answers on which weights were tried that were made without them. */
export type Fit =
  | { kind: 'too few'; answers: number }
  | { kind: 'missing' }
  | {
      kind: 'fitted';
      answers: number;
      /** The weights made of all answers. */
      own: string;
      losses: { standard: number; own: number };
      /** Whether such weights predict surely better than the standard ones, and still better where they are in use. */
      isBetter: { surely: boolean; still: boolean };
    };

/** What came of a fit. */
export const outcomes = ['too few', 'kept', 'adopted', 'standard', 'taken back'] as const;

/** As many looks are kept as a page shows. */
export const mostFittings = 20;

/** One look for better weights: `weights` are in use from then on. */
export type Fitting = {
  fittedAt: number;
  answers: number;
  outcome: (typeof outcomes)[number];
  weights: string;
  lossStandard: number | undefined;
  lossOwn: number | undefined;
};
