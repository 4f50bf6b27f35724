import { digest } from '../../base/digest.ts';
import type { LoadedToday } from '../../practice/today/load.ts';
import { todayPage } from '../../practice/today/page.ts';
import type { Entry } from './ics.ts';

/** The way to an exam as a calendar shows it. */
export type Way = { title: string; day: number; mocks: readonly number[] };

/** What a learner's calendar shows: today's practice, the mock exams that the plan proposes, and the exam. */
export function entriesOf(today: LoadedToday, way: Way | undefined): Entry[] {
  const { learner, day } = today;
  const at = digest(`calendar of ${learner!.id}`).slice(0, 16);
  const entry = (name: string, on: number, summary: string, description = ''): Entry => ({
    uid: `${name}-${at}@etude`,
    day: on,
    summary,
    description,
  });
  const { heading, lead } = todayPage({ ...today, formToken: '', examToken: '' });
  return [
    ...(learner!.stopped ? [] : [entry(`day-${day.day}`, day.day, `Etude: ${heading}`, lead)]),
    ...(way?.mocks ?? []).map((on, i) =>
      entry(`mock-${way!.day}-${i + 1}`, on, 'Etude: mock exam', `Your plan suggests one for ${way!.title}.`),
    ),
    ...(way ? [entry(`exam-${way.day}`, way.day, way.title, 'Your exam. Good luck.')] : []),
  ];
}
