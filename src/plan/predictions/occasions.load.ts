import type { ExamOccasions } from '../../exam/model.ts';
import type { MemoryOccasions } from '../../memory/model.ts';
import { type BeliefDeps, onRefolded, onRelogged } from '../belief/load.ts';
import { onBegun, type PredictionDeps } from './load.ts';

/** What the plan makes of what begins in the deps above it. */
export function planOccasions(
  stores: Omit<BeliefDeps, 'bank'> & PredictionDeps,
): MemoryOccasions & ExamOccasions {
  return {
    relogged: ({ bank }, learner, concepts) => onRelogged({ bank, ...stores }, learner, concepts),
    refolded: ({ bank }, learner) => onRefolded({ bank, ...stores }, learner),
    begun: ({ bank }, ...rest) => onBegun({ bank, ...stores }, ...rest),
  };
}
