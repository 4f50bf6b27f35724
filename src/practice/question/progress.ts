import { wholeMinutes } from '../../base/time.ts';
import type { Plan } from '../../plan/day/model.ts';
import { contentsOf } from '../../plan/day/state.ts';
import type { Day } from '../day/load.ts';
import { countCap } from '../model.ts';
import type { PracticeSet, SetState } from '../set/set.ts';

/** How far through the day or a set: answers given, and what is left as things stand. */
export type Progress = { of: 'This day' | 'This set'; answered: number; left: number; minutesLeft: string };

/** The progress of a day. */
export function progressOf(day: Day, pace: number): Progress {
  if (day.plan) return planProgress(day.plan, day);
  const left = day.dueCount + day.waiting.length + day.unmet.length;
  return {
    of: 'This day',
    answered: day.today.answers,
    left,
    minutesLeft: timeLeft(left, pace),
  };
}

/** The progress of a day by the plan: what its minutes hold, or after them what is asked without an end. */
function planProgress({ order, state, secondsLeft }: Plan, { today, waiting }: Day): Progress {
  const { fresh, again, missed } = contentsOf(order, secondsLeft, waiting.length);
  const left = state === 'goes on' ? 0 : fresh + again + missed;
  return {
    of: 'This day',
    answered: today.answers,
    left,
    minutesLeft: timeLeft(left, (secondsLeft * 1000) / left),
  };
}

/** The progress through a set; what rests has been answered once and takes its time again. */
export function setProgress(
  { left, resting }: PracticeSet,
  { answered, length = Infinity }: SetState,
  pace: number,
): Progress {
  const room = Math.max(0, length - answered);
  return {
    of: 'This set',
    answered,
    left: Math.min(left.length, room),
    minutesLeft: timeLeft(Math.min(left.length + resting.length, room), pace),
  };
}

function timeLeft(left: number, pace: number): string {
  return left === 0 ? 'nothing left' : `about ${wholeMinutes(left * pace)} min left`;
}

/** More ticks than this would be a grey bar. */
const mostTicks = 40;

/** The line at the head of a page that says how far through the day or the set its question is. */
export function throughLine({ of, answered, left, minutesLeft }: Progress, number: number) {
  const total = Math.max(number, answered + left);
  return {
    label: of,
    number,
    total: left > countCap ? `${countCap}+` : String(total),
    minutesLeft,
    tick: total > 1 && total <= mostTicks ? (100 / total).toFixed(3) : '',
    percent: total === 0 ? 0 : Math.round((answered / total) * 100),
  };
}
