/**
 * What a learner's answers say about how they remember: sums of whole numbers, one for each answer, so that answers can
 * be added and taken out in any order and always leave the same bits. It never grows with the log.
 */
export type Belief = {
  /** Every answer that counts, in practice and in mock exams. */
  answers: number;
  /** Answers in practice and their milliseconds, right and wrong apart. */
  rightAnswers: number;
  rightMs: number;
  wrongAnswers: number;
  wrongMs: number;
  /** How many concepts were met, and how much of them was known beforehand. */
  firsts: number;
  knownBefore: number;
  /** How many first answers of later days the two grids hold. */
  earlyReturns: number;
  lateReturns: number;
  /** How many of both were answered right. */
  returnsRight: number;
  /** The log-likelihood of each cell by the first return of each concept, and by all later returns. */
  early: readonly number[];
  late: readonly number[];
};

/** What one answer says. */
export type Evidence = {
  right: boolean;
  /** The chance to answer right by guessing. */
  guess: number;
  /** Undefined for an answer in an exam, which says nothing about the pace of practice. */
  tookMs: number | undefined;
  /** What it says about memory; undefined for an answer that says nothing, such as a repeat on the same day. */
  about: 'first meeting' | Return | undefined;
};

/** The first answer of a later day. */
export type Return = {
  /** FSRS's stability before the answer, in days, and the days since the answer before. */
  stability: number;
  days: number;
  /** Whether the concept had come back before. */
  isLater: boolean;
  /** Whether the learner saw the question for the first time. */
  isNewStem: boolean;
};

/** A forgetting curve: how much longer or shorter the learner remembers than FSRS says, and how the curve bends. */
export type Curve = { factor: number; decay: number };

/** A distribution over the cells of a grid. */
export type Grid = {
  weights: readonly number[];
  /** The curve in the middle of the distribution. */
  middle: Curve;
};

/** What is believed about a learner, ready to forecast with. */
export type Posterior = {
  early: Grid;
  late: Grid;
  /** The share of what is remembered that helps with words never seen: mean and variance. */
  transfer: { mean: number; variance: number };
  /** The share of concepts never met that are known already: mean and variance. */
  knownBefore: { mean: number; variance: number };
};

/** How many seconds an answer takes. */
export type Pace = { right: number; wrong: number };
