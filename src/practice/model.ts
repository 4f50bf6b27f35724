import type { Certainty } from '../memory/rate.ts';
import type { Ahead } from '../plan/ahead/model.ts';
import type { Kept } from '../plan/day/load.ts';

/** Counts stop here: "200+" says enough, and counting further would cost more the longer someone is away. */
export const countCap = 200;

/** What was done on one day. */
export type DayTally = { answers: number; correct: number; first: number; tookMs: number };

/** One answer, as the melody and the gains of a day need it. */
export type MelodyAnswer = { question: string; correct: boolean; certainty: Certainty; tookMs: number };

/** A card of a set, as far as it decides when its concept is asked. */
export type SetCard = {
  concept: string;
  revision: number;
  /** The learner day and the moment of the last answer, and when it falls due; null before the first. */
  day: number | null;
  answeredAt: number | null;
  dueDay: number | null;
  readyAt: number | null;
  asleep: boolean;
};

/** A domain's recent answers. */
export type DomainTally = { domain: string; answers: number; correct: number };

/** The cards of a set's concepts, and the questions that the learner does not want to be asked. */
export type CardsOfSet = { cards: SetCard[]; asides: string[] };

/** A wrong answer, by the day of the log. */
export type WrongAnswer = { question: string; edition: number; day: number };

/** What a day's queue is read as. */
export type QueueRead = {
  /** What was missed and waits for its second look, the longest-waiting first. */
  waiting: { concept: string; readyAt: number }[];
  /** The first concepts that are due, and how many there are in all, at most one more than the cap. */
  due: string[];
  dueCount: number;
  /** Those of the concepts asked about that have not been met. */
  unmet: string[];
  /** The questions that the learner does not want to be asked. */
  asides: string[];
  /** The card revisions of all these concepts. */
  revisions: ReadonlyMap<string, number>;
  /** What is kept of the plan for the exam. */
  kept: Kept;
  marks: Marks;
};

/**
 * All answers that count: how many were right, wrong, and the first to their concept; and how many were the first on a
 * later day, and right.
 */
export type Marks = { right: number; wrong: number; firsts: number; returns: number; returnsRight: number };

/** Before the first answer. */
export const noMarks: Marks = { right: 0, wrong: 0, firsts: 0, returns: 0, returnsRight: 0 };

/** What Today looks at beside the queue. */
export type Outlook = {
  /** How many cards fall due on each of the days ahead; days without any are left out. */
  ahead: { day: number; count: number }[];
  wrong: WrongAnswer[];
  /** How many of them the learner was sure of, ten at most. */
  sureAndWrong: number;
  /** The flagged questions, the last ones first. */
  flags: string[];
  domains: DomainTally[];
  /** How many concepts have been met that may be asked. */
  met: number;
  /** The day of the real exam. */
  examDay: number | undefined;
  /** The score to expect on that day, as it was worked out last. */
  onTheDay: Ahead | undefined;
};
