import { defaultWeights } from '../schedule.ts';
import { isStillBetter, isSurelyBetter, lossesOfParts, type Part, partOf } from './evidence.ts';
import { isUsable } from './history.ts';
import type { Fit, FitGiven, Fitting, History, Train } from './model.ts';

/** Fewer usable answers say too little about a learner. */
export const fewestAnswers = 100;

/** The shares of the answers before which weights are made, to be tried on the answers up to the next share. */
const cuts = [0.4, 0.6, 0.8];

/** A learner's own weights count half after so many usable answers. */
const halfWay = 2_000;

/** Fits weights to what a learner has answered so far, and tries on later answers whether such weights help. */
export async function fit({ histories }: FitGiven, train: Train): Promise<Fit> {
  const moments = momentsOf(histories);
  const answers = moments.length;
  if (answers < fewestAnswers) return { kind: 'too few', answers };
  const starts = cuts.map((share) => moments[Math.floor(share * answers)]!);
  const parts: Part[] = [];
  for (const [i, from] of starts.entries()) {
    const tried = await blended(histories, from, train);
    parts.push(partOf(tried, histories, from, starts[i + 1]));
  }
  const own = JSON.stringify(await blended(histories, Number.POSITIVE_INFINITY, train));
  const isBetter = { surely: isSurelyBetter(parts), still: isStillBetter(parts) };
  return { kind: 'fitted', answers, own, losses: lossesOfParts(parts), isBetter };
}

/** The moments of all usable answers, in order. */
export function momentsOf(histories: readonly History[]): number[] {
  return histories.flatMap((history) => history.filter(isUsable).map(({ at }) => at)).sort((a, b) => a - b);
}

/** The standard weights, moved towards those of the answers before a moment by how many those are. */
async function blended(
  histories: readonly History[],
  before: number,
  train: Train,
): Promise<readonly number[]> {
  const items = itemsOf(histories, before);
  const trained = await train(items.map(({ item }) => item));
  const share = items.length / (items.length + halfWay);
  return defaultWeights.map((standard, i) => round(standard + share * (trained[i]! - standard)));
}

/** Weights keep as many places as the standard ones. */
function round(weight: number): number {
  return Math.round(weight * 10_000) / 10_000;
}

/** Each usable answer before a moment with all that came before it, in the order of time. */
function itemsOf(histories: readonly History[], before: number) {
  return histories
    .flatMap((history) => {
      const pairs = history.map(({ rating, elapsed }) => [rating, elapsed] as const);
      return history.flatMap((step, i) =>
        isUsable(step, i) && step.at < before ? [{ at: step.at, item: pairs.slice(0, i + 1) }] : [],
      );
    })
    .sort((a, b) => a.at - b.at);
}

/** So many times as many answers as before make it worth while to fold all cards by newer weights. */
const growth = 1.25;

/**
 * What comes of a fit. Own weights are adopted once such weights have surely predicted later answers better than the
 * standard ones, and give way to these when they do no longer. `fittedTo` says how many answers those in use rest on.
 */
export function outcomeOf(
  found: Exclude<Fit, { kind: 'missing' }>,
  present: { weights: string; fittedTo: number },
  now: number,
): Fitting {
  const { answers } = found;
  const { weights, fittedTo } = present;
  const look = { fittedAt: now, answers, weights, lossStandard: undefined, lossOwn: undefined };
  if (found.kind === 'too few') return { ...look, outcome: 'too few' };
  const { losses, own, isBetter } = found;
  const tried = { ...look, lossStandard: losses.standard, lossOwn: losses.own };
  const isInUse = weights !== '';
  if (isInUse && !isBetter.still) return { ...tried, outcome: 'standard', weights: '' };
  const isToAdopt = isInUse ? answers >= growth * fittedTo : isBetter.surely;
  return isToAdopt ? { ...tried, outcome: 'adopted', weights: own } : { ...tried, outcome: 'kept' };
}
