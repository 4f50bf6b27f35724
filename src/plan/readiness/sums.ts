import { boundToWords, curves, luckOf, recallOn, shareInNewWords, slip } from '../belief/grid.ts';
import type { Posterior } from '../belief/model.ts';
import type { Standing } from './model.ts';

/** What a score in words never seen is added up from; each per curve where curves differ. */
export type Sums = {
  weight: number;
  /** What guessing alone gives. */
  luck: number;
  early: number[];
  late: number[];
  /** What the unmet concepts give if all of them are known, and the sum of the squares. */
  unmet: number;
  unmetSquares: number;
  met: number;
  remembered: number;
  /** What is remembered, as far as it helps with words never seen, and how much of its worth hangs on transfer. */
  inNewWords: number;
  bound: number;
};

/** Adds up some concepts of an exam. */
export function sumsOf(concepts: readonly Standing[], posterior: Posterior): Sums {
  const sums = noSums();
  for (const standing of concepts) addConcept(sums, standing, posterior);
  return sums;
}

function noSums(): Sums {
  return {
    weight: 0,
    luck: 0,
    early: curves.map(() => 0),
    late: curves.map(() => 0),
    unmet: 0,
    unmetSquares: 0,
    met: 0,
    remembered: 0,
    inNewWords: 0,
    bound: 0,
  };
}

const single = [
  'weight',
  'luck',
  'unmet',
  'unmetSquares',
  'met',
  'remembered',
  'inNewWords',
  'bound',
] as const;

/** Adds sums up to one. */
export function addedUp(parts: readonly Sums[]): Sums {
  const whole = noSums();
  for (const part of parts) {
    for (const name of single) whole[name] += part[name];
    for (const name of ['early', 'late'] as const)
      part[name].forEach((value, c) => {
        whole[name][c]! += value;
      });
  }
  return whole;
}

function addConcept(sums: Sums, standing: Standing, posterior: Posterior): void {
  const { weight, guess, wordings, remembered } = standing;
  const luck = luckOf(guess);
  const worth = weight * (1 - slip - luck);
  sums.weight += weight;
  sums.luck += weight * luck;
  if (remembered === undefined) {
    sums.unmet += worth;
    sums.unmetSquares += worth ** 2;
    return;
  }
  const isLate = remembered.returns > 0;
  const perCurve = isLate ? sums.late : sums.early;
  const { weights } = isLate ? posterior.late : posterior.early;
  const share = shareInNewWords(posterior.transfer.mean, wordings, remembered.returns);
  let mean = 0;
  for (let c = 0; c < curves.length; c++) {
    const recall = recallOn(curves[c]!, remembered.stability, remembered.days);
    perCurve[c]! += worth * recall * share;
    mean += weights[c]! * recall;
  }
  sums.met += weight;
  sums.remembered += weight * mean;
  sums.inNewWords += weight * mean * share;
  sums.bound += worth * mean * boundToWords(wordings, remembered.returns);
}
