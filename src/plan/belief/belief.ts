import { cellCount, curves, luckOf, recallOn, rightBy, slip, transfers } from './grid.ts';
import type { Belief, Evidence, Return } from './model.ts';

/** Logarithms and shares are summed in whole steps of this size: the order of a sum leaves no trace in it. */
const steps = 4096;

/** Likelihoods count a little less than they would if memory were exactly as the grid has it. */
const temper = 0.8;

/** An answer takes at most this long: a page may be left open. */
const longestAnswer = 180_000;

const nothing: readonly number[] = Array.from({ length: cellCount }, () => 0);

/** What is believed before the first answer. */
export const noBelief: Belief = {
  answers: 0,
  rightAnswers: 0,
  rightMs: 0,
  wrongAnswers: 0,
  wrongMs: 0,
  firsts: 0,
  knownBefore: 0,
  earlyReturns: 0,
  lateReturns: 0,
  returnsRight: 0,
  early: nothing,
  late: nothing,
};

/** A belief after one more answer. */
export function updated(belief: Belief, evidence: Evidence): Belief {
  return plus(belief, evidence, 1);
}

/** A belief without an answer that is part of it. */
export function withdrawn(belief: Belief, evidence: Evidence): Belief {
  return plus(belief, evidence, -1);
}

/** A belief in which some answers take the place of others. */
export function replaced(belief: Belief, before: readonly Evidence[], after: readonly Evidence[]): Belief {
  return after.reduce(updated, before.reduce(withdrawn, belief));
}

/** What is believed by some answers. */
export function beliefOf(evidence: readonly Evidence[]): Belief {
  return evidence.reduce(updated, noBelief);
}

function plus(belief: Belief, evidence: Evidence, sign: 1 | -1): Belief {
  const { right, guess, about } = evidence;
  const next = { ...withPace(belief, evidence, sign), answers: belief.answers + sign };
  if (about === undefined) return next;
  if (about === 'first meeting') {
    next.firsts += sign;
    next.knownBefore += sign * knownBy(right, guess);
  } else if (about.isLater) {
    next.returnsRight += sign * Number(right);
    next.lateReturns += sign;
    next.late = withReturn(belief.late, about, evidence, sign);
  } else {
    next.returnsRight += sign * Number(right);
    next.earlyReturns += sign;
    next.early = withReturn(belief.early, about, evidence, sign);
  }
  return next;
}

function withPace(belief: Belief, { right, tookMs }: Evidence, sign: 1 | -1): Belief {
  if (tookMs === undefined) return { ...belief };
  const ms = sign * Math.min(tookMs, longestAnswer);
  return right
    ? { ...belief, rightAnswers: belief.rightAnswers + sign, rightMs: belief.rightMs + ms }
    : { ...belief, wrongAnswers: belief.wrongAnswers + sign, wrongMs: belief.wrongMs + ms };
}

/** How much of a concept was known when it was met, so that lucky and careless answers even out over many. */
function knownBy(right: boolean, guess: number): number {
  const luck = luckOf(guess);
  return Math.round((steps * ((right ? 1 : 0) - luck)) / Math.max(0.1, 1 - slip - luck));
}

function withReturn(
  cells: readonly number[],
  { stability, days, isNewStem }: Return,
  { right, guess }: Evidence,
  sign: 1 | -1,
): number[] {
  const next = [...cells];
  curves.forEach((curve, c) => {
    const recall = recallOn(curve, stability, days);
    const seen = logLikelihood(recall, guess, right);
    transfers.forEach((transfer, t) => {
      const amount = isNewStem ? logLikelihood(recall * transfer, guess, right) : seen;
      next[c * transfers.length + t]! += sign * amount;
    });
  });
  return next;
}

function logLikelihood(known: number, guess: number, right: boolean): number {
  const chance = rightBy(known, guess);
  return Math.round(steps * temper * Math.log(right ? chance : 1 - chance));
}

/** The log-likelihoods of cells as numbers to reckon with. */
export function logsOf(cells: readonly number[]): number[] {
  return cells.map((cell) => cell / steps);
}

/** How many concepts of those met were known beforehand, as far as the answers say. */
export function knownConcepts({ knownBefore }: Belief): number {
  return knownBefore / steps;
}

/** Fewer concepts say too little about how much someone knows. */
const fewestFirsts = 10;

/** How many of twenty concepts were known beforehand, as far as the answers say: what an answer is compared with. */
export function knownOfTwenty(belief: Belief): number | undefined {
  if (belief.firsts < fewestFirsts) return undefined;
  return Math.min(20, Math.max(0, Math.round((20 * knownConcepts(belief)) / belief.firsts)));
}

const fields = Object.keys(noBelief) as (keyof Belief)[];
const counts = fields.filter((field) => typeof noBelief[field] === 'number');

/** The characters of a stored belief that hold its counts at most: they come first. */
export const countsAtMost = 160;

/** The counts of a stored belief, of which no more than the head may have been read. */
export function decodeCounts(head: string): Omit<Belief, 'early' | 'late'> {
  const values = head.slice(1).split(',', counts.length).map(Number);
  return Object.fromEntries(counts.map((field, i) => [field, values[i]!])) as Omit<Belief, 'early' | 'late'>;
}

/** A belief as text for the store. */
export function encodeBelief(belief: Belief): string {
  return JSON.stringify(fields.map((field) => belief[field]));
}

/** The belief that a text of the store says. */
export function decodeBelief(text: string): Belief {
  const values = JSON.parse(text) as (number | number[])[];
  return Object.fromEntries(fields.map((field, i) => [field, values[i]])) as unknown as Belief;
}
