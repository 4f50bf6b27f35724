/** Where answers come from: the first question on a concept that a learner meets in practice, or a marked paper. */
export const sources = ['practice', 'exam'] as const;
export type Source = (typeof sources)[number];

/** Answers from one source that are the same response, from people who did equally well on the rest. */
export type ResponseCount = {
  source: Source;
  response: readonly string[];
  /** What they got right of the rest; both 0 where that is not known. */
  rest: number;
  restOf: number;
  answers: number;
  /** How many of them were said to be a guess. */
  guesses: number;
  /** The natural logarithms of their milliseconds, added up in thousandths. */
  tookLog: number;
};

/** A number with the interval in which the truth lies nineteen times in twenty. */
export type Estimate = { value: number; low: number; high: number };

/** An option: the share of answers that chose it, and the correlation of choosing it with the rest. */
export type OptionUse = {
  id: string;
  isKey: boolean;
  answers: number;
  share: number;
  withRest: Estimate | undefined;
};

/** What the answers from one source say about a question. */
export type Analysis = {
  source: Source;
  answers: number;
  facility: Estimate;
  discrimination: Estimate | undefined;
  efficiency: number | undefined;
  options: readonly OptionUse[];
  /** How many left it open or asked for the answer. */
  blank: number;
  /** The seconds in the middle of those who answered; undefined where too few did. */
  seconds: number | undefined;
};

/** How hard a question is, in logits: 0 where people know it as often as other concepts when they meet them. */
export type Difficulty = { value: number; error: number };

/** Something that an author should look at. */
export type Flag = {
  kind: 'wrong key' | 'ambiguous' | 'dead distractor' | 'too easy' | 'guessed';
  source: Source;
  /** The option that it is about. */
  option?: string;
};
