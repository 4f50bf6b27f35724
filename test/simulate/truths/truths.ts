import { actrTruth } from './actr.ts';
import { fsrsTruth } from './fsrs.ts';
import type { Truth } from './trace.ts';
import { twoTruth } from './two.ts';

/** The kinds of memory. They are assumptions and no fits to people; none is the scheduler's own model. */
export const truths = { fsrs: fsrsTruth, actr: actrTruth, two: twoTruth } satisfies Record<string, Truth>;

export type TruthName = keyof typeof truths;
export const truthNames = Object.keys(truths) as TruthName[];
