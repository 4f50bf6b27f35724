import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHandle } from '../../src/base/data/handle.ts';
import { blueprint, checkedBank, plainQuestions, taxonomy } from '../support/bank.ts';
import { sit } from '../support/candidate.ts';
import { dump } from '../support/dump.ts';
import type { Fields } from '../support/forms.ts';
import { type House, startHouse } from '../support/house.ts';
import { clearWorkplaces, serve, workplace } from '../support/process.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, Page, Reader } from '../support/reader.ts';
import { refusalOf } from '../support/regular.ts';

let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(3), [blueprint()]));
  reader = new Reader(house.app);
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});
afterAll(clearWorkplaces);

/** A learner who has answered some questions. */
async function known(answers = 1): Promise<void> {
  for (let i = 0; i < answers; i++) await reader.answerRight(await reader.get('/practice'));
}

async function setDay(day: string): Promise<Page> {
  const exams = await reader.get('/exams/yours');
  return reader.post('/exams/yours', { ...exams.form('/exams/yours'), day });
}

async function tell(fields: Fields): Promise<Page> {
  const page = await reader.get('/exams/outcome');
  return reader.post('/exams/outcome', {
    ...page.form('/exams/outcome'),
    ...{ went: 'passed', score: '', after: 'as before' },
    ...fields,
  });
}

const aboutReal = async () =>
  (await reader.get('/exams')).root
    .querySelectorAll('section')
    .find((each) => each.querySelector('h2')?.text === 'The real exam')!;
const realOne = async () =>
  (await aboutReal()).querySelector('.body > p')!.text.replaceAll('\u00a0', ' ').trim();
const waysOn = async () =>
  (await aboutReal()).querySelectorAll('.gos a').map((link) => [link.getAttribute('href'), link.text.trim()]);
const learner = () => rows(house, 'learner')[0]!;

describe('the day of the real exam', () => {
  test('is named, counted down to, moved and forgotten', async () => {
    await known();
    expect(await realOne()).toBe('You have not set a date.');
    expect(await waysOn()).toEqual([
      ['/exams/yours', 'Set your exam date'],
      ['/exams/outcome', 'I’ve taken the exam'],
    ]);
    const said = await setDay('2026-03-12');
    expect(said.root.querySelector('#day')!.getAttribute('value')).toBe('2026-03-12');
    expect(await realOne()).toBe('It is on Thursday 12 March, in 10 days.');
    await setDay('2026-03-03');
    expect(await realOne()).toBe('It is on Tuesday 3 March, tomorrow.');
    expect((await reader.get('/')).texts('p.note')).toEqual([]);
    house.world.pass({ days: 1 });
    expect(await realOne()).toBe('It is today. Good luck.');
    expect((await reader.get('/')).texts('p.note')).toEqual([]);
    house.world.pass({ days: 1 });
    expect(await realOne()).toBe('It was on Tuesday 3 March.');
    expect((await waysOn())[1]).toEqual(['/exams/outcome', 'How did it go?']);
    const today = await reader.get('/');
    expect(today.text('p.note')).toBe('Your exam date has passed. How did it go?');
    expect((await reader.get(today.root.querySelector('p.note a')!.getAttribute('href')!)).text('h1')).toBe(
      'How did it go?',
    );
    await setDay('');
    expect(rows(house, 'exam_day')).toEqual([]);
    expect((await reader.get('/')).texts('p.note')).toEqual([]);
  });

  test.each(['2026-02-30', '2026-13-01', '12 March', '2026-3-1', '0000-00-00'])(
    'is none that no calendar has: %s',
    async (day) => {
      await known();
      await setDay('2026-03-12');
      const before = dump(house);
      const page = await setDay(day);
      expect([page.status, refusalOf(page)]).toEqual([
        422,
        'Choose dates from the calendar, and minutes from 0 to 600. Nothing was changed.',
      ]);
      expect(page.text('h1')).toBe('Your exam is in 10 days');
      expect(dump(house)).toEqual(before);
    },
  );

  test.each(['0001-01-01', '9999-12-31'])('may be as far away as %s', async (day) => {
    await known();
    expect((await setDay(day)).status).toBe(200);
    expect((await reader.get('/')).status).toBe(200);
    expect(await realOne()).toMatch(/^It (was|is) on /);
  });

  test('is one’s own, and nobody’s who is not known', async () => {
    await known();
    const { token = '' } = (await reader.get('/exams/yours')).form('/exams/yours');
    const other = new Reader(house.app);
    expect((await other.send('/exams/yours', { token, day: '2026-03-12' })).status).toBe(403);
    expect((await other.send('/exams/outcome', { token, went: 'passed', after: 'stop' })).status).toBe(403);
    expect((await other.get('/exams/outcome')).text('h1')).toBe('Mock exams');
    expect([rows(house, 'exam_day'), rows(house, 'outcome')]).toEqual([[], []]);
  });
});

describe('how it went', () => {
  test.each<[fields: Fields, stored: object, says: string]>([
    [
      { went: 'passed', score: '812' },
      { taken: 1, passed: 1, score: 812 },
      'You passed the last one, with 812.',
    ],
    [
      { went: 'failed', score: ' 64 ' },
      { taken: 1, passed: 0, score: 64 },
      'You did not pass the last one, with 64.',
    ],
    [
      { went: 'passed', score: '72 %' },
      { taken: 1, passed: 1, score: 72 },
      'You passed the last one, with 72.',
    ],
    [
      { went: 'passed', score: '1,450' },
      { taken: 1, passed: 1, score: 1450 },
      'You passed the last one, with 1,450.',
    ],
    [{ went: 'passed', score: '0' }, { taken: 1, passed: 1, score: 0 }, 'You passed the last one, with 0.'],
    [{ went: 'untold' }, { taken: 1, passed: null, score: null }, 'You took the last one.'],
    [
      { went: 'not taken', score: '50' },
      { taken: 0, passed: null, score: null },
      'You did not take the last one.',
    ],
  ])('is kept with the day that it was: %j', async (fields, stored, says) => {
    await known();
    await setDay('2026-03-03');
    house.world.pass({ days: 4 });
    const today = await tell(fields);
    expect(today.text('[aria-current=page]')).toBe('Today');
    expect(today.texts('p.note')).toEqual([]);
    expect(rows(house, 'outcome')).toMatchObject([{ day: 20515, told_at: house.world.now(), ...stored }]);
    expect(rows(house, 'exam_day')).toEqual([]);
    expect(await realOne()).toBe(`You have not set a date. ${says}`);
    expect(learner()).toMatchObject({ retention: 0.9, stopped: 0 });
  });

  test('can be told without a day, and again after the next', async () => {
    await known();
    await tell({ went: 'failed' });
    house.world.pass({ days: 30 });
    await tell({ went: 'passed' });
    expect(rows(house, 'outcome').map(({ day, passed }) => [day, passed])).toEqual(
      expect.arrayContaining([
        [20514, 0],
        [20544, 1],
      ]),
    );
    expect(await realOne()).toContain('You passed the last one.');
  });

  test.each(['ten', '-5', '10001', '7.5', '1e3', '%', '1,00', '7,5%'])(
    'has no score like %s',
    async (score) => {
      await known();
      const before = dump(house);
      const page = await tell({ score });
      expect([page.status, refusalOf(page)]).toEqual([
        422,
        'The score must be a whole number from 0 to 10,000, or left empty. Nothing was saved.',
      ]);
      expect(page.text('h1')).toBe('How did it go?');
      expect(dump(house)).toEqual(before);
    },
  );

  test.each<Fields>([{ went: 'well' }, { went: [] }, { after: 'party' }, { after: [] }, { token: 'x' }])(
    'takes no other form: %j',
    async (fields) => {
      await known();
      const before = dump(house);
      expect([403, 422]).toContain((await tell(fields)).status);
      expect(dump(house)).toEqual(before);
    },
  );
});

describe('afterwards', () => {
  test('practice goes on at a target of 80 %, and every card is folded by it', async () => {
    await sit(house, reader, Array(8).fill('a'));
    await known(3);
    const before = rows(house, 'card');
    const outcome = await reader.get('/exams/outcome');
    expect(outcome.text('form')).toContain('Carry on as before, with a target of 90%');
    await tell({ after: 'keep' });
    expect(learner()).toMatchObject({ retention: 0.8, folded_retention: 0.8, stopped: 0 });
    const after = rows(house, 'card');
    const later = after.filter((card, i) => Number(card.due_day) > Number(before[i]!.due_day));
    expect(later.length).toBeGreaterThan(0);
    await proveFold(house);
    await tell({ after: 'keep' });
    await proveFold(house);
    expect(
      (await reader.get('/settings')).root.querySelector('[name=retention]')!.getAttribute('value'),
    ).toBe('80');
    expect((await reader.get('/exams/outcome')).text('form')).toContain(
      'Carry on as before, with a target of 80%',
    );
  });

  test('stopped practice asks nothing by itself, and all of it is there when it goes on', async () => {
    await known(2);
    house.world.pass({ days: 3 });
    const cards = rows(house, 'card');
    const today = await tell({ after: 'stop' });
    expect(today.text('h1')).toBe('Practice is paused');
    expect(today.text('.cover')).toContain(
      'You stopped practising. Your progress is kept, and nothing piles up.',
    );
    expect(today.root.querySelector('.cover a')).toBeNull();
    expect(today.has('/practice/more')).toBe(false);
    expect((await reader.get('/practice')).text('h1')).toBe('Practice is paused');
    const set = await reader.get('/practice?set=red.one');
    expect(asked(set)).toMatch(/^red\.one/);
    expect((await reader.answerRight(set)).text('h1')).toMatch(/^Right/);
    expect((await sit(house, reader, Array(8).fill('a'))).result.text('.score')).toBe('8 of 8');
    expect((await reader.get('/')).text('h1')).toBe('Practice is paused');
    house = await house.restart();
    reader.app = house.app;
    const still = await reader.get('/');
    expect(still.text('h1')).toBe('Practice is paused');
    const on = await reader.post('/practice/resume', still.form('/practice/resume'));
    expect(on.text('h1')).toMatch(/^(\w+ questions?, about|\d+ of \d+ right)/);
    expect(learner()).toMatchObject({ stopped: 0 });
    expect(rows(house, 'card').length).toBeGreaterThanOrEqual(cards.length);
    house.world.pass({ days: 40 });
    expect((await reader.get('/practice')).text('.stem')).toMatch(/^Stem of/);
    expect((await reader.post('/practice/resume', still.form('/practice/resume'))).status).toBe(200);
  });
});

test('a server settles what has run out, while it runs and when it starts, though nobody looks', async () => {
  const place = workplace();
  const file = join(place, 'questions/bank.json');
  writeFileSync(file, JSON.stringify({ ...taxonomy, blueprints: [blueprint({ questions: 2 })] }));
  const first = await serve(place);

  const ask = async (address: string, cookie: string, path: string, form?: Record<string, string>) => {
    const body = form && { method: 'POST', body: new URLSearchParams(form) };
    const response = await fetch(new URL(path, address), {
      ...body,
      headers: { cookie },
      redirect: 'manual',
    });
    const page = new Page(response.status, {}, await response.text());
    return {
      page,
      location: response.headers.get('location') ?? '',
      cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
    };
  };
  const before = await ask(first.address, '', '/exams/new/mock');
  const begun = await ask(first.address, '', '/exams', { ...before.page.form('/exams'), time: '100' });
  const { location, cookie } = begun;
  const question = await ask(first.address, cookie, `${location}/1`);
  const saved = await ask(first.address, cookie, `${location}/1`, {
    ...question.page.form('/1'),
    choice: 'A',
    go: '2',
  });
  expect([saved.page.status, saved.location]).toEqual([303, `${location}/2`]);
  await first.end('SIGKILL');

  const handle = openHandle(join(place, 'data/etude.db'));
  const ended = handle.prepare(
    'select sitting.ending, result.scored, count(review.id) as answers from result join sitting on sitting.id = result.sitting left join review on review.learner = sitting.learner group by sitting.id',
  );
  const results = () => ended.all();
  const untilSettled = async (count: number) => {
    while (results().length < count) await new Promise((go) => setTimeout(go, 50));
    return results();
  };
  const runOut = () => handle.exec('update sitting set deadline = started_at + 1 where settled_at is null');
  expect(results()).toEqual([]);
  runOut();
  const second = await serve(place);
  expect(await untilSettled(1)).toEqual([{ ending: 'time up', scored: 2, answers: 1 }]);
  expect((await ask(second.address, cookie, location)).page.text('.score')).toMatch(/^[01] of 2$/);

  const again = await ask(second.address, cookie, '/exams/new/mock');
  const other = await ask(second.address, cookie, '/exams', { ...again.page.form('/exams'), time: '100' });
  expect(other.page.status).toBe(303);
  runOut();
  expect(await untilSettled(2)).toHaveLength(2);
  expect((await ask(second.address, cookie, other.location)).page.text('.score')).toBe('0 of 2');
  handle.close();
  expect((await second.end('SIGTERM')).status).toBe(0);
});
