import { defaultWeights, readWeights } from '../schedule.ts';
import { isUsable } from './history.ts';
import { gainOf, lossesOf, meanOf } from './loss.ts';
import type { Fit, FitGiven, Fitting, History, Train } from './model.ts';

/** Fewer usable answers say too little about a learner. */
export const fewestAnswers = 100;

/** The share of the usable answers, the newest, on which weights are tried that were made without them. */
const triedShare = 0.2;

/** A learner's own weights count half after so many usable answers. */
const halfWay = 2_000;

/** How much lower the log loss must be, and how many standard errors that must be, so that it is not luck. */
const leastGain = 0.001;
const leastErrors = 2;

/** Fits weights to what a learner has answered so far, and tries on the newest answers whether that helps. */
export async function fit({ histories, weights }: FitGiven, train: Train): Promise<Fit> {
  const moments = momentsOf(histories);
  const answers = moments.length;
  if (answers < fewestAnswers) return { kind: 'too few', answers };
  const cut = moments[Math.floor((1 - triedShare) * answers)]!;
  const tried = await blended(histories, cut, train);
  const standard = lossesOf(defaultWeights, histories, cut);
  const triedLosses = lossesOf(tried, histories, cut);
  const { gain, error } = gainOf(standard, triedLosses);
  const losses = {
    standard: meanOf(standard),
    own: meanOf(triedLosses),
    present: meanOf(lossesOf(readWeights(weights), histories, cut)),
  };
  const isBetter = gain > leastGain && gain > leastErrors * error;
  const own = JSON.stringify(await blended(histories, Number.POSITIVE_INFINITY, train));
  return { kind: 'fitted', answers, own, losses, isBetter };
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

/**
 * What comes of a fit. Own weights are adopted if they would have predicted the newest answers better than the standard
 * ones; weights in use that predict these worse give way to the standard ones.
 */
export function outcomeOf(found: Exclude<Fit, { kind: 'missing' }>, present: string, now: number): Fitting {
  const { answers } = found;
  const look = { fittedAt: now, answers, weights: present, lossStandard: undefined, lossOwn: undefined };
  if (found.kind === 'too few') return { ...look, outcome: 'too few' };
  const { losses, own, isBetter } = found;
  const tried = { ...look, lossStandard: losses.standard, lossOwn: losses.own };
  if (isBetter) return { ...tried, outcome: 'adopted', weights: own };
  if (losses.present > losses.standard) return { ...tried, outcome: 'standard', weights: '' };
  return { ...tried, outcome: 'kept' };
}
