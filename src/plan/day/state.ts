import type { Pace } from '../belief/model.ts';
import type { DayContents, DayOrder, DayState } from './model.ts';

/** What was done on a day, and whether the learner chose to go on after its minutes were used. */
export type Done = { answers: number; seconds: number; goesOn: boolean };

/** How far a day is: done when its minutes are used, or when it has none and nobody asked for more. */
export function stateOf(
  { minutes }: Pick<DayOrder, 'minutes'>,
  { answers, seconds, goesOn }: Done,
): DayState {
  if (goesOn) return 'goes on';
  if (seconds >= minutes * 60) return 'done';
  return answers === 0 ? 'begins' : 'under way';
}

/** The seconds that are left of a day's minutes. */
export function secondsLeft(
  { minutes }: Pick<DayOrder, 'minutes'>,
  { seconds }: Pick<Done, 'seconds'>,
): number {
  return Math.max(0, minutes * 60 - seconds);
}

/** How often a new concept and one that was met before are answered right, for telling how many fit into some minutes. */
const usuallyRight = { fresh: 0.4, again: 0.85 };

/** What the seconds that are left of a day hold, in the order of the plan. */
export function contentsOf(order: DayOrder, seconds: number, missed: number): DayContents {
  const { pace, newLeft, freshCount, againCount, isSpare } = order;
  const each = { fresh: secondsOf(pace, usuallyRight.fresh), again: secondsOf(pace, usuallyRight.again) };
  const fits = (left: number, all: number, one: number) => Math.min(all, Math.floor(left / one));
  const first = isSpare ? fits(seconds, missed, each.again) : 0;
  const afterMissed = seconds - first * each.again;
  const quota = fits(afterMissed, newLeft, each.fresh);
  const again = fits(afterMissed - quota * each.fresh, againCount, each.again);
  const rest = afterMissed - quota * each.fresh - again * each.again;
  const fresh = quota + fits(rest, freshCount - quota, each.fresh);
  return { minutes: Math.round(seconds / 60), fresh, again, missed: first };
}

function secondsOf({ right, wrong }: Pace, share: number): number {
  return share * right + (1 - share) * wrong;
}
