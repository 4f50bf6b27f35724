import type { RealExam } from './model.ts';

/** The minutes of a day until the learner says how many they have. */
const usualMinutes = 20;

/** The exam of a learner who has only named its day. */
export function examOn(day: number, today: number): RealExam {
  const minutes = Array.from({ length: 7 }, () => usualMinutes);
  return { day, blueprint: '', minutes, daysOff: [], awayUntil: undefined, begun: today };
}

/** The exam on another day. Its plan goes on, but a plan for an exam that is over begins again today. */
export function movedExam(exam: RealExam | undefined, day: number, today: number): RealExam {
  return exam && exam.day >= today
    ? { ...exam, day }
    : { ...(exam ?? examOn(day, today)), day, begun: today };
}

/** The settings of an exam as text for the store, without its day. */
export function examSettings({ day: _, ...settings }: RealExam): string {
  return JSON.stringify(settings);
}

/** Reads an exam from the store. */
export function readExam(day: number, settings: string): RealExam {
  return { ...examOn(day, day), ...JSON.parse(settings) };
}
