import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarDay, clockTime, DAY, dayName, HOUR, isZone, weekday, zones } from '../../src/base/time.ts';

const dayOf = (iso: string, zone: string, dayStart = 4) =>
  calendarDay(Temporal.Instant.from(iso).epochMilliseconds, zone, dayStart);
const number = (date: string) => Temporal.PlainDate.from(date).since('1970-01-01').days;

describe('the learner day', () => {
  test.each([
    ['2026-03-28T03:00Z', 'Europe/Berlin', '2026-03-28', 'four o’clock in winter'],
    ['2026-03-28T02:59Z', 'Europe/Berlin', '2026-03-27', 'a minute before'],
    ['2026-03-29T02:00Z', 'Europe/Berlin', '2026-03-29', 'four o’clock on the night that has 23 hours'],
    ['2026-03-29T01:59Z', 'Europe/Berlin', '2026-03-28', 'a minute before'],
    ['2026-10-25T03:00Z', 'Europe/Berlin', '2026-10-25', 'four o’clock on the night that has 25 hours'],
    ['2026-10-25T02:59Z', 'Europe/Berlin', '2026-10-24', 'a minute before'],
    ['2026-03-08T08:00Z', 'America/Havana', '2026-03-08', 'a day that began at one'],
    [
      '2011-12-29T14:00Z',
      'Pacific/Apia',
      '2011-12-29',
      'the last morning before the day that Samoa left out',
    ],
    ['2011-12-30T14:00Z', 'Pacific/Apia', '2011-12-31', 'the morning after it'],
  ])('%s in %s is %s: %s', (iso, zone, date) => {
    expect(dayOf(iso, zone)).toBe(number(date));
  });

  test('over all zones and every hour of two years with both changes it rises by nought to two and comes back by none', () => {
    const start = Date.UTC(2026, 0, 1);
    fc.assert(
      fc.property(
        fc.constantFrom(...zones()),
        fc.integer({ min: 0, max: 23 }),
        fc.nat(2 * 365),
        (zone, hour, offset) => {
          const from = start + offset * DAY;
          const days = Array.from({ length: 49 }, (_, h) => calendarDay(from + h * HOUR, zone, hour));
          let kept = days[0]!;
          for (const day of days) {
            // What the learner keeps is the maximum, so a clock set back across the start of a day repeats none.
            expect(day).toBeGreaterThanOrEqual(kept - 1);
            kept = Math.max(kept, day);
          }
          expect(kept - days[0]!).toBe(2);
        },
      ),
      { seed: 5, numRuns: 1500 },
    );
  });
});

test('zones are names, not offsets', () => {
  expect(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'].every(isZone)).toBe(true);
  expect(
    [
      '',
      '+02:00',
      'Europe/Berln',
      'Z',
      '../etc/passwd',
      'UTC\0',
      'T10:00+02:00',
      '2020-01-01T00:00[Europe/Berlin]',
      'SystemV/EST5',
    ].some(isZone),
  ).toBe(false);
});

test('days and times as people write them', () => {
  expect(dayName(number('2026-11-24'))).toBe('Tuesday 24\u00a0November');
  expect(clockTime(Date.UTC(2026, 6, 1, 7, 41, 59), 'Europe/Berlin')).toBe('09:41');
});

test('days have the names that Intl gives them', () => {
  const dayIn = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
    return (day: number) => format.format(day * DAY).replace(',', '');
  };
  const long = dayIn({ weekday: 'long', day: 'numeric', month: 'long' });
  const short = dayIn({ weekday: 'long' });
  const days = Array.from({ length: 3000 }, (_, i) => i * 17 - 10_000);
  expect(days.map((day) => dayName(day).replace('\u00a0', ' '))).toEqual(days.map(long));
  expect(days.map(weekday)).toEqual(days.map(short));
});
