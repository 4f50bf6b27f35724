import type { Outcome } from './course.ts';
import type { TruthName } from './truths/truths.ts';

/** How long a course is, and how many minutes a day it has. */
export type Setting = { days: number; minutes: number };

/** One candidate of one kind in one setting. Equal seeds are equal candidates, whatever the policy. */
export type Job = { truth: TruthName; setting: Setting; seed: number };

/** What came of a job: the outcome under each policy. */
export type Done = Job & { outcomes: Record<string, Outcome> };

/** A setting as it is written: 14x8. */
export const nameOf = ({ days, minutes }: Setting) => `${days}x${minutes}`;

/** Every candidate of some kinds in some settings. */
export function jobsOf(truths: readonly TruthName[], settings: readonly Setting[], seeds: number): Job[] {
  return settings.flatMap((setting) =>
    truths.flatMap((truth) => Array.from({ length: seeds }, (_, seed) => ({ truth, setting, seed }))),
  );
}
