import { capital, oneOrMany } from '../../base/text/words.ts';
import { MINUTE, SECOND, shortDay } from '../../base/time.ts';
import { percent } from '../../exam/span.page.ts';
import { secondsWithVerdicts } from '../../plan/belief/posterior.ts';
import { calendarChart } from '../chart/days.ts';
import type { DayAnswers } from '../model.ts';
import type { ProgressGiven } from './load.ts';

/** So many weeks stand in the table. */
const weeksShown = 12;

/** The days of the past year: a calendar, a sentence and the last weeks as a table. */
export function daysPart({ days, day: today }: ProgressGiven) {
  const byDay = new Map(days.map((each) => [each.day, minutesOf(each)]));
  const sentence = sentenceOf(days, today);
  return {
    sentence,
    chart: calendarChart(
      today,
      (day) => byDay.get(day) ?? 0,
      `The days on which you practised in the past year. ${sentence}`,
    ),
    weeks: weeksOf(days, today),
  };
}

/** The minutes of a day with the verdicts read. */
function minutesOf(answers: Pick<DayAnswers, 'answers' | 'correct' | 'tookMs'>): number {
  return (secondsWithVerdicts(answers) * SECOND) / MINUTE;
}

/** A fact about the days, without praise or threat. */
function sentenceOf(days: readonly DayAnswers[], today: number): string {
  const minutes = (within: number) =>
    days.filter(({ day }) => day > today - within).reduce((sum, each) => sum + minutesOf(each), 0);
  const practised = (within: number) => days.filter(({ day }) => day > today - within && day <= today).length;
  const week = `You practised on ${practised(7)} of the last 7 days`;
  return `${week}, and for ${spanWords(minutes(28))} in the last four weeks.`;
}

function spanWords(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 120) return `${whole} ${oneOrMany(whole, 'minute', 'minutes')}`;
  return `${Math.round(minutes / 60)} hours`;
}

/** The last weeks with an answer, the newest first. */
function weeksOf(days: readonly DayAnswers[], today: number) {
  const mondayOf = (day: number) => day - ((day + 3) % 7);
  const weeks = Map.groupBy(days, ({ day }) => mondayOf(day));
  return [...weeks]
    .filter(([monday]) => monday <= today)
    .sort(([a], [b]) => b - a)
    .slice(0, weeksShown)
    .map(([monday, members]) => {
      const sum = (of: (day: DayAnswers) => number) => members.reduce((total, each) => total + of(each), 0);
      const answers = sum((each) => each.answers);
      return {
        name: capital(`week of ${shortDay(monday)}`),
        days: members.length,
        answers,
        right: percent(sum((each) => each.correct) / answers),
        minutes: Math.round(sum(minutesOf)),
      };
    });
}
