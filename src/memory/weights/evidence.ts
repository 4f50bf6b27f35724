import { defaultWeights } from '../schedule.ts';
import { gainOf, meanOf, type Recalled, type Tried, triedOn } from './loss.ts';
import type { History } from './model.ts';

/** Some answers with what the standard weights and others, made without these answers, predicted of them. */
export type Part = readonly { elapsed: number; standard: number; own: number }[];

/** Tries weights on the usable answers from one moment up to another. */
export function partOf(
  weights: readonly number[],
  histories: readonly History[],
  from: number,
  to?: number,
  recalled?: Recalled,
): Part {
  const own = triedOn(weights, histories, from, to, recalled);
  return triedOn(defaultWeights, histories, from, to, recalled).map(({ elapsed, loss }: Tried, i) => ({
    elapsed,
    standard: loss,
    own: own[i]!.loss,
  }));
}

/** The mean losses over all parts. */
export function lossesOfParts(parts: readonly Part[]): { standard: number; own: number } {
  const all = parts.flat();
  return { standard: meanOf(all.map(({ standard }) => standard)), own: meanOf(all.map(({ own }) => own)) };
}

/** By how much the total log loss of all the answers tried must be lower: the fewer the answers, the more each must show. */
const leastGain = 7.5;

/** How many standard errors it must be lower so that weights are adopted, and that they stay in use. */
const errors = { adopt: 2, keep: 1 };

/** Weights must predict all answers better, and also the half and the tenth after the longest gaps: later answers fall there. */
const shares = [1, 0.5, 0.1];

/** Whether weights predict better than the standard ones, and not by luck. */
export function isSurelyBetter(parts: readonly Part[]): boolean {
  return isBetter(parts, errors.adopt);
}

/** Whether weights that are in use still predict better. */
export function isStillBetter(parts: readonly Part[]): boolean {
  return isBetter(parts, errors.keep);
}

/** Whether weights predict better over all parts, after the longest gaps, and in the last part, as the learner may have changed. */
function isBetter(parts: readonly Part[], fewestErrors: number): boolean {
  const all = parts.flat().sort((a, b) => b.elapsed - a.elapsed);
  const gains = shares.map((share) => gainOf(all.slice(0, Math.ceil(share * all.length))));
  return (
    gains[0]!.gain * all.length > leastGain &&
    gains.every(({ gain, error }) => gain > fewestErrors * error) &&
    gainOf(parts.at(-1)!).gain > 0
  );
}
