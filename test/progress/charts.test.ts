import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/base/time.ts';
import { advance, type Card, type Met } from '../../src/memory/fold.ts';
import { ratings, scheduleFor } from '../../src/memory/schedule.ts';
import { courseChart } from '../../src/progress/chart/course.ts';
import { calendarChart } from '../../src/progress/chart/days.ts';
import { dueMoment, nextAnswers } from '../../src/progress/why/next.ts';

describe('a course over time', () => {
  const chart = courseChart({
    label: 'a line',
    points: [
      { at: 10, share: 0.5, low: 0.4, high: 0.6 },
      { at: 20, share: 0.75, low: 0.7, high: 0.8, note: 'ink' },
    ],
    extra: [{ at: 30, share: 1, note: 'hollow' }],
    mark: { share: 0.7, name: 'pass mark 70%' },
    ends: { from: 10, to: 30, first: '1 Mar', last: '21 Mar' },
  });

  test('places moments in per cent of the width and shares in pixels from the top', () => {
    expect(chart.line).toBe('M0,75L50,37.5');
    expect(chart.mark.y).toBe(45);
    expect(chart.notes).toEqual([
      { x: 50, y: 37.5, note: 'ink' },
      { x: 100, y: 0, note: 'hollow' },
    ]);
  });

  test('draws the range as a band', () => {
    expect(chart.band).toBe('M0,60L50,30L50,45L0,90Z');
  });

  test('of one moment is a point, and no number is broken', () => {
    const point = courseChart({
      ...{ label: '', points: [{ at: 5, share: 2, note: 'ink' }], mark: { share: 0.7, name: '' } },
      ends: { from: 5, to: 5, first: '', last: '' },
    });
    expect(JSON.stringify(point)).not.toMatch(/NaN|null/);
    expect(point.notes).toEqual([{ x: 0, y: 0, note: 'ink' }]);
  });
});

test('the calendar ends today, with a larger square for a longer practice', () => {
  // Wednesday 4 March 2026.
  const today = Date.UTC(2026, 2, 4) / DAY;
  const { practised, rest, months } = calendarChart(
    today,
    (day) => (day === today ? 30 : day === today - 1 ? 5 : 0),
    '',
  );
  expect(practised).toBe('M785.5 20.5h4v4h-4zM781 31h13v13h-13z');
  expect(rest.match(/h2/g)).toHaveLength(52 * 7 + 1);
  expect(months.at(-1)).toMatchObject({ name: 'Feb', isFar: false });
  expect(months[0]!.isFar).toBe(true);
});

test('a better answer never brings an idea back sooner', () => {
  const schedule = scheduleFor({ retention: 0.9, weights: '' });
  let card: Card;
  for (const day of [0, 3, 12])
    card = advance(card, { day, answeredAt: day * DAY, rating: ratings.good }, schedule);
  const when = dueMoment(card as Met, 13, 13 * DAY);
  expect(when.day).toBe((card as Met).dueDay);
  const days = nextAnswers(card as Met, when, 0.25, schedule).map((each) => each.days);
  expect(days).toEqual(days.toSorted((a, b) => a - b));
  expect(days[0]).toBe(0);
  expect(days.at(-1)).toBeGreaterThan(10);
});
