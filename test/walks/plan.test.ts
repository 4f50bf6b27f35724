import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, isoDay } from '../../src/base/time.ts';
import type { DayOrder } from '../../src/plan/day/model.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { sit } from '../support/candidate.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, Reader } from '../support/reader.ts';

/** Red weighs three times as much as blue. */
const mock = blueprint({
  questions: 8,
  weights: [
    { domain: 'red', weight: 3 },
    { domain: 'blue', weight: 1 },
  ],
});

let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(14), [mock]));
  reader = new Reader(house.app);
  await answer();
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const learner = async () => (await house.stores.learners.byId((await house.stores.learners.all())[0]!))!;

/** Answers the question of the day after some time; returns its id, or nothing where the day has none. */
async function answer(right = true, minutes = 0.5): Promise<string | undefined> {
  const page = await reader.get('/practice');
  if (!page.has('/practice')) return undefined;
  house.world.pass({ minutes });
  await (right ? reader.answerRight(page) : reader.answerWrong(page));
  return asked(page);
}

/** Sets the exam so many days ahead, with some minutes a day. */
async function setExam(days: number, minutes = 20): Promise<void> {
  const page = await reader.get('/exams/yours');
  await reader.post('/exams/yours', {
    ...page.form('/exams/yours'),
    day: isoDay(house.world.now() + days * DAY),
  });
  const { id } = await learner();
  const exam = (await house.stores.exams.realExam(id))!;
  const changed = { ...exam, minutes: exam.minutes.map(() => minutes) };
  await house.db.commit([house.stores.exams.saveRealExam(id, changed)]);
}

function order(): DayOrder {
  return JSON.parse(rows(house, 'day_order')[0]!.body as string).order;
}

describe('with a date', () => {
  test('practice asks for new concepts by their weight until the quota is met', async () => {
    await setExam(20);
    // 55 unmet concepts of which 56 when the day began; .6 × 20 days are 12: five a day, one of which was met already.
    const ids = [await answer(), await answer(), await answer(), await answer()];
    expect(ids.every((id) => id!.startsWith('red.'))).toBe(true);
    expect(new Set(ids).size).toBe(4);
    expect(order()).toMatchObject({ quota: 5, newLeft: 0, minutes: 20 });
  });

  test('a day is done when its minutes are used; the learner may go on, and nothing is left over for tomorrow', async () => {
    // An answer of a minute and the time to read its verdict are more than a minute.
    await setExam(20, 3);
    for (let i = 0; i < 6; i++)
      expect(await answer(true, 1), String(i)).toEqual(i < 2 ? expect.any(String) : undefined);
    const today = await reader.get('/');
    expect(today.text('h1')).toBe('Done for today');
    expect(today.has('/practice/more')).toBe(true);
    await reader.post('/practice/more', today.form('/practice/more'));
    for (let i = 0; i < 5; i++) expect(await answer(true, 1)).toBeDefined();
    expect((await reader.get('/')).text('h1')).toBe('Extra practice');

    house.world.pass({ days: 1 });
    expect((await reader.get('/')).text('h1')).toBe('3 minutes today');
    expect(await answer(true, 1)).toBeDefined();
    expect(order().minutes).toBe(3);
  });

  test('a missed day changes the days after it and leaves no backlog', async () => {
    await setExam(20);
    await answer();
    const { quota } = order();
    house.world.pass({ days: 3 });
    await answer();
    // 54 unmet concepts for nine days instead of twelve.
    expect([quota, order().quota]).toEqual([5, 6]);
  });

  test('the date may move and be forgotten at any time', async () => {
    await setExam(20);
    await answer();
    await setExam(40);
    await answer();
    expect(order()).toMatchObject({ daysLeft: 40 });
    const page = await reader.get('/exams/yours');
    await reader.post('/exams/yours', { ...page.form('/exams/yours'), day: '' });
    const before = rows(house, 'day_order');
    expect(await answer()).toBeDefined();
    expect(rows(house, 'day_order')).toEqual(before);
  });

  test('when the exam is over, practice goes on as without a date', async () => {
    await setExam(2);
    await answer();
    house.world.pass({ days: 3 });
    expect((await reader.get('/')).text('h1')).toMatch(/questions, about/);
    expect(await answer()).toBeDefined();
  });
});

describe('predictions', () => {
  /** Answers enough for a forecast. */
  async function practise(): Promise<void> {
    await setExam(30, 120);
    for (let day = 0; day < 2; day++) {
      for (let i = 0; i < 18; i++) await answer(i % 4 > 0);
      house.world.pass({ days: 1 });
    }
  }

  test('none is made before there are enough answers', async () => {
    await setExam(30);
    await answer();
    await sit(house, reader, ['a', 'a']);
    expect(rows(house, 'prediction')).toEqual([]);
  });

  test('one is written down before a mock exam, tested by it, and moves the forecast', async () => {
    await practise();
    await sit(house, reader, ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
    const [made] = rows(house, 'prediction').filter(({ kind }) => kind === 'mock');
    expect(made).toMatchObject({ blueprint: 'mock', pass_mark: 0.7 });
    expect(made!.low as number).toBeLessThan(made!.score as number);
    expect(made!.paper as number).toBeGreaterThan(0.3);
    const { id } = await learner();
    expect(await house.stores.predictions.mocks(id)).toEqual([
      { expected: made!.paper, answered: 8, right: 4 },
    ]);
    const outcomes = (await house.stores.predictions.outcomes(id)).filter(({ kind }) => kind === 'mock');
    expect(outcomes).toEqual([expect.objectContaining({ share: 0.5, passed: false, score: made!.score })]);

    // Others count it only while the learner agrees.
    const { predictions } = house.stores;
    expect([await predictions.agrees(id), await predictions.outcomesOfAll()]).toEqual([false, []]);
    await house.db.commit([predictions.agree(id, house.world.now())]);
    expect(await predictions.agrees(id)).toBe(true);
    expect(await predictions.outcomesOfAll()).toEqual(outcomes);
    await house.db.commit([predictions.withdraw(id)]);
    expect(await predictions.outcomesOfAll()).toEqual([]);
  });

  test('one of the real exam is made on each day of practice; the last before it is tested by what is told', async () => {
    await practise();
    await answer();
    house.world.pass({ days: 1 });
    await answer();
    await answer();
    const made = rows(house, 'prediction').filter(({ kind }) => kind === 'exam');
    expect(made.length).toBeGreaterThanOrEqual(2);
    const newest = made.toSorted((a, b) => (b.made_at as number) - (a.made_at as number))[0]!;
    const form = (await reader.get('/exams/outcome')).form('/exams/outcome');
    await reader.post('/exams/outcome', { ...form, went: 'passed', score: '81', after: 'as before' });
    expect(await house.stores.predictions.outcomes((await learner()).id)).toEqual([
      expect.objectContaining({ kind: 'exam', pass: newest.pass, share: 0.81, passed: true }),
    ]);
  });

  test('it is written once and goes only with its learner', async () => {
    await practise();
    await answer();
    expect(() => house.handle.exec('update prediction set score = 1')).toThrow(
      'a prediction is written once',
    );
    expect(() => house.handle.exec('delete from prediction')).toThrow('a prediction is kept');
    house.handle.exec('delete from learner');
    for (const table of ['prediction', 'belief', 'day_order', 'ahead', 'exam_day', 'agreement'])
      expect(rows(house, table), table).toEqual([]);
  });
});
