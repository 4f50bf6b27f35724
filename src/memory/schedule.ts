import { default_w, FSRS, forgetting_curve, generatorParameters } from 'ts-fsrs';

/** What FSRS is told about an answer. */
export const ratings = { again: 1, hard: 2, good: 3, easy: 4 } as const;
export type Rating = (typeof ratings)[keyof typeof ratings];

/** FSRS's state of one memory: stability in days until recall falls to 90 %, difficulty from 1 to 10. */
export type Memory = { stability: number; difficulty: number };

/** A learner's scheduling: FSRS weights (21, or 17 and 19 of older versions) and the recall to come back at. */
export type Parameters = { weights: readonly number[]; retention: number; shortTerm?: boolean };

export const defaultWeights: readonly number[] = default_w;

/** Written into every review, so that a later algorithm knows what it reads. */
export const algorithm = 'fsrs-6';

/** FSRS in whole learner days; it never sees a date. */
export type Schedule = {
  /** The memory after an answer, `elapsedDays` learner days after the last one that counted. */
  next(memory: Memory | undefined, elapsedDays: number, rating: Rating): Memory;
  /** Whole days, at least one, until recall has fallen to the wanted retention. */
  interval(memory: Memory): number;
  /** The chance to recall a memory after a fractional number of days. */
  recall(memory: Memory, days: number): number;
  /** The library's own formulas, for tests against published values. */
  formulas: FSRS;
};

/** The schedule for some parameters. */
export function schedule({ weights, retention, shortTerm = true }: Parameters): Schedule {
  const formulas = new FSRS(
    generatorParameters({
      w: weights,
      request_retention: retention,
      enable_short_term: shortTerm,
      enable_fuzz: false,
    }),
  );
  return {
    next: (memory, elapsedDays, rating) => formulas.next_state(memory ?? null, elapsedDays, rating),
    interval: ({ stability }) => formulas.next_interval(stability, 0),
    recall: ({ stability }, days) => forgetting_curve(formulas.parameters.w, Math.max(0, days), stability),
    formulas,
  };
}

/** Most schedules held at once; one that is gone is made again in less than a millisecond. */
const mostHeld = 1_000;
const held = new Map<string, Schedule>();

/** A learner's schedule: by the recall they want, and by weights of their own if they have any. */
export function scheduleFor({ retention, weights }: { retention: number; weights: string }): Schedule {
  const name = `${retention} ${weights}`;
  const known = held.get(name);
  if (known) return known;
  if (held.size >= mostHeld) held.delete(held.keys().next().value!);
  const made = schedule({ weights: readWeights(weights), retention });
  held.set(name, made);
  return made;
}

/** Weights as a learner's row has them; an empty text stands for the standard ones. */
export function readWeights(text: string): readonly number[] {
  return text === '' ? defaultWeights : JSON.parse(text);
}
