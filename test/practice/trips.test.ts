import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, isoDay } from '../../src/base/time.ts';
import { blueprint, checkedBank, plainQuestions, question } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';
import { answerPath } from '../support/regular.ts';
import { CountedTrips, type Trips } from '../support/trips.ts';

let house: House;
let reader: Reader;
let counted: CountedTrips;
let page: Page;

/** Every concept has two stems, so that a page must also find out which of them was shown less recently. */
const questions = plainQuestions(30).flatMap((each) => [
  { ...each, concept: each.id },
  question(`${each.id}b`, { concept: each.id }),
]);

beforeEach(async () => {
  counted = new CountedTrips();
  house = await startHouse(checkedBank(questions, [blueprint()]), { through: (db) => counted.over(db) });
  reader = new Reader(house.app);
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** Practises two days, so that there are cards that wait, cards that are due and new ones; ends at a question. */
async function practise(): Promise<void> {
  for (const day of [0, 1]) {
    if (day > 0) house.world.pass({ days: 3 });
    for (let i = 0; i < 9; i++) {
      house.world.pass({ minutes: 1 });
      page = await reader.get('/practice');
      await (i % 3 === 1 ? reader.answerWrong(page) : reader.answerRight(page));
    }
  }
  page = await reader.get('/practice');
}

/** Expects no more queries, batches and trips in sequence than these. */
function expectAtMost({ reads, batches, trips }: Trips, most: [number, number, number]): void {
  const told = JSON.stringify({ reads, batches, trips }, undefined, 1);
  expect(reads.length, told).toBeLessThanOrEqual(most[0]);
  expect(batches, told).toBeLessThanOrEqual(most[1]);
  expect(trips, told).toBeLessThanOrEqual(most[2]);
}

const get = (url: string) => counted.during(() => reader.get(url));

describe('in the middle of the days', () => {
  beforeEach(practise);

  test('a question takes three queries', async () => {
    expectAtMost(await get('/practice'), [3, 0, 3]);
  });

  test('an answer takes three queries and one batch', async () => {
    for (const text of ['text a', 'text b']) {
      const fields = { ...page.form('/practice'), choice: page.letter(text), certainty: 'sure' };
      expectAtMost(await counted.during(() => reader.send('/practice', fields)), [3, 1, 3]);
      page = await reader.get('/practice');
    }
  });

  test('a verdict takes four queries', async () => {
    const verdict = await reader.answerWrong(page);
    expectAtMost(await get(answerPath(verdict)), [4, 0, 3]);
  });

  test('Today takes six queries', async () => {
    expectAtMost(await get('/'), [6, 0, 4]);
  });

  test('after an answer was taken back it is no more', async () => {
    const verdict = await reader.answerRight(page);
    await reader.post('/practice/undo', verdict.form('/practice/undo'));
    expectAtMost(await get('/practice'), [3, 0, 3]);
    expectAtMost(await get('/'), [6, 0, 4]);
  });

  test('a set of topics is as cheap, and one of missed or flagged questions takes one query more', async () => {
    expectAtMost(await get('/practice?set=red.one'), [3, 0, 3]);
    expectAtMost(await get('/practice?set=missed'), [4, 0, 4]);
    const verdict = await reader.answerWrong(page);
    await reader.post(`${answerPath(verdict)}/flag`, verdict.form('/flag'));
    house.world.pass({ minutes: 20 });
    expectAtMost(await get('/practice?set=flagged'), [4, 0, 4]);
  });
});

describe('with a date, in the middle of the days', () => {
  beforeEach(async () => {
    await practise();
    const exams = await reader.get('/exams/yours');
    const day = isoDay(house.world.now() + 12 * DAY);
    await reader.post('/exams/yours', { ...exams.form('/exams/yours'), day });
    page = await reader.answerRight(await reader.get('/practice'));
    page = await reader.get('/practice');
  });

  test('a question takes three queries, an answer three and one batch, a verdict four and Today six', async () => {
    for (const text of ['text a', 'text b']) {
      expectAtMost(await get('/practice'), [3, 0, 3]);
      const fields = { ...page.form('/practice'), choice: page.letter(text), certainty: 'sure' };
      let path = '';
      const send = async () => {
        path = String((await reader.send('/practice', fields)).headers.location);
      };
      expectAtMost(await counted.during(send), [3, 1, 3]);
      expectAtMost(await get(path), [4, 0, 3]);
      page = await reader.get('/practice');
    }
    expectAtMost(await get('/'), [6, 0, 4]);
  });

  test('a flag and a report leave the order as it is', async () => {
    const verdict = await reader.answerWrong(page);
    await reader.post(`${answerPath(verdict)}/flag`, verdict.form('/flag'));
    const form = verdict.form('/report');
    await reader.post(`${answerPath(verdict)}/report`, { ...form, message: 'Look at this.' });
    expectAtMost(await get('/practice'), [3, 0, 3]);
  });

  test('an answer that is taken back or called too easy puts the order right in its own commit', async () => {
    const easy = await reader.answerRight(page);
    await reader.post(`${answerPath(easy)}/easy`, easy.form('/easy'));
    expectAtMost(await get('/practice'), [3, 0, 3]);
    const verdict = await reader.answerRight(await reader.get('/practice'));
    await reader.post('/practice/undo', verdict.form('/practice/undo'));
    expectAtMost(await get('/practice'), [3, 0, 3]);
  });

  test('the first question of a day works its order out, and writes nothing', async () => {
    house.world.pass({ days: 1 });
    // The first visit of an hour is noted in the session.
    await reader.get('/exams');
    expectAtMost(await get('/practice'), [4, 0, 4]);
  });
});

test('a newcomer asks the store nothing', async () => {
  expectAtMost(await get('/practice'), [0, 0, 0]);
  expectAtMost(await get('/'), [0, 0, 0]);
});
