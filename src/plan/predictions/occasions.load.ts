import type { ExamOccasions } from '../../exam/model.ts';
import type { MemoryOccasions } from '../../memory/model.ts';
import { type BeliefRooms, onRefolded, onRelogged } from '../belief/load.ts';
import { onBegun, type PredictionRooms } from './load.ts';

/** What the plan makes of what begins in the rooms above it. */
export function planOccasions(
  stores: Omit<BeliefRooms, 'bank'> & PredictionRooms,
): MemoryOccasions & ExamOccasions {
  return {
    relogged: ({ bank }, learner, concepts) => onRelogged({ bank, ...stores }, learner, concepts),
    refolded: ({ bank }, learner) => onRefolded({ bank, ...stores }, learner),
    begun: ({ bank }, ...rest) => onBegun({ bank, ...stores }, ...rest),
  };
}
