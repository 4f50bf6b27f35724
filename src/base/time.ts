import { lazy } from './lazy.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Every zone name this runtime knows, for choosing from. */
export const zones = lazy((): readonly string[] => [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((z) => z !== 'UTC'),
]);

/** Whether a text is the name of a time zone that this runtime knows: no offset, and no date with a zone in it. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    // Temporal also finds a zone inside a date. Intl would do as well, but knows more names, and its first date takes 15 ms.
    const { timeZoneId } = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return timeZoneId.toLowerCase() === text.toLowerCase();
  } catch {
    return false;
  }
}

/**
 * The learner day of a moment: days since 1 January 1970 on the learner's own calendar, where a day begins
 * at `dayStart` o'clock by the wall clock. It can fall where a clock is set back; the caller keeps the maximum.
 */
export function calendarDay(now: number, zone: string, dayStart: number): number {
  const { day, hour } = localHour(Math.floor(now / QUARTER), zone);
  return hour < dayStart ? day - 1 : day;
}

/** The hour of the day at a moment, on the wall of a zone. */
export function hourOf(now: number, zone: string): number {
  return localHour(Math.floor(now / QUARTER), zone).hour;
}

/** Since 1972 the clocks of every zone differ by whole quarters of an hour and change at the end of one. */
const QUARTER = 15 * MINUTE;

/** Most zones to keep at once; there are about as many. */
const mostZones = 500;
const lastQuarters = new Map<string, { quarter: number; day: number; hour: number }>();

/** The day and the hour on the wall of a zone in a quarter of an hour since 1970; the last of each zone is kept. */
function localHour(quarter: number, zone: string): { day: number; hour: number } {
  const last = lastQuarters.get(zone);
  if (last?.quarter === quarter) return last;
  const local = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER).toZonedDateTimeISO(zone);
  const day = Date.UTC(local.year, local.month - 1, local.day) / DAY;
  const made = { quarter, day, hour: local.hour };
  if (lastQuarters.size >= mostZones) lastQuarters.clear();
  lastQuarters.set(zone, made);
  return made;
}

// Tables, because Intl takes six to ten times as long, and Today names seven days.
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A day and its month stay on one line. */
const together = '\u00a0';

/** A learner day as people write it: Tuesday 24 November. */
export function dayName(day: number): string {
  const date = new Date(day * DAY);
  return `${weekday(day)} ${date.getUTCDate()}${together}${months[date.getUTCMonth()]}`;
}

/** The month of a learner day in short: Nov. */
export function monthOf(day: number): string {
  return months[new Date(day * DAY).getUTCMonth()]!.slice(0, 3);
}

/** A learner day in short: 24 Nov. */
export function shortDay(day: number): string {
  return `${new Date(day * DAY).getUTCDate()}${together}${monthOf(day)}`;
}

/** The weekday of a learner day: Tuesday. */
export function weekday(day: number): string {
  return weekdays[new Date(day * DAY).getUTCDay()]!;
}

/** The day of a moment in UTC, with its year: 2026-11-24. */
export function isoDay(now: number): string {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').toPlainDate().toString();
}

/** A moment as 2026-11-24T18:05:00Z. */
export function isoMoment(moment: number): string {
  return Temporal.Instant.fromEpochMilliseconds(moment).toString({ smallestUnit: 'second' });
}

/** The number of a day that is written as 2026-11-24; undefined where the calendar has none such. */
export function dayOfIso(text: string): number | undefined {
  try {
    return Temporal.PlainDate.from(text).since('1970-01-01').days;
  } catch {
    return undefined;
  }
}

/** The date of a moment in a zone, with its year: 24 November 2026. */
export function dateName(now: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
    .replace(' ', together);
}

/** The wall-clock time of a moment in a zone: 09:41. */
export function clockTime(now: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
}

/** The number of whole minutes that some milliseconds fill, at least one. */
export function wholeMinutes(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds / MINUTE));
}
