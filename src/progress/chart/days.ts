import { monthOf } from '../../base/time.ts';
import { sideOf } from './scale.ts';

/** The pixels from one square of the calendar to the next, and the columns of a year. */
const step = 15;
const weeks = 53;

/** A learner day's place in its week: Monday is 0. */
const weekdayOf = (day: number) => (day + 3) % 7;

/** A year as a calendar: a column a week, a square a day, and a larger square for a longer practice. */
export function calendarChart(today: number, minutesOn: (day: number) => number, label: string) {
  const monday = today - weekdayOf(today) - (weeks - 1) * 7;
  const days = Array.from({ length: today - monday + 1 }, (_, i) => monday + i);
  const squares = (wanted: (minutes: number) => boolean) =>
    days
      .filter((day) => wanted(minutesOn(day)))
      .map((day) => square(day - monday, sideOf(minutesOn(day))))
      .join('');
  return {
    label,
    width: weeks * step,
    height: 7 * step + 21,
    practised: squares((minutes) => minutes > 0),
    rest: squares((minutes) => minutes === 0),
    base: 7 * step + 15,
    months: monthsFrom(monday),
  };
}

/** The path of one square in the middle of its place. */
function square(place: number, side: number): string {
  const corner = (n: number) => n * step + (step - side) / 2;
  return `M${corner(Math.floor(place / 7))} ${corner(place % 7)}h${side}v${side}h-${side}z`;
}

/** A narrow screen shows this much of the calendar, the latest part. */
const alwaysShown = 280;

/** The months by their first Monday, and whether a narrow screen cuts them off; one at the edge is left out. */
function monthsFrom(monday: number): { x: number; name: string; isFar: boolean }[] {
  const mondays = Array.from({ length: weeks - 2 }, (_, week) => ({
    week,
    name: monthOf(monday + week * 7),
  }));
  return mondays
    .filter(({ week, name }) => week > 0 && name !== monthOf(monday + (week - 1) * 7))
    .map(({ week, name }) => ({ x: week * step, name, isFar: (weeks - week) * step > alwaysShown }));
}
