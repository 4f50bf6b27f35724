import type { Learner } from '../../learner/model.ts';
import type { ScheduleShown } from '../../learner/settings/page.ts';
import type { Fits } from './fits.work.ts';
import { scheduleShown } from './page.ts';
import type { WeightsStore } from './store.ts';

/** Reads what pages say of a learner's schedule. */
export async function loadSchedule(
  { weights, fits }: { weights: WeightsStore; fits: Fits },
  learner: Learner,
): Promise<ScheduleShown> {
  const [fittings, returns, stage] = await Promise.all([
    weights.fittings(learner.id),
    weights.returns(learner.id),
    fits.stage(learner.id),
  ]);
  return scheduleShown({
    learner,
    fittings,
    returns,
    stage,
    isAble: fits.isAble(),
  });
}
