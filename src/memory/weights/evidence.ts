import { defaultWeights } from '../schedule.ts';
import { type CameBack, gainOf, meanOf, type Tried, triedOn } from './loss.ts';
import type { History } from './model.ts';

/** Some answers with what the standard weights and others, made without these answers, predicted of them. */
export type Part = readonly { elapsed: number; standard: number; own: number }[];

/** Tries weights on the usable answers from one moment up to another. */
export function partOf(
  weights: readonly number[],
  histories: readonly History[],
  from: number,
  to?: number,
  cameBack?: CameBack,
): Part {
  const own = triedOn(weights, histories, from, to, cameBack);
  return triedOn(defaultWeights, histories, from, to, cameBack).map(({ elapsed, loss }: Tried, i) => ({
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

/** How much lower the log loss must be at least. */
const leastGain = 0.001;

/** How many standard errors it must be lower so that weights are adopted, and that they stay in use. */
const errors = { adopt: 3, keep: 1 };

/** The share of the answers, those after the longest times, of which weights must predict more too: what comes later lies there. */
const longest = 0.1;

/** Whether weights predict every part better than the standard ones, and not by luck. */
export function isSurelyBetter(parts: readonly Part[]): boolean {
  return isBetter(parts, errors.adopt) && parts.every((part) => gain(part) > 0);
}

/** Whether weights that are in use still predict better. */
export function isStillBetter(parts: readonly Part[]): boolean {
  return isBetter(parts, errors.keep) && gain(parts.at(-1)!) > 0;
}

function isBetter(parts: readonly Part[], fewestErrors: number): boolean {
  const all = parts.flat();
  const found = gainOf(all);
  const rare = all.toSorted((a, b) => b.elapsed - a.elapsed).slice(0, Math.ceil(longest * all.length));
  return found.gain > leastGain && found.gain > fewestErrors * found.error && gain(rare) > 0;
}

const gain = (part: Part) => gainOf(part).gain;
