import type { RealExam } from '../../exam/model.ts';

/** How far through the plan mock exams are proposed, by how many days it has at least. */
const proposals = [
  { days: 42, at: [0.4, 0.65, 0.88] },
  { days: 14, at: [0.6, 0.85] },
  { days: 4, at: [0.65] },
] as const;

/** The days on which mock exams are proposed, at most so many as there are sealed questions for. */
export function mockDaysOf({ begun, day }: RealExam, most: number): number[] {
  const length = day - begun;
  const at = proposals.find(({ days }) => length >= days)?.at ?? [];
  const proposed = at.map((share) => begun + Math.round(share * length));
  // Sealed questions are worth most when much has been learned, so the last mock exams are kept.
  return proposed.slice(Math.max(0, proposed.length - Math.max(1, most)));
}

/** So many days pass between two mock exams, and between the last one and the exam. */
const daysBetween = 3;
const daysBefore = 2;

/** Whether a mock exam is proposed on a day, by the days on which some were taken since the plan began. */
export function proposesMock(
  exam: RealExam,
  day: number,
  taken: readonly number[],
  mocksLeft: number,
): boolean {
  if (exam.day - day < daysBefore) return false;
  if (taken.some((other) => day - other < daysBetween)) return false;
  const due = mockDaysOf(exam, taken.length + mocksLeft).filter((proposed) => proposed <= day);
  return taken.length < due.length;
}

/** The days from a day on for which mock exams are proposed: one that is overdue, today. */
export function mocksAhead(
  exam: RealExam,
  day: number,
  taken: readonly number[],
  mocksLeft: number,
): number[] {
  const first = Math.max(day, ...taken.map((other) => other + daysBetween));
  const proposed = mockDaysOf(exam, taken.length + mocksLeft).slice(taken.length);
  const days = proposed.map((each) => Math.max(each, first));
  return [...new Set(days)].filter((each) => exam.day - each >= daysBefore);
}
