import type { Running } from '../../base/process/child-process.ts';
import { HOUR } from '../../base/time.ts';
import type { Learner } from '../../learner/model.ts';
import { fewestAnswers } from './fit.ts';
import { loadFitGiven, settleFit, type WeightsDeps } from './load.ts';
import type { Fit } from './model.ts';

/** What fits each learner's own weights once a night while people practise. */
export type WeightsKeeper = {
  /** Looks for one learner whose weights are to be fitted tonight; resolves when that is done. */
  look(): Promise<void>;
  stop(): void;
};

/** How a keeper is told of time, runs the work in another process and tells of trouble. */
type WeightsKeeping = WeightsDeps & {
  now(): number;
  /** The hour of the day, where Etude is. */
  hour(): number;
  run(input: string): Running;
  tell(text: string): void;
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
  const { now, hour, run, tell, weights, learners } = keeping;
  /** When fitting failed for a learner, who is left alone until the next night. */
  const failedAt = new Map<string, number>();
  let after = '';
  let isAtWork = false;
  let isStopped = false;
  let isMissing = false;
  let running: Running | undefined;

  async function look(): Promise<void> {
    const isNight = hour() >= night.from && hour() < night.until;
    if (isAtWork || isMissing || !isNight) return;
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

  async function fitOne(learner: Learner): Promise<void> {
    running = run(JSON.stringify(await loadFitGiven(keeping, learner)));
    const { status, text } = await running.ended;
    running = undefined;
    if (isStopped) return;
    if (status !== 0) {
      failedAt.set(learner.id, now());
      return tell(text || `"etude fit" ended without a message (${status}).`);
    }
    const found = JSON.parse(text) as Fit;
    if (found.kind === 'missing') isMissing = true;
    else await settleFit(keeping, learner, found, now());
  }

  return {
    look,
    stop() {
      isStopped = true;
      running?.stop();
    },
  };
}
