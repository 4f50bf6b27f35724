import { withCurrentBank } from '../../bank/live/live.ts';
import { type Progress, silent } from '../../base/process/progress.ts';
import { pace } from '../../base/turns.ts';
import { fromLog } from '../../learner/clock.ts';
import { decideUnasked } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import { countingReviews, type LiveDeps, refoldLearner } from '../load.ts';
import { outcomeOf } from './fit.ts';
import { historyOf } from './history.ts';
import { adoptionOf } from './merged.ts';
import type { Fit, FitGiven, Fitting, History } from './model.ts';
import type { WeightsStore } from './store.ts';

/** What a learner's own weights are fitted and saved with. */
export type WeightsDeps = LiveDeps & { weights: WeightsStore };

/** What is fitted for a learner, read a few milliseconds at a time. */
export async function loadFitGiven(
  deps: WeightsDeps,
  learner: Learner,
  progress: Progress = silent,
): Promise<FitGiven> {
  const here = withCurrentBank(deps);
  const concepts = await deps.memory.concepts(learner.id);
  const rest = pace();
  const histories: History[] = [];
  for (const [i, concept] of concepts.entries()) {
    const reviews = await countingReviews(here, learner, concept);
    histories.push(historyOf(reviews.map((review) => fromLog(learner, review))));
    progress(i / concepts.length);
    await rest();
  }
  return { histories };
}

/** Saves what came of a fit, and folds all cards again where other weights are in use from now on. */
export async function settleFit(
  deps: WeightsDeps,
  { id, weights }: Learner,
  found: Exclude<Fit, { kind: 'missing' }>,
  now: number,
): Promise<Fitting | undefined> {
  const known = await deps.weights.fittings(id);
  const fittedTo = adoptionOf({ weights, fittings: known })?.answers ?? 0;
  return change(deps, id, (learner) =>
    // Somebody has chosen other weights meanwhile.
    learner.weights === weights ? outcomeOf(found, { weights, fittedTo }, now) : undefined,
  );
}

/** Takes a learner's own weights back: those that were in use before are in use again. Undefined without any. */
export async function takeBack(
  deps: WeightsDeps,
  learnerId: string,
  now: number,
): Promise<Fitting | undefined> {
  const known = await deps.weights.fittings(learnerId);
  return change(deps, learnerId, ({ weights }) => {
    if (weights === '') return undefined;
    const adopted = known.indexOf(adoptionOf({ weights, fittings: known })!);
    const before = adopted < 0 ? '' : (known[adopted + 1]?.weights ?? '');
    const answers = known[0]?.answers ?? 0;
    const losses = { lossStandard: undefined, lossOwn: undefined };
    return { fittedAt: now, answers, outcome: 'taken back', weights: before, ...losses };
  });
}

async function change(
  deps: WeightsDeps,
  learnerId: string,
  decide: (learner: Learner) => Fitting | undefined,
): Promise<Fitting | undefined> {
  const done = await decideUnasked(deps, learnerId, async ({ weights, learners }, learner) => {
    const fitting = decide(learner);
    const isChanged = fitting !== undefined && fitting.weights !== learner.weights;
    const save = [
      ...(fitting ? weights.add(learner.id, fitting) : []),
      ...(isChanged ? [learners.saveWeights(learner.id, fitting.weights)] : []),
    ];
    return { save, result: { fitting, isChanged } };
  });
  if (done?.isChanged) await refoldLearner(deps, learnerId);
  return done?.fitting;
}
