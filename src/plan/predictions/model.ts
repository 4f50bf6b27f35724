/** What was expected of an exam before it. Written once. */
export type Prediction = {
  /** The sitting that tests it, or the day of practice on which it was made. */
  id: string;
  kind: 'mock' | 'exam';
  madeAt: number;
  /** The learner day of the exam. */
  day: number;
  blueprint: string;
  /** The expected score, where it lies four times in five, and where that of a single paper does. */
  score: number;
  low: number;
  high: number;
  paperLow: number;
  paperHigh: number;
  /** The chance to pass, and the share that passes. */
  pass: number;
  passMark: number;
  /** The share expected on the very paper, some of whose questions may have been seen; undefined for the real exam. */
  paper: number | undefined;
};

/** A prediction with what came of it; a score that was not told, or not in per cent, is undefined. */
export type Outcome = Pick<Prediction, 'kind' | 'day' | 'score' | 'paperLow' | 'paperHigh' | 'pass'> & {
  share: number | undefined;
  passed: boolean | undefined;
};

/** How often someone passed of those whose chance was in one tenth of the scale. */
export type Decile = { from: number; count: number; expected: number; passed: number };

/** How predictions came out. */
export type Record = {
  count: number;
  /** By tenths of the chance to pass; tenths without a prediction are left out. */
  deciles: Decile[];
  /** The mean of the squared distances between chance and outcome; undefined without any. */
  brier: number | undefined;
  /** Of how many the score is known, and how many of them lay inside the range of a paper. */
  scored: number;
  inside: number;
  /** By how much scores lay above what was expected, on average. */
  bias: number | undefined;
};
