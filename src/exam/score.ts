import type { Blueprint } from '../bank/schema/blueprint.ts';
import type { PaperItem } from './sitting.ts';

/** How many of some questions were right. */
export type Count = { correct: number; scored: number };

/** A span of shares, from 0 to 1. */
export type Span = { low: number; high: number };

/** The score of a paper by its marks: what does not count, or no longer, is left out. */
export function countOf(items: readonly Pick<PaperItem, 'scored' | 'correct'>[]): Count {
  const counting = items.filter(({ scored, correct }) => scored && correct !== undefined);
  return { correct: counting.filter(({ correct }) => correct).length, scored: counting.length };
}

/** How many right answers pass. */
export function neededToPass({ pass }: Blueprint, scored: number): number {
  return Math.ceil((pass * scored) / 100);
}

/** Whether a score passes. */
export function isPassed(terms: Blueprint, { correct, scored }: Count): boolean {
  return scored > 0 && correct >= neededToPass(terms, scored);
}

/** The normal deviate that eighty per cent of all cases lie within. */
const z80 = 1.2816;

/**
 * Where the share that someone would get right of very many such questions most likely lies, four times in five
 * (Wilson's score interval).
 */
export function spanOf({ correct, scored }: Count): Span {
  if (scored === 0) return { low: 0, high: 1 };
  const share = correct / scored;
  const z2 = z80 ** 2 / scored;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (z80 * Math.sqrt((share * (1 - share) + z2 / 4) / scored)) / (1 + z2);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** What divisions of whole numbers may be off by, in points. */
const rounding = 1e-9;

/**
 * A share on a blueprint's scale: the pass mark in its place, straight lines below and above. An estimate, as no
 * exam's own way is known; it is rounded towards the pass mark's side, so that it says passed where that is so.
 */
export function scaledOf({ scale, pass }: Blueprint, share: number): number | undefined {
  if (!scale) return undefined;
  const cut = pass / 100;
  const points = (from: number, to: number, part: number) => Math.floor(from + (to - from) * part + rounding);
  if (share < cut) return points(scale.lowest, scale.pass, share / cut);
  const above = cut === 1 ? 1 : (share - cut) / (1 - cut);
  return points(scale.pass, scale.highest, above);
}

/** What changing answers did, by the first and the last answer to each question. */
export type Changes = { toRight: number; toWrong: number; toOtherWrong: number };

/** Adds up changed answers; `wasRight` says whether the first one was right. */
export function changesOf(changed: readonly { wasRight: boolean; isRight: boolean }[]): Changes {
  const count = (from: boolean, to: boolean) =>
    changed.filter(({ wasRight, isRight }) => wasRight === from && isRight === to).length;
  return { toRight: count(false, true), toWrong: count(true, false), toOtherWrong: count(false, false) };
}
