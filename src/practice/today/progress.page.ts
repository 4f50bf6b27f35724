import { spelled } from '../../base/text/words.ts';
import { missedDays } from '../set/set.ts';
import type { TodayGiven } from './model.ts';

/** A share of what came back is worth telling from this many on. */
const enoughReturns = 20;

/** The one line about a learner's progress that matters most today, and where it leads; nothing before there is one. */
export function progressLine({ learner, looked, day }: TodayGiven) {
  if (!learner) return '';
  const { returns, returnsRight } = day.marks;
  if (looked.sureAndWrong > 0) return { sentence: sureSentence(looked.sureAndWrong), path: '/progress#sure' };
  if (returns < enoughReturns) return '';
  const [known, wanted] = [returnsRight / returns, learner.retention].map((share) => Math.round(share * 100));
  return {
    sentence: `You knew ${known}% of the ${returns} questions that came back on a later day, and asked for ${wanted}%.`,
    path: '/progress#retention',
  };
}

function sureSentence(count: number): string {
  const many =
    count === 1 ? 'an answer that was' : `${count >= 10 ? 'ten or more' : spelled(count)} answers that were`;
  return `In the last ${missedDays} days you were sure of ${many} wrong.`;
}
