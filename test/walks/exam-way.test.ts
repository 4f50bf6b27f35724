import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import { DAY, isoDay } from '../../src/base/time.ts';
import { begin, move, submit } from '../support/candidate.ts';
import { type House, startHouse } from '../support/house.ts';
import { practise, setExam } from '../support/plan-pages.ts';
import { proveFold, rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';
import { solve } from '../support/solve.ts';

const bank = loadBank(folderOf('questions'));
let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(bank);
  reader = new Reader(house.app);
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const minutes = (each: number) => ({ minutes: Array(7).fill(String(each)) });
const scoresOn = (page: Page) => page.texts('.spans b').map((text) => Number.parseInt(text, 10));

/** Sits a short mock exam, one answer in four of it wrong. */
async function sitMock(): Promise<void> {
  let page = await begin(reader, {}, 'quick');
  for (let i = 0; page.root.querySelector('form.sit'); i++) {
    house.world.pass({ minutes: 0.4 });
    const letters = solve(house.bank, page.text('.stem'), page.texts('.option .text'));
    const choice = i % 4 === 3 ? letters.wrong : letters.right;
    const last = i === 14;
    page = await move(reader, page, { choice, go: last ? 'review' : String(i + 2) });
    if (last) break;
  }
  await submit(reader, page);
}

test('from the first visit to the result: days missed, a date moved, two mock exams, the truth', async () => {
  const first = await reader.get('/');
  const form = {
    ...first.form('/exams/yours'),
    day: isoDay(house.world.now() + 21 * DAY),
    zone: 'Europe/London',
  };
  expect((await reader.post('/exams/yours', form)).text('h1')).toBe('Your exam is in 21 days');
  expect(rows(house, 'learner')).toMatchObject([{ zone: 'Europe/London' }]);
  expect((await reader.get('/')).text('h1')).toBe('20 minutes today');

  await practise(house, reader, 10);
  expect((await reader.get('/readiness')).text('h1')).toBe('Too early to say');
  await practise(house, reader, 200);
  expect((await reader.get('/')).text('h1')).toBe('Done for today');

  // A day that was missed leaves nothing behind: the next one has its own minutes.
  house.world.pass({ days: 3 });
  expect((await reader.get('/')).text('h1')).toBe('20 minutes today');
  for (let day = 0; day < 4; day++) {
    await practise(house, reader, 20);
    house.world.pass({ days: 1 });
  }
  const readiness = await reader.get('/readiness');
  expect(readiness.text('#record p')).toBe('No exam has tested a forecast yet. Each mock exam will.');
  const [score] = scoresOn(readiness);
  expect(score).toBeGreaterThan(30);

  await sitMock();
  house.world.pass({ days: 1 });
  const moved = await setExam(house, reader, 3, { ...minutes(10), blueprint: 'foundations' });
  expect(moved.text('h1')).toBe('Your exam is in 3 days');
  expect((await reader.get('/')).text('.for')).toMatch(/^DevOps foundations, /);
  await practise(house, reader, 10);
  await sitMock();
  const record = await reader.get('/readiness');
  expect(record.text('#record p')).toMatch(
    /^[0-2] of 2 scores were inside the range we gave; .* too few to judge us by\.$/,
  );
  expect(rows(house, 'prediction').filter(({ kind }) => kind === 'mock')).toHaveLength(2);

  house.world.pass({ days: 2 });
  expect((await reader.get('/')).text('h1')).toMatch(/, then rest$/);
  await practise(house, reader, 5);
  house.world.pass({ days: 1 });
  expect((await reader.get('/')).text('h1')).toBe('Good luck');
  house.world.pass({ days: 1 });
  const outcome = await reader.get('/exams/outcome');
  const told = { ...outcome.form('/exams/outcome'), went: 'passed', score: '74', after: 'keep' };
  await reader.post('/exams/outcome', told);
  expect(rows(house, 'learner')).toMatchObject([{ retention: 0.8 }]);
  expect((await reader.get('/readiness')).text('#record p')).toMatch(/ of 3 scores /);
});

test('a newcomer’s date that no calendar has stores nobody', async () => {
  const first = await reader.get('/');
  for (const day of ['2026-02-30', 'tomorrow'])
    expect((await reader.post('/exams/yours', { ...first.form('/exams/yours'), day })).status).toBe(422);
  expect((await reader.post('/exams/yours', { ...first.form('/exams/yours'), day: '' })).text('h1')).toMatch(
    /questions/,
  );
  expect(rows(house, 'learner')).toEqual([]);
});

test('minutes, days off and days away are kept, and days off that are over are let go', async () => {
  await practise(house, reader, 1);
  const away = isoDay(house.world.now() + 4 * DAY);
  const off = isoDay(house.world.now() + 6 * DAY);
  await setExam(house, reader, 20, { minutes: ['5', '10', '15', '20', '25', '0', '45'], addOff: off, away });
  expect((await reader.get('/')).text('h1')).toBe('A day off');
  house.world.pass({ days: 4 });
  expect((await reader.get('/')).text('h1')).toBe('25 minutes today');
  house.world.pass({ days: 3 });
  const page = await reader.get('/exams/yours');
  const weekdays = page.root.querySelectorAll('.week input').map((input) => input.getAttribute('value'));
  expect(weekdays).toEqual(['5', '10', '15', '20', '25', '0', '45']);
  await setExam(house, reader, 13, { minutes: weekdays, off });
  expect(rows(house, 'exam_day')[0]!.settings).toContain('"daysOff":[]');
});

test('whoever agrees is counted for the authors, and may take it back', async () => {
  await setExam(house, reader, 9);
  for (let day = 0; day < 3; day++) {
    await practise(house, reader, 30);
    house.world.pass({ days: 1 });
  }
  const readiness = await reader.get('/readiness');
  const agreed = await reader.post('/readiness/agreement', {
    ...readiness.form('/agreement'),
    counted: 'yes',
  });
  expect(agreed.text('#record form p')).toBe(
    'The authors’ figures include your forecasts, without your name.',
  );
  expect(rows(house, 'agreement')).toHaveLength(1);
  await reader.post('/readiness/agreement', { ...agreed.form('/agreement'), counted: 'no' });
  expect(rows(house, 'agreement')).toEqual([]);
});

test('a newcomer’s form sent twice finds the same learner, and an hour later nobody', async () => {
  const first = await reader.get('/');
  const form = { ...first.form('/exams/yours'), day: isoDay(house.world.now() + 9 * DAY) };
  await reader.post('/exams/yours', form);
  expect((await new Reader(house.app).post('/exams/yours', form)).text('h1')).toBe('Your exam is in 9 days');
  expect(rows(house, 'learner')).toHaveLength(1);
  const before = rows(house, 'exam_day');
  house.world.pass({ minutes: 61 });
  const late = new Reader(house.app);
  const moved = isoDay(house.world.now() + 30 * DAY);
  expect((await late.post('/exams/yours', { ...form, day: moved })).status).toBe(409);
  expect([late.cookie, rows(house, 'exam_day')]).toEqual([undefined, before]);
});
