import type { Curve } from './model.ts';

/** Eleven factors of stability in equal steps of their logarithm, from .08 to 2.7. */
export const factors: readonly number[] = Array.from(
  { length: 11 },
  (_, i) => 0.08 * (2.7 / 0.08) ** (i / 10),
);

/** How a forgetting curve bends. */
const decays: readonly number[] = [0.1, 0.154, 0.25, 0.4, 0.65];

/** The shares of what is remembered that help with words never seen, where a concept was met in one wording. */
export const transfers: readonly number[] = [0.6, 0.7, 0.8, 0.9, 1];

/** Every pair of factor and decay. */
export const curves: readonly Curve[] = factors.flatMap((factor) =>
  decays.map((decay) => ({ factor, decay })),
);

/** How many cells a grid of curves and transfers has; the transfers of a curve lie side by side. */
export const cellCount = curves.length * transfers.length;

/**
 * The share of what is remembered that helps with words never seen, after some returns of a concept: each return asks
 * the wording seen longest ago, and each further wording frees memory a little more from the words.
 */
export function shareInNewWords(transfer: number, wordings: number, returns: number): number {
  return 1 - (1 - transfer) * boundToWords(wordings, returns);
}

/** How much of what one wording keeps from helping with others still does so: all after one wording, half after two. */
export function boundToWords(wordings: number, returns: number): number {
  return 1 / Math.max(1, Math.min(wordings, returns + 1));
}

/** How often someone who knows the answer is wrong all the same, and how much better than chance a guess is. */
export const slip = 0.03;
const guessing = 1.12;

/** The chance to answer right without knowing. */
export function luckOf(guess: number): number {
  return Math.min(1 - slip, guessing * guess);
}

/** The chance to answer right by the chance to know. */
export function rightBy(known: number, guess: number): number {
  return known * (1 - slip) + (1 - known) * luckOf(guess);
}

/** The chance to recall after some days, by FSRS's stability and a learner's own curve. */
export function recallOn({ factor, decay }: Curve, stability: number, days: number): number {
  if (days <= 0) return 1;
  return (1 + (scaleOf(decay) * days) / (stability * factor)) ** -decay;
}

const scales = new Map(decays.map((decay) => [decay, scaleBy(decay)]));

function scaleOf(decay: number): number {
  return scales.get(decay) ?? scaleBy(decay);
}

/** FSRS's curves all pass nine tenths when the days are as many as the stability. */
function scaleBy(decay: number): number {
  return 0.9 ** (-1 / decay) - 1;
}
