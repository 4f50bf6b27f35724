import type { OnLearnersMerged } from '../../learner/merge/occasion.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { isToReplace } from './merged.ts';
import type { WeightsStore } from './store.ts';

/** Keeps the weights with more answers behind them. The cards are folded after the commit. */
export function onLearnersMerged({
  weights,
  learners,
}: {
  weights: WeightsStore;
  learners: LearnerStore;
}): OnLearnersMerged {
  return async (_, { from, into }) => {
    const [theirs, own] = await Promise.all([weights.fittings(from.id), weights.fittings(into.id)]);
    if (!isToReplace({ weights: into.weights, fittings: own }, { weights: from.weights, fittings: theirs }))
      return [];
    return [...weights.replace(from.id, into.id), learners.saveWeights(into.id, from.weights)];
  };
}
