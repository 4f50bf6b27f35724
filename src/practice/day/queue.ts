import { unit } from '../../base/random.ts';

/** A concept that could be asked, with the objective it belongs to. */
export type Candidate = { concept: string; objective: string };

/** What a learner's day looks like at one moment. */
export type Queue = {
  /** Learner and day: the order of the day depends on it and on what was answered. */
  seed: string;
  answeredToday: number;
  /** What was asked last, if anything. */
  last: Candidate | undefined;
  /** Missed concepts whose relearning step may be asked now, and those that still rest, the longest-waiting first. */
  ready: Candidate[];
  resting: Candidate[];
  /** The first of what is due, in the order of its places, and how many there are in all. */
  due: Candidate[];
  dueCount: number;
  /** The new concepts of today, in the order of the syllabus. */
  unmet: Candidate[];
};

/**
 * The concept to ask next. Missed ones come first once they have rested; due and new ones are mixed by their share
 * of what is left. Two of one objective do not follow each other while there is a choice, and what was asked last
 * is never asked at once. A resting one is asked early only when nothing else is left.
 */
export function chooseNext(queue: Queue): string | undefined {
  const { ready, due, resting, last } = queue;
  const unmet = inDayOrder(queue);
  const pool = [...ready, ...(newBeforeDue(queue) ? [...unmet, ...due] : [...due, ...unmet])];
  const chosen =
    pool.find(({ objective, concept }) => objective !== last?.objective && concept !== last?.concept) ??
    pool.find(({ concept }) => concept !== last?.concept) ??
    pool[0] ??
    resting.find(({ concept }) => concept !== last?.concept);
  return chosen?.concept;
}

/** Every concept that could be asked next; `chooseNext` finds one of them if there is any. */
export function choices({ ready, due, unmet, resting, last }: Queue): Candidate[] {
  return [...ready, ...due, ...unmet, ...resting.filter(({ concept }) => concept !== last?.concept)];
}

/** A queue without some concepts. */
export function withoutCandidates(queue: Queue, concepts: ReadonlySet<string>): Queue {
  const others = (candidates: Candidate[]) => candidates.filter(({ concept }) => !concepts.has(concept));
  const { ready, resting, due, unmet } = queue;
  return {
    ...queue,
    ready: others(ready),
    resting: others(resting),
    due: others(due),
    unmet: others(unmet),
  };
}

function inDayOrder({ unmet, seed }: Queue): Candidate[] {
  const keyed = unmet.map((candidate) => ({ candidate, key: unit(`${seed}/${candidate.concept}`) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ candidate }) => candidate);
}

function newBeforeDue({ unmet, dueCount, seed, answeredToday }: Queue): boolean {
  return unit(`${seed}#${answeredToday}`) < unmet.length / (unmet.length + dueCount);
}
