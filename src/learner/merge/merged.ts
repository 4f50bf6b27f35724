import type { MergedRow } from '../merge.store.ts';
import type { Learner } from '../model.ts';
import type { LearnersMerged } from './occasion.ts';

/** The row of the learner who stays, with their own settings; no clock falls. */
export function mergedRow({ from, into }: LearnersMerged): MergedRow {
  return {
    lastDay: Math.max(from.lastDay, into.lastDay),
    lastAnsweredAt: Math.max(from.lastAnsweredAt, into.lastAnsweredAt),
    ...laterGrant(from, into),
    revised: Math.max(from.revised, into.revised),
  };
}

/** The later grant of new concepts; the larger one if both are of the same day. */
function laterGrant(a: Learner, b: Learner): Pick<Learner, 'extraNew' | 'extraDay'> {
  const isLater = a.extraDay > b.extraDay || (a.extraDay === b.extraDay && a.extraNew > b.extraNew);
  const { extraNew, extraDay } = isLater ? a : b;
  return { extraNew, extraDay };
}
