import { calendarDay, dayName, shortDay } from '../../base/time.ts';
import { percentOf, rangeWords } from '../../plan/forecast/words.ts';
import { type CoursePoint, courseChart } from '../chart/course.ts';
import type { Expected } from '../model.ts';
import type { ProgressGiven } from './load.ts';

/** A line needs this many days of practice. */
const enoughDays = 3;
/** So many rows stand in the table. */
const rowsShown = 14;

/** What was expected of the exam on each day of practice, and where the plan leads. */
export function readinessPart(given: ProgressGiven) {
  const { outlook, learner } = given;
  if (!outlook) return '';
  const exam = outlook.exam;
  if (!exam)
    return {
      sentence: 'Set an exam date to see how your expected score grows.',
      path: '/exams/yours',
      go: 'Set your exam date',
      chart: '',
      rows: [],
    };
  const dayOf = ({ madeAt }: Expected) => calendarDay(madeAt, learner.zone, learner.dayStart);
  const points = given.expected
    .filter(({ day }) => day === exam.day)
    .map((each) => ({ ...each, at: dayOf(each), share: each.score }))
    .sort((a, b) => a.at - b.at);
  const planned = outlook.ahead?.ahead.planned.score;
  const common = { path: '/readiness', go: 'How we work this out' };
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < enoughDays || !first || !last)
    return {
      ...common,
      sentence: `After ${enoughDays} days of practice with a forecast, a line here shows how your expected score grows.`,
      chart: '',
      rows: [],
    };
  const sentence = [
    `If you had stopped on ${dayName(first.at)}, you would have scored about ${percentOf(first.share)} in the exam; if you stopped on ${dayName(last.at)}, about ${percentOf(last.share)} (${rangeWords(last)}).`,
    planned
      ? `With the minutes you planned, it will be ${percentOf(planned.share)} (${rangeWords(planned)}) on ${dayName(exam.day)}.`
      : '',
  ]
    .join(' ')
    .trim();
  const goal: CoursePoint[] = planned ? [{ at: exam.day, share: planned.share, note: 'hollow' }] : [];
  return {
    ...common,
    sentence,
    key: `The line shows the exam score you could expect if you had stopped on that day, and the band shows its likely range.${planned ? ' The hollow note is your plan.' : ''}`,
    chart: courseChart({
      label: sentence,
      points: points.map((point): CoursePoint => ({ ...point, note: point === last ? 'ink' : undefined })),
      extra: goal,
      mark: { share: outlook.passMark, name: `pass mark ${percentOf(outlook.passMark)}` },
      ends: { from: first.at, to: exam.day, first: shortDay(first.at), last: `exam, ${shortDay(exam.day)}` },
    }),
    rows: points
      .toReversed()
      .slice(0, rowsShown)
      .map((point) => ({ name: dayName(point.at), share: percentOf(point.share), range: rangeWords(point) })),
  };
}
