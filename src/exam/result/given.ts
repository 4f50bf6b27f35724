import type { Learner } from '../../learner/model.ts';
import type { Shown } from '../load.ts';
import type { Result } from '../model.ts';
import type { Count } from '../score.ts';
import type { PaperItem, Sitting } from '../sitting.ts';

/** What the pages of a settled sitting are made of. */
export type ResultGiven = {
  sitting: Sitting;
  items: readonly PaperItem[];
  shown: ReadonlyMap<number, Shown>;
  /** The questions that were marked by a later edition than was asked, as they are today; those that cannot be marked by it are left out. */
  revised: ReadonlyMap<number, Shown>;
  /** As it was marked when it ended, and again since. */
  results: readonly Result[];
  /** Position among the learner's exams. */
  ordinal: number;
  learner: Learner;
  /** The titles of domains by their ids, as far as the bank has them. */
  domains: ReadonlyMap<string, string>;
  sealed: { left: number; all: number };
};

/** The share of what counts that was right; 0 if nothing counts. */
export const shareOf = ({ correct, scored }: Count) => (scored === 0 ? 0 : correct / scored);

/** The title of a domain, or its id if the bank no longer has it. */
export const nameOf = ({ domains }: ResultGiven, id: string) => domains.get(id) ?? id;

/** Whether a question counts towards the score. */
export const isCounting = ({ scored, correct }: PaperItem) => scored && correct !== undefined;
