import type { RealExam } from '../../exam/model.ts';
import type { StoredCard } from '../../memory/model.ts';
import type { Schedule } from '../../memory/schedule.ts';
import type { Belief, Pace, Posterior } from '../belief/model.ts';
import type { ExamConcept } from '../model.ts';
import type { Forecast, Mock } from '../readiness/model.ts';

/** FSRS's memory of a concept as the plan reads it. */
export type Met = {
  stability: number;
  difficulty: number;
  /** The learner day of the last answer that counted. */
  day: number;
  returns: number;
};

/** A concept that the plan may ask for. */
export type Studied = ExamConcept & { met: Met | undefined };

/** All that an order of the day depends on. */
export type DayGiven = {
  exam: RealExam;
  day: number;
  concepts: readonly Studied[];
  posterior: Posterior;
  pace: Pace;
  schedule: Pick<Schedule, 'next'>;
  /** Days with a mock exam since the plan began, and how many more the sealed questions are enough for. */
  mockDays: readonly number[];
  mocksLeft: number;
};

/** The order of a day as it is kept: bounded, and true until an answer, the exam or the bank changes. */
export type DayOrder = {
  day: number;
  /** The minutes of the day, made lighter just before the exam. */
  minutes: number;
  daysLeft: number;
  /** How many new concepts the day should bring, and how many of them are still to come. */
  quota: number;
  newLeft: number;
  /** New concepts, the heaviest first, and met ones, the greatest gain per second first. */
  fresh: readonly string[];
  again: readonly string[];
  /** How many there are in all. */
  freshCount: number;
  againCount: number;
  /** Whether the minutes that are left suffice for more than the plan needs. */
  isSpare: boolean;
  /** Whether a mock exam is proposed for today. */
  proposesMock: boolean;
  pace: Pace;
};

/** What Today says of the exam if it were taken now; undefined while too little is known. */
export type ScoreNow = Pick<Forecast, 'score' | 'pass' | 'coverage'> | undefined;

/**
 * An order as it is stored: with the bank it is true for, the revisions of its concepts' cards, and the score to expect
 * now.
 */
export type KeptOrder = {
  order: DayOrder;
  bank: string;
  revisions: Readonly<Record<string, number>>;
  now: ScoreNow;
};

/** What an order of the day, and an answer, rest on. */
export type Ground = {
  cards: ReadonlyMap<string, StoredCard>;
  belief: Belief;
  exam: RealExam | undefined;
  /** When the newest mock exams began that are over. */
  sittings: readonly number[];
  /** Whether a question is new to the learner. */
  isNewStem: boolean;
  /** Whether the real exam has been predicted on this day. */
  isPredicted: boolean;
  /** The newest mock exams as tests of the forecast. */
  mocks: readonly Mock[];
};

/** A learner's plan as practice follows it on a day. */
export type Plan = {
  exam: RealExam;
  order: DayOrder;
  state: DayState;
  secondsLeft: number;
  revisions: Readonly<Record<string, number>>;
  now: ScoreNow;
};

/** How far a day is. */
export type DayState = 'begins' | 'under way' | 'done' | 'goes on';

/** A missed concept of today that waits for its second look. */
export type Waiting = { concept: string; isReady: boolean };

/** What a question is chosen from. */
export type Choice = {
  order: DayOrder;
  waiting: readonly Waiting[];
  /** The concept and the objective that were asked last. */
  last: { concept: string; objective: string } | undefined;
  /** The objective of a concept that may be asked; undefined where it may not, such as one set aside. */
  objectiveOf(concept: string): string | undefined;
};

/** Whether a day brings new concepts, repeats or both, in numbers for a page. */
export type DayContents = { minutes: number; fresh: number; again: number; missed: number };
