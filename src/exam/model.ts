import type { Bank } from '../bank/bank.ts';
import type { Change } from '../base/data/database.ts';
import type { Learner } from '../learner/model.ts';
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

/** A learner's real exam and the time they have for it. Days are learner days. */
export type RealExam = {
  day: number;
  /** The blueprint it is like; the first one of the bank where the bank does not know it. */
  blueprint: string;
  /** Minutes on each weekday, from Monday to Sunday. */
  minutes: readonly number[];
  daysOff: readonly number[];
  /** The first day back after some days away. */
  awayUntil: number | undefined;
  /** The day on which the plan for it began. */
  begun: number;
};

/** What follows in higher rooms when a mock exam begins; the changes join the same commit. */
export type ExamOccasions = {
  begun(
    here: { bank: Bank },
    learner: Learner,
    sitting: Sitting,
    items: readonly PaperItem[],
  ): Promise<Change[]>;
};

/** How the real exam went, as the learner told it. */
export type Outcome = {
  day: number;
  taken: boolean;
  passed: boolean | undefined;
  /** In per cent or on the exam's own scale; undefined where it was not told. */
  score: number | undefined;
};
