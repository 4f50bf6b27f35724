import { expect, test } from 'vitest';
import { calendarDay, DAY, SECOND } from '../../src/base/time.ts';
import { examOn } from '../../src/exam/real.ts';
import { loadExam } from './bank.ts';
import { Candidate } from './candidate.ts';
import { firstMorning, momentOf, Product } from './product.ts';
import { truths } from './truths/truths.ts';

const { bank } = loadExam();
const begun = calendarDay(firstMorning, 'UTC', 4);

/** The minutes foretold on each morning of some days, and those that the day then took. */
async function daysOf(name: string, days: number, daysLeft: number | undefined) {
  const exam = daysLeft === undefined ? undefined : examOn(begun + daysLeft, begun);
  const product = new Product(bank, name, exam);
  const candidate = new Candidate(name, truths.two);
  const told: { foretold: number; took: number }[] = [];
  for (let day = 0; day < days; day++) {
    const foretold = await product.minutesLeft(momentOf(day));
    let spent = 0;
    for (;;) {
      const shownAt = momentOf(day + (spent * SECOND) / DAY);
      const live = await product.next(shownAt);
      if (!live) break;
      const answer = candidate.answer(live, (shownAt - firstMorning) / DAY);
      await product.answer(live, answer, shownAt);
      spent += answer.answering + answer.reading;
    }
    if (spent > 0) told.push({ foretold, took: spent / 60 });
  }
  return told;
}

/** The plan works out an order for every answer, so that its days take longer to simulate. */
test.each([
  { what: 'without a date', daysLeft: undefined, people: 8, days: 14 },
  { what: 'on the way to an exam', daysLeft: 12, people: 2, days: 4 },
])(
  'the minutes foretold are within a quarter of those that a day takes, in the median: $what',
  async ({ daysLeft, people, days }) => {
    const names = Array.from({ length: people }, (_, i) => `candidate ${i + 1}`);
    const told = (await Promise.all(names.map((name) => daysOf(name, days, daysLeft)))).flat();
    const errors = told.map(({ foretold, took }) => Math.abs(foretold - took) / took).sort((a, b) => a - b);
    expect(told).toHaveLength(people * days);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.25);
  },
);
