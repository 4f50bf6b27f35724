import { calendarDay, shortDay } from '../../base/time.ts';
import { percent, rangeOf } from '../../exam/span.page.ts';
import { type CoursePoint, courseChart } from '../chart/course.ts';
import type { ProgressGiven } from './load.ts';

/** The mock exams in a row; two make a trend. */
export function mocksPart({ mocks, learner, bank }: ProgressGiven) {
  if (bank.blueprints.length === 0) return '';
  const [first, last] = [mocks[0], mocks.at(-1)];
  if (!first || !last || mocks.length < 2)
    return {
      sentence:
        mocks.length === 0
          ? 'It takes two mock exams to show a trend. You have not taken any.'
          : 'It takes two mock exams to show a trend. You have taken one.',
      chart: '',
      rows: [],
    };
  const dayOf = ({ startedAt }: { startedAt: number }) =>
    calendarDay(startedAt, learner.zone, learner.dayStart);
  const shareOf = ({ correct, scored }: { correct: number; scored: number }) =>
    scored === 0 ? 0 : correct / scored;
  const sentence = `You got ${percent(shareOf(first))} in the first of these ${mocks.length} mock exams and ${percent(shareOf(last))} in the last.`;
  return {
    sentence,
    chart: courseChart({
      label: sentence,
      points: mocks.map(
        (mock): CoursePoint => ({
          at: mock.startedAt,
          share: shareOf(mock),
          note: mock.passed ? 'ink' : 'hollow',
        }),
      ),
      mark: { share: last.terms.pass / 100, name: `pass mark ${last.terms.pass}%` },
      ends: {
        from: first.startedAt,
        to: last.startedAt,
        first: shortDay(dayOf(first)),
        last: shortDay(dayOf(last)),
      },
    }),
    rows: mocks.toReversed().map((mock) => ({
      path: `/exams/${mock.id}`,
      name: shortDay(dayOf(mock)),
      title: mock.terms.title,
      result: mock.passed ? 'Passed' : 'Not passed',
      ...rangeOf(mock, mock.terms.pass),
    })),
  };
}
