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

const schedules = new Map<string, Schedule>();

/** The schedule for some parameters; one object serves everyone who shares them. */
export function schedule(parameters: Parameters): Schedule {
  const name = JSON.stringify(parameters);
  const known = schedules.get(name);
  if (known) return known;
  const made = create(parameters);
  schedules.set(name, made);
  return made;
}

const byRetention = new Map<number, Schedule>();

/** The schedule of everyone with the default weights and a retention. */
export function scheduleFor(retention: number): Schedule {
  return byRetention.getOrInsertComputed(retention, () => schedule({ weights: defaultWeights, retention }));
}

function create({ weights, retention, shortTerm = true }: Parameters): Schedule {
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
