import { afterEach, describe, expect, test } from 'vitest';
import { isoDay } from '../../src/base/time.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { type Page, Reader } from '../support/reader.ts';

const bank = checkedBank(plainQuestions(4), [blueprint({ questions: 4 })]);

let house: House;
afterEach(() => house.close());

/** Answers until nothing is asked, each question in some minutes; `isRight` decides by the count of answers. */
async function practise(reader: Reader, isRight: (n: number) => boolean, minutes = 0.5): Promise<Page> {
  for (let n = 0; n < 60; n++) {
    const page = await reader.get('/practice');
    if (!page.has('/practice')) return page;
    house.world.pass({ minutes });
    await (isRight(n) ? reader.answerRight(page) : reader.answerWrong(page));
  }
  throw new Error('The day has no end.');
}

const figures = (page: Page) =>
  Object.fromEntries(page.texts('.figures dt').map((name, i) => [name, page.texts('.figures dd')[i]]));

const namesATime = /\b\d{1,2}:\d{2}\b/;

describe('a finished day without a date', () => {
  test('says what was gained, what comes tomorrow and the melody, and offers more quietly', async () => {
    house = await startHouse(bank);
    const reader = new Reader(house.app);
    const done = await practise(reader, () => true);
    expect(done.text('h1')).toBe('Done for today');
    expect(done.text('.cover .for')).toMatch(/^Monday 2 March, 6 minutes$/);
    expect(done.text('.cover')).toContain('10 of 10 right. You met ten new ideas.');
    expect(done.text('figcaption')).toMatch(/^Day 1: 10 of 10 right\./);
    expect(figures(done)).toEqual({ 'Ideas met': '10of 16, 10 new today' });
    const [, minutes] = /Tomorrow6 new questions, about (\d+) minute/.exec(done.text('main'))!;
    expect(done.texts('table.days tbody tr')[0]).toBe(`Tuesdaynone6${minutes}`);
    expect(done.texts('table.days tbody tr')[2]).toBe('Thursdaynonenone');
    expect(done.root.querySelectorAll('.cover .do')).toEqual([]);
    expect(done.text('button.quietly')).toBe('Ten more new questions');
    const more = await reader.post('/practice/more', done.form('/practice/more'));
    expect(more.text('h1')).toBe('Question 11 of 16');
  });

  test('counts what was missed before and is right now', async () => {
    house = await startHouse(bank);
    const reader = new Reader(house.app);
    await practise(reader, (n) => n > 1);
    house.world.pass({ days: 1 });
    const done = await practise(reader, () => true);
    expect(done.text('.cover')).toContain('You met six new ideas and put two earlier misses right.');
    expect(figures(done)['Put right']).toMatch(/^2missed/);
  });

  test('a miss at the very end leaves the day finished: no time is named, and the repeat is optional', async () => {
    house = await startHouse(bank);
    const reader = new Reader(house.app);
    const done = await practise(reader, (n) => n !== 9);
    expect(done.text('h1')).toBe('Done for today');
    expect(done.text('.cover')).toContain('The one you missed last comes back tomorrow.');
    expect(done.text('main')).not.toMatch(namesATime);
    expect(done.text('main')).toContain('Tomorrow1 question comes back and 6 are new');
    house.world.pass({ minutes: 11 });
    const later = await reader.get('/');
    expect(later.text('h1')).toBe('Done for today');
    expect(later.texts('.system a.go')).toContain('Repeat the one you missed');
    expect((await reader.get('/practice')).has('/practice')).toBe(true);
  });

  test('while misses wait among other questions, no time is named for them', async () => {
    house = await startHouse(bank);
    const reader = new Reader(house.app);
    for (let n = 0; n < 3; n++) await reader.answerWrong(await reader.get('/practice'));
    expect((await reader.get('/')).text('main')).not.toMatch(namesATime);
  });
});

test('a finished day on the way to an exam says the same, and the plan what tomorrow brings', async () => {
  house = await startHouse(bank);
  const reader = new Reader(house.app);
  await reader.answerRight(await reader.get('/practice'));
  const setup = await reader.get('/exams/yours');
  const day = isoDay(house.world.now() + 10 * 86_400_000);
  await reader.post('/exams/yours', { ...setup.form('/exams/yours'), day });
  const done = await practise(reader, () => true, 2);
  expect(done.text('h1')).toBe('Done for today');
  expect(done.text('.cover .no')).toBe('No.1');
  expect(done.text('.cover .for')).toMatch(/^Monday 2 March, \d+ minutes$/);
  expect(done.text('main')).toContain('Tomorrow20 minutes of practice.');
  expect(figures(done)).toHaveProperty('Ideas met');
  expect(done.text('button.quietly')).toBe('Carry on with what helps most');
  expect(done.root.querySelectorAll('.cover .do')).toEqual([]);
});

describe('a miss', () => {
  test('adds a repeat to the day, and the verdict says so', async () => {
    house = await startHouse(bank);
    const reader = new Reader(house.app);
    const right = await reader.answerRight(await reader.get('/practice'));
    expect(right.text('.through')).toContain('1 of 10');
    expect(right.text('.through')).not.toContain('repeat');
    const wrong = await reader.answerWrong(await reader.get('/practice'));
    expect(wrong.text('.through')).toContain('2 of 11 +1 repeat');
    expect(wrong.body).toContain('You missed it, so you’ll see it again today.');
    expect((await reader.get('/practice')).text('.through')).not.toContain('repeat');
  });

  test('that the day may not ask again is promised soon and not today', async () => {
    house = await startHouse(bank);
    const reader = new Reader(house.app);
    for (let n = 0; n < 9; n++) await reader.answerRight(await reader.get('/practice'));
    const last = await reader.answerWrong(await reader.get('/practice'));
    expect(last.body).toContain('You missed it, so you’ll see it again soon.');
    expect(last.text('.through')).not.toContain('repeat');
  });
});
