/** A concept as far as an exam is concerned. The weights of all concepts of an exam add up to one. */
export type ExamConcept = {
  concept: string;
  objective: string;
  domain: string;
  /** Its share of the exam; zero for one that the exam never asks about. */
  weight: number;
  /** The chance to answer one of its questions right by guessing, on average. */
  guess: number;
  /** Whether practice may ask it, and in how many wordings. */
  askable: boolean;
  wordings: number;
};

/** What counts about a paper of an exam: how many questions are scored, and the share that passes. */
export type ExamTerms = { scored: number; pass: number };

/** A learner's exam and the time they have for it. Days are learner days. */
export type RealExam = {
  day: number;
  /** The blueprint it is like; the first one of the bank where the bank does not know it. */
  blueprint: string;
  /** Minutes on each weekday, from Monday to Sunday. */
  minutes: readonly number[];
  daysOff: readonly number[];
  /** The first day back after some days away. */
  awayUntil: number | undefined;
  /** The day on which the plan began. */
  begun: number;
};
