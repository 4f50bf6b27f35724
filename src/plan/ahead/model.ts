import type { RealExam } from '../../exam/model.ts';
import type { Belief } from '../belief/model.ts';
import type { Studied } from '../day/model.ts';
import type { ExamTerms } from '../model.ts';
import type { Estimate, Mock, Range } from '../readiness/model.ts';

/** What is run ahead; plain data, so that another process can be given it. */
export type AheadGiven = {
  exam: RealExam;
  day: number;
  concepts: readonly Studied[];
  belief: Belief;
  /** The weights of the learner's schedule. */
  weights: string;
  terms: ExamTerms;
  mocks: readonly Mock[];
  /** Seconds practised today. */
  secondsToday: number;
  seed: string;
  /** How many learners are drawn. */
  learners: number;
};

/** The score to expect on the day of the exam. */
export type OnTheDay = { score: Estimate; paper: Range; pass: number };

/** The same by the minutes that are planned, and with five more on each day of practice. */
export type Ahead = { planned: OnTheDay; fiveMore: OnTheDay };
