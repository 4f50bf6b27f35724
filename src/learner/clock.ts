import { calendarDay, MINUTE } from '../base/time.ts';

/**
 * A clock that was ahead and has been put right. The log stays as it was written and never goes back, so it runs ahead
 * of the calendar from here on; what it already held counts as no later than this moment and this day.
 */
export type ClockMend = {
  /** The moment (ms since 1970) and the learner day by the clock that was put right. */
  moment: number;
  day: number;
  /** How far the log runs ahead of the calendar after this mend. */
  msAhead: number;
  daysAhead: number;
};

/** A learner's clock: when they last answered, by the calendar, and what was wrong with it before. */
export type LearnerClock = {
  zone: string;
  dayStart: number;
  lastDay: number;
  lastAnsweredAt: number;
  clockMends: readonly ClockMend[];
};

/** No clock before 2026 is right: there was no Etude yet. */
const earliest = Date.UTC(2026, 0, 1);

/** How far a clock may fall back when the network sets it, without anything being wrong. */
const settlingTime = 5 * MINUTE;

/** The learner day of a moment: by their calendar, and never before the last one they answered on. */
export function learnerDay(clock: LearnerClock, now: number): number {
  return Math.max(calendarDay(now, clock.zone, clock.dayStart), clock.lastDay);
}

/** The moment of an answer: later than the learner's last one, whatever the machine's clock says. */
export function nextMoment(clock: LearnerClock, now: number): number {
  return Math.max(now, clock.lastAnsweredAt + 1);
}

/** A learner day as the log numbers it. */
export function toLogDay({ clockMends }: Pick<LearnerClock, 'clockMends'>, day: number): number {
  return day + (clockMends.findLast((mend) => mend.day <= day)?.daysAhead ?? 0);
}

/** A moment as the log writes it. */
export function toLogMoment({ clockMends }: Pick<LearnerClock, 'clockMends'>, moment: number): number {
  return moment + (clockMends.findLast((mend) => mend.moment <= moment)?.msAhead ?? 0);
}

/** A moment and a day of the log by the calendar. */
export function fromLog<T extends { answeredAt: number; day: number }>(
  clock: Pick<LearnerClock, 'clockMends'>,
  entry: T,
): T {
  if (clock.clockMends.length === 0) return entry;
  return { ...entry, answeredAt: fromLogMoment(clock, entry.answeredAt), day: fromLogDay(clock, entry.day) };
}

/** An entry of one learner's log as the log of another numbers it. */
export function restated<T extends { answeredAt: number; day: number }>(
  from: Pick<LearnerClock, 'clockMends'>,
  into: Pick<LearnerClock, 'clockMends'>,
  entry: T,
): T {
  const { answeredAt, day } = fromLog(from, entry);
  return { ...entry, answeredAt: toLogMoment(into, answeredAt), day: toLogDay(into, day) };
}

/** A moment of the log by the calendar. */
export function fromLogMoment({ clockMends }: Pick<LearnerClock, 'clockMends'>, logged: number): number {
  return byCalendar(
    logged,
    clockMends.map(({ moment, msAhead }) => ({ at: moment, ahead: msAhead })),
  );
}

/** A day of the log by the calendar. */
export function fromLogDay({ clockMends }: Pick<LearnerClock, 'clockMends'>, logged: number): number {
  return byCalendar(
    logged,
    clockMends.map(({ day, daysAhead }) => ({ at: day, ahead: daysAhead })),
  );
}

/** What was logged after a mend ran ahead by it; what was logged before a mend is no later than the mend. */
function byCalendar(logged: number, mends: readonly { at: number; ahead: number }[]): number {
  const before = mends.findLastIndex(({ at, ahead }) => at + ahead < logged);
  const value = logged - (mends[before]?.ahead ?? 0);
  return mends.slice(before + 1).reduce((least, { at }) => Math.min(least, at), value);
}

/** What a mend changes of a learner. */
export type MendedClock = Pick<LearnerClock, 'lastDay' | 'lastAnsweredAt' | 'clockMends'>;

/**
 * The learner's clock put right: undefined where it is right. Answers that lie in the future say that the clock was
 * ahead when they were given, unless the machine's clock cannot be right itself. A clock that then leaps past those
 * answers was only behind for a while, so its mend is taken back.
 */
export function mendClock(clock: LearnerClock, now: number): MendedClock | undefined {
  if (now < earliest) return undefined;
  const kept = wasBehind(clock, now) ? withoutLastMend(clock) : clock;
  if (kept.lastAnsweredAt > now + settlingTime) return withMend(kept, now);
  return kept === clock ? undefined : mendOf(kept);
}

/** Whether the clock has leapt past all that the last mend put right, from nearer the mend than that. */
function wasBehind({ clockMends, lastAnsweredAt }: LearnerClock, now: number): boolean {
  const last = clockMends.at(-1);
  if (!last) return false;
  const newest = last.moment + last.msAhead - (clockMends.at(-2)?.msAhead ?? 0);
  return now >= newest && lastAnsweredAt - last.moment < newest - lastAnsweredAt;
}

function withoutLastMend(clock: LearnerClock): LearnerClock {
  const last = clock.clockMends.at(-1)!;
  const before = clock.clockMends.at(-2);
  return {
    ...clock,
    lastAnsweredAt: clock.lastAnsweredAt + last.msAhead - (before?.msAhead ?? 0),
    lastDay: clock.lastDay + last.daysAhead - (before?.daysAhead ?? 0),
    clockMends: clock.clockMends.slice(0, -1),
  };
}

function withMend(clock: LearnerClock, now: number): MendedClock {
  const last = clock.clockMends.at(-1);
  // Nothing was logged since the last mend, so this one takes its place.
  const earlier = clock.lastAnsweredAt === last?.moment ? clock.clockMends.slice(0, -1) : clock.clockMends;
  const day = Math.min(calendarDay(now, clock.zone, clock.dayStart), clock.lastDay);
  const mend: ClockMend = {
    moment: now,
    day,
    msAhead: clock.lastAnsweredAt + (last?.msAhead ?? 0) - now,
    daysAhead: clock.lastDay + (last?.daysAhead ?? 0) - day,
  };
  return { lastAnsweredAt: now, lastDay: day, clockMends: [...earlier, mend] };
}

function mendOf({ lastAnsweredAt, lastDay, clockMends }: LearnerClock): MendedClock {
  return { lastAnsweredAt, lastDay, clockMends };
}
