import type { RealExam } from '../../exam/model.ts';
import type { Pace } from '../belief/model.ts';
import { minutesUntilExam, studyDays } from './calendar.ts';

/** The share of the days within which all concepts are to be met. */
const coverageShare = 0.6;

/** How many new concepts a day brings: those unmet when it begins, shared out among the days that are left for them. */
export function quotaOf(exam: RealExam, day: number, unmet: number): number {
  const all = studyDays(exam, exam.begun, exam.day);
  const gone = studyDays(exam, exam.begun, day);
  return Math.ceil(unmet / Math.max(1, Math.ceil(coverageShare * all) - gone));
}

/** How many answers each concept takes for the minutes to be called spare: while some are unmet, and when all are met. */
const answersEach = { whileUnmet: 2.5, whenMet: 1.5 };

/** Whether the minutes that are left suffice for more than the plan needs. */
export function isSpare(
  exam: RealExam,
  day: number,
  { right, wrong }: Pace,
  { concepts, unmet }: { concepts: number; unmet: number },
): boolean {
  const answers = (minutesUntilExam(exam, day) * 60) / ((right + wrong) / 2);
  const needed = unmet === 0 ? answersEach.whenMet * concepts : answersEach.whileUnmet * concepts + unmet;
  return answers > needed;
}
