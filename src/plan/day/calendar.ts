import type { RealExam } from '../../exam/model.ts';

/** The longest time ahead that is looked at, day by day. */
const longest = 800;

/** The first learner day of the calendar, 1 January 1970, was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The minutes that a learner has on a day; none on days off and while away. */
function plannedMinutes({ minutes, daysOff, awayUntil, begun }: RealExam, day: number): number {
  const isAway = awayUntil !== undefined && day >= begun && day < awayUntil;
  return isAway || daysOff.includes(day) ? 0 : (minutes[weekdayOf(day)] ?? 0);
}

/** The share of the minutes that is proposed when so many days are left: the eve is lighter, the day itself is for the exam. */
const lightened: Record<number, number> = { 0: 0, 1: 0.5 };

/** The minutes that are proposed for a day. */
export function minutesOn(exam: RealExam, day: number): number {
  const daysLeft = exam.day - day;
  if (daysLeft < 0) return 0;
  return Math.round(plannedMinutes(exam, day) * (lightened[daysLeft] ?? 1));
}

/** The days with minutes from one day until before another. */
export function studyDays(exam: RealExam, from: number, until: number): number {
  let days = 0;
  for (let day = from; day < Math.min(until, from + longest); day++)
    if (plannedMinutes(exam, day) > 0) days++;
  return days;
}

/** The minutes that are proposed from one day until the exam. */
export function minutesUntilExam(exam: RealExam, from: number): number {
  let minutes = 0;
  for (let day = from; day < Math.min(exam.day, from + longest); day++) minutes += minutesOn(exam, day);
  return minutes;
}
