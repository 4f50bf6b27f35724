import type { RealExam } from './model.ts';

/** The minutes of a day until the learner says how many they have. */
const usualMinutes = 20;

/** The exam of somebody who has said no more than its day. */
export function examOn(day: number, today: number): RealExam {
  const minutes = Array.from({ length: 7 }, () => usualMinutes);
  return { day, blueprint: '', minutes, daysOff: [], awayUntil: undefined, begun: today };
}

/** An exam on another day: the plan for it goes on, and one for an exam that is over begins today. */
export function movedExam(exam: RealExam | undefined, day: number, today: number): RealExam {
  return exam && exam.day >= today
    ? { ...exam, day }
    : { ...(exam ?? examOn(day, today)), day, begun: today };
}

/** What is stored of an exam beside its day. */
export function examSettings({ day: _, ...settings }: RealExam): string {
  return JSON.stringify(settings);
}

/** The exam as it is stored. */
export function readExam(day: number, settings: string): RealExam {
  return { ...examOn(day, day), ...JSON.parse(settings) };
}
