import type { Bank, LiveQuestion } from '../../../src/bank/bank.ts';
import type { Blueprint } from '../../../src/bank/schema/blueprint.ts';
import type { Answer, Candidate } from '../candidate.ts';

/** What a policy may know of a course from its first day on. */
export type Course = {
  bank: Bank;
  blueprint: Blueprint;
  /** The days before the exam, which is on the morning after the last of them. */
  days: number;
  /** The minutes that the candidate means to practise each day. */
  minutes: number;
  /** The name of the candidate. */
  name: string;
};

/** A moment of a course: its day, and the same with fractions. */
export type Moment = { day: number; at: number };

/** A way to choose what is asked next. */
export type Policy = {
  /** The question to ask; nothing ends the day. */
  next(moment: Moment): Promise<LiveQuestion | undefined>;
  /** Learns how it was answered. */
  told(live: LiveQuestion, answer: Answer, moment: Moment): Promise<void>;
  /** The score it expects if the exam were now, where it can say, as shares from 0 to 1. */
  expect?(moment: Moment): Expectation | undefined;
};

/** A score with its 80 % interval. */
export type Expectation = { score: number; low: number; high: number };

/** Makes a policy for a course; only an oracle looks at the candidate. */
export type MakePolicy = (course: Course, candidate: Candidate) => Policy;
