import { SECOND, wholeMinutes } from '../../base/time.ts';
import type { Plan } from '../../plan/day/model.ts';
import { contentsOf } from '../../plan/day/state.ts';
import type { Day } from '../day/load.ts';
import { foretell, type Habits } from '../day/pace.ts';
import { countCap } from '../model.ts';
import type { PracticeSet, SetState } from '../set/set.ts';

/** How far through the day or a set: answers given, and what is left as things stand. */
export type Progress = {
  of: 'This day' | 'This set';
  answered: number;
  left: number;
  minutesLeft: string;
  /** Whether a miss is asked once more today, whatever else the day brings. */
  repeatsMisses: boolean;
};

/** The progress of a day. */
export function progressOf(day: Day): Progress {
  if (day.plan) return planProgress(day.plan, day);
  const questions = { fresh: day.unmet.length, again: day.dueCount, waiting: day.waiting.length };
  const left = questions.fresh + questions.again + questions.waiting;
  return {
    of: 'This day',
    answered: day.today.answers,
    left,
    minutesLeft: timeLeft(left, foretell(questions, day.habits).ms),
    repeatsMisses: !day.isDone,
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
    minutesLeft: state === 'goes on' ? noEnd : timeLeft(left, secondsLeft * SECOND),
    repeatsMisses: order.isSpare && (state === 'begins' || state === 'under way'),
  };
}

/** The progress through a set; what rests has been answered once and takes its time again. */
export function setProgress(
  { left, resting }: PracticeSet,
  { answered, length = Infinity }: SetState,
  habits: Habits,
): Progress {
  const room = Math.max(0, length - answered);
  const { repeats, ms } = foretell({ fresh: 0, again: left.length, waiting: resting.length }, habits);
  const looks = left.length + resting.length + repeats;
  return {
    of: 'This set',
    answered,
    left: Math.min(left.length, room),
    minutesLeft: timeLeft(Math.min(looks, room), looks > room ? (ms * room) / looks : ms),
    // A set counts each idea once, and a short one may end before anything is asked again.
    repeatsMisses: false,
  };
}

/** What is said where the learner decides when to stop. */
const noEnd = 'as long as you like';

function timeLeft(left: number, ms: number): string {
  return left === 0 ? 'nothing left' : `about ${wholeMinutes(ms)} min left`;
}

/** More ticks than this would be a grey bar. */
const mostTicks = 40;

/** The line at the head of a page that says how far through the day or the set its question is. */
export function throughLine({ of, answered, left, minutesLeft }: Progress, number: number) {
  const total = Math.max(number, answered + left);
  return {
    label: of,
    count:
      minutesLeft === noEnd ? String(number) : `${number} of ${left > countCap ? `${countCap}+` : total}`,
    minutesLeft,
    tick: total > 1 && total <= mostTicks ? (100 / total).toFixed(3) : '',
    percent: total === 0 ? 0 : Math.round((answered / total) * 100),
  };
}
