import { HOUR } from '../../base/time.ts';
import type { Learner } from '../../learner/model.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { fewestAnswers } from './fit.ts';
import type { Fits } from './fits.work.ts';
import type { WeightsStore } from './store.ts';

/** What fits each learner's own weights once a night while people practise. */
export type WeightsKeeper = {
  /** Looks for one learner whose weights are to be fitted tonight; resolves when that is done. */
  look(): Promise<void>;
};

/** What a keeper reads, and how it is told of time. */
type WeightsKeeping = {
  learners: LearnerStore;
  weights: WeightsStore;
  fits: Fits;
  now(): number;
  /** The hour of the day, where Etude is. */
  hour(): number;
};

/** The hours in which hardly anybody practises. */
const night = { from: 2, until: 5 };

/** No learner is fitted twice within so long. */
const pause = 20 * HOUR;

/** Nobody is fitted while they answer. */
const quiet = HOUR;

/** How many learners are looked at in one turn. */
const atOnce = 100;

/** Fits the learners one after another at night, each whose answers have changed since the last look. */
export function keepWeights(keeping: WeightsKeeping): WeightsKeeper {
  const { now, hour, fits, weights, learners } = keeping;
  /** When fitting failed for a learner, who is left alone until the next night. */
  const failedAt = new Map<string, number>();
  let after = '';
  let isAtWork = false;

  async function look(): Promise<void> {
    const isNight = hour() >= night.from && hour() < night.until;
    if (isAtWork || !fits.isAble() || !isNight) return;
    isAtWork = true;
    try {
      await lookFurther();
    } finally {
      isAtWork = false;
    }
  }

  /** Goes on behind the last learner, and after the last of all begins with the first. */
  async function lookFurther(): Promise<void> {
    const some = await learners.slice(after, atOnce);
    if (some.length === 0) after = '';
    for (const learner of some) {
      after = learner.id;
      if (await isRipe(learner)) return fitOne(learner);
    }
  }

  async function isRipe({ id, lastAnsweredAt }: Learner): Promise<boolean> {
    if (now() - lastAnsweredAt < quiet) return false;
    if (now() - (failedAt.get(id) ?? Number.NEGATIVE_INFINITY) < pause) return false;
    const [last] = await weights.fittings(id);
    if (last && (last.outcome === 'taken back' || lastAnsweredAt < last.fittedAt)) return false;
    if (last && now() - last.fittedAt < pause) return false;
    return (await weights.returns(id)) >= fewestAnswers;
  }

  async function fitOne({ id }: Learner): Promise<void> {
    if ((await fits.ask(id)) === 'failed') failedAt.set(id, now());
  }

  return { look };
}
