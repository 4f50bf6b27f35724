import type { Blueprint } from '../../bank/schema/blueprint.ts';
import { capital } from '../../base/text/words.ts';
import { DAY, dayName, isoDay, weekday } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { RealExam } from '../model.ts';
import { examOn } from '../real.ts';
import { longestDay } from './forms.ts';

/** What the page of a learner's real exam is made of. */
export type YourExamGiven = {
  blueprints: readonly Blueprint[];
  learner: Learner | undefined;
  token: string;
  exam: RealExam | undefined;
  today: number;
  saved: boolean;
  note: string;
};

/** The one page that sets the learner's exam: its date, what it is like, and the minutes until then. */
export function yourExamPage(given: YourExamGiven): Page & Record<string, unknown> {
  const { blueprints, learner, exam, today } = given;
  const shown = exam ?? examOn(today, today);
  return {
    title: 'Your exam',
    here: 'exams',
    keys: keysOf(learner?.keysOff ?? []),
    token: given.token,
    asksZone: learner === undefined,
    saved: given.saved,
    note: given.note,
    heading: exam ? headingOf(exam.day - today) : 'When is your exam?',
    day: exam ? isoOf(exam.day) : '',
    blueprints: blueprints.map(({ id, title }) => ({ id, title, selected: id === shown.blueprint })),
    weekdays: shown.minutes.map((minutes, i) => ({ name: weekday(firstMonday + i), minutes })),
    longestDay,
    daysOff: shown.daysOff.map((day) => ({ value: isoOf(day), name: capital(dayName(day)) })),
    away: shown.awayUntil === undefined ? '' : isoOf(shown.awayUntil),
    earliest: isoOf(today),
    hasExam: exam !== undefined,
  };
}

/** 5 January 1970, a Monday. */
const firstMonday = 4;

const isoOf = (day: number) => isoDay(day * DAY);

function headingOf(daysLeft: number): string {
  if (daysLeft < 0) return 'Your exam is over';
  if (daysLeft === 0) return 'Your exam is today';
  return daysLeft === 1 ? 'Your exam is tomorrow' : `Your exam is in ${daysLeft} days`;
}
