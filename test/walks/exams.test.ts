import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/base/time.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { begin, chosen, formPath, move, moveForm, play, sit, submit } from '../support/candidate.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';
import { refusalOf } from '../support/regular.ts';
import { sittingOf } from '../support/sitting.ts';

const questions = plainQuestions(3);
const bank = checkedBank(questions, [
  blueprint(),
  blueprint({ id: 'other', title: 'Another', questions: 4 }),
]);

let house: House;
let reader: Reader;
beforeEach(() => open(bank));
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

async function open(checked: typeof bank): Promise<void> {
  await house?.close();
  house = await startHouse(checked);
  reader = new Reader(house.app);
}

/** Opens the house anew with two keys to every question of red. */
const openTwoKeys = () =>
  open(
    checkedBank(
      questions.map((each) =>
        each.id.startsWith('red') ? { ...each, type: 'multiple', key: ['a', 'b'] } : each,
      ),
      [blueprint()],
    ),
  );

/** A learner who has answered one question. */
async function known(): Promise<Reader> {
  await reader.answerRight(await reader.get('/practice'));
  return reader;
}

const sittings = () => rows(house, 'sitting');
const moves = () => rows(house, 'move').map(({ number, kind, value }) => [number, kind, value]);
const entry = (number: number) => rows(house, 'paper').find((row) => row.number === number)!;
const at = (page: Page, number: number | string) => reader.get(`${sittingOf(page)}/${number}`);

describe('before an exam', () => {
  test('a visitor sees what there is to sit, and nothing is stored by looking', async () => {
    const exams = await reader.get('/exams');
    expect(exams.texts('.entries h3')).toEqual(['The mock', 'Another']);
    expect(exams.texts('.entries p')[0]).toBe('8 questions in 10 minutes, pass mark 70%.');
    expect(exams.text('[aria-current=page]')).toBe('Exams');
    expect(exams.has('/exams/yours')).toBe(false);
    const before = await reader.get('/exams/new/mock');
    expect(before.text('.lead')).toBe('8 questions in 10 minutes. The pass mark is 70%.');
    expect(before.texts('tbody tr')).toEqual(['Red4', 'Blue4']);
    expect(before.texts('fieldset label')).toEqual([
      'As in the exam: 10 minutes',
      '25% more: 13 minutes',
      '50% more: 15 minutes',
      '100% more: 20 minutes',
      'No time limit',
    ]);
    expect(rows(house, 'learner')).toEqual([]);
    expect(reader.cookie).toBeUndefined();
  });

  test('what does not count, the scale and the author’s note are told', async () => {
    const scale = { lowest: 100, pass: 750, highest: 1000 };
    await open(checkedBank(questions, [blueprint({ unscored: 2, scale, note: 'By *kinship*.' })]));
    const before = await reader.get('/exams/new/mock');
    expect(before.text('.lead')).toBe(
      '8 questions in 10 minutes. The pass mark is 70% of the questions that count.',
    );
    const rules = before.text('.prose ul');
    expect(rules).toContain('Two of the 8 questions do not count, and you cannot tell which.');
    expect(rules).toContain('You also get an estimate on a scale from 100 to 1000, where 750 passes.');
    expect(before.body).toContain('By <em>kinship</em>.');
  });

  test('a bank without exams says so, and a name that is none has no page', async () => {
    expect((await reader.get('/exams/new/mack')).status).toBe(404);
    await open(checkedBank(questions));
    expect((await reader.get('/exams')).texts('.entries p')).toEqual(['This bank has no mock exams.']);
  });
});

describe('the start', () => {
  test('of a newcomer makes them known, in the zone their browser tells', async () => {
    const page = await begin(reader, { zone: 'Asia/Kathmandu' });
    expect(page.text('h1')).toBe('Question 1 of 8');
    expect(page.title).toBe('Question 1 of 8, The mock · Etude');
    expect(page.text('.clock')).toBe('until 14:55');
    expect(rows(house, 'learner')).toMatchObject([{ zone: 'Asia/Kathmandu', practice_days: 0 }]);
    expect(sittings()).toMatchObject([
      { blueprint: 'mock', current_number: 1, revision: 0, time_percent: 100, settled_at: null },
    ]);
    expect(rows(house, 'paper')).toHaveLength(8);
    expect((await reader.get('/')).text('.note')).toBe(
      'You are in the middle of “The mock”, until 14:55. Continue it',
    );
  });

  test('of a learner is theirs', async () => {
    await known();
    await begin(reader);
    expect(rows(house, 'learner')).toHaveLength(1);
    expect(sittings()).toMatchObject([{ learner: rows(house, 'learner')[0]!.id }]);
    expect(rows(house, 'paper').filter(({ seen }) => seen === 1).length).toBeLessThanOrEqual(1);
  });

  test.each([
    ['100', 10],
    ['125', 12.5],
    ['150', 15],
    ['200', 20],
  ])('with %s %% of the time has it, counted by the server', async (time, minutes) => {
    await begin(reader, { time });
    expect(sittings()[0]).toMatchObject({
      deadline: house.world.now() + minutes * MINUTE,
      time_percent: Number(time),
    });
  });

  test('without a limit has no clock, and never ends by itself', async () => {
    const page = await begin(reader, { time: 'untimed' });
    expect(page.text('.clock')).toBe('no time limit');
    expect(sittings()[0]).toMatchObject({ deadline: null, time_percent: null });
    house.world.pass({ days: 400 });
    const later = await move(reader, page, { choice: page.letter('text a'), go: 'review' });
    const result = await submit(reader, later);
    expect(result.text('main')).toContain('no time limit');
    expect(result.text('main')).not.toContain('Time ran out');
  });

  test.each([
    ['a time that is not offered', { time: '300' }],
    ['no time', { time: [] }],
    ['an exam that there is not', { blueprint: 'mack' }],
    ['a forged token', { token: 'x' }],
  ])('with %s begins nothing', async (_, fields) => {
    const page = await begin(reader, fields);
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.status).toBeLessThan(500);
    await known();
    expect((await begin(reader, fields)).status).toBe(page.status);
    expect(sittings()).toEqual([]);
  });

  test('is one by a double click, of a newcomer and of a learner', async () => {
    for (const make of [async () => reader, known]) {
      reader = new Reader(house.app);
      await make();
      const before = sittings().length;
      const form = { ...(await reader.get('/exams/new/mock')).form('/exams'), time: '100' };
      const [first, second] = await Promise.all([reader.send('/exams', form), reader.send('/exams', form)]);
      expect([first!.status, second!.status]).toEqual([303, 303]);
      expect(second!.headers.location).toBe(first!.headers.location);
      expect(sittings()).toHaveLength(before + 1);
    }
    expect(rows(house, 'learner')).toHaveLength(2);
  });

  test('sent again by the newcomer who has begun, before and after the cookie came, leads there', async () => {
    const form = { ...(await reader.get('/exams/new/mock')).form('/exams'), time: '100' };
    const first = await reader.send('/exams', form);
    expect((await reader.send('/exams', form)).headers.location).toBe(first.headers.location);
    const forgetful = new Reader(house.app);
    expect((await forgetful.send('/exams', form)).headers.location).toBe(first.headers.location);
    expect((await forgetful.get('/exams')).text('.note h2')).toBe('“The mock” is in progress');
    expect(sittings()).toHaveLength(1);
  });

  test('by a form that others might find later lets nobody in', async () => {
    const form = { ...(await reader.get('/exams/new/mock')).form('/exams'), time: 'untimed' };
    await reader.send('/exams', form);
    house.world.pass({ minutes: 61 });
    const other = new Reader(house.app);
    const late = await other.send('/exams', form);
    expect([late.status, refusalOf(late)]).toEqual([
      409,
      'You have already started an exam from this page. Open Exams to start another one.',
    ]);
    expect(other.cookie).toBeUndefined();
    await submit(reader, await reader.get(`${sittingPath()}/review`));
    expect((await other.send('/exams', form)).status).toBe(409);
    expect(sittings()).toHaveLength(1);
  });

  test('of another while one is under way leads to the one under way', async () => {
    const page = await begin(reader);
    const before = await reader.get('/exams/new/other');
    expect(before.has('/exams')).toBe(false);
    expect(before.text('.note')).toContain(
      'You have “The mock” in progress, and you can take only one exam at a time.',
    );
    expect(before.root.querySelector('.note + p a')!.getAttribute('href')).toBe(sittingOf(page));
    const { token = '' } = moveForm(page);
    const sent = await reader.send('/exams', { token, blueprint: 'other', time: '100' });
    expect(sent.headers.location).toBe(sittingOf(page));
    expect(sittings()).toHaveLength(1);
    const exams = await reader.get('/exams');
    expect(exams.text('.note')).toBe('“The mock” is in progressYou have until 09:10.Carry on n');
    await submit(reader, await at(page, 'review'));
    await begin(reader, {}, 'other');
    expect(
      sittings()
        .map(({ blueprint }) => blueprint)
        .sort(),
    ).toEqual(['mock', 'other']);
  });

  test('of an exam that the bank cannot fill begins nothing', async () => {
    await open(checkedBank(questions, [blueprint({ questions: 14 })]));
    const page = await begin(reader);
    expect([page.status, refusalOf(page)]).toEqual([
      409,
      'The bank does not have enough questions for this exam at present. Choose another exam. Nothing was started.',
    ]);
    expect([sittings(), rows(house, 'learner')]).toEqual([[], []]);
  });
});

const sittingPath = () => `/exams/${sittings().at(-1)!.id}`;

describe('a sitting', () => {
  test('saves each choice with its move, and shows it wherever it is opened next', async () => {
    const first = await begin(reader);
    const second = await move(reader, first, { choice: first.letter('text b'), go: '2' });
    expect(second.text('h1')).toBe('Question 2 of 8');
    expect(moves()).toEqual([[1, 'choose', '["b"]']]);
    const elsewhere = new Reader(house.app);
    elsewhere.cookie = reader.cookie;
    expect((await elsewhere.get(sittingOf(first))).text('h1')).toBe('Question 2 of 8');
    const back = await elsewhere.get(formPath(first));
    expect(chosen(back)).toEqual([first.letter('text b')]);
    expect([...back.options()]).toEqual([...first.options()]);
    house = await house.restart();
    reader.app = house.app;
    expect(chosen(await at(first, 1))).toEqual([first.letter('text b')]);
    expect((await reader.get(sittingOf(first))).text('h1')).toBe('Question 2 of 8');
  });

  test('keeps the first answer beside the last, and each click between', async () => {
    const first = await begin(reader);
    for (const text of ['text b', 'text c', 'text a'])
      await move(reader, await at(first, 1), { choice: first.letter(text) });
    expect(moves()).toEqual([
      [1, 'choose', '["b"]'],
      [1, 'choose', '["c"]'],
      [1, 'choose', '["a"]'],
    ]);
    expect(entry(1)).toMatchObject({ response: '["a"]', first_response: '["b"]' });
  });

  test('goes forward, back and anywhere, and passes over numbers that are none', async () => {
    const first = await begin(reader);
    const last = await move(reader, first, { go: '8' });
    expect(last.text('h1')).toBe('Question 8 of 8');
    expect(last.texts('.bar button')).toEqual(['Review n', 'Previous p']);
    expect(first.texts('.bar button')).toEqual(['Next n']);
    expect((await move(reader, last, { go: '7' })).text('h1')).toBe('Question 7 of 8');
    expect((await move(reader, last, { go: '99' })).text('h1')).toBe('Question 8 of 8');
    expect((await move(reader, last, { go: 'review' })).text('h1')).toBe('Eight left to answer');
    expect(moves()).toEqual([]);
    const beyond = await at(first, 9);
    expect([beyond.status, refusalOf(beyond)]).toEqual([404, 'This exam has only 8 questions.']);
  });

  test('flags and unflags, strikes out and restores, each once', async () => {
    const first = await begin(reader);
    expect(first.root.querySelector('.flagging')!.getAttribute('aria-pressed')).toBe('false');
    const flagged = await move(reader, first, { flag: 'yes' });
    expect(flagged.root.querySelector('.flagging')!.getAttribute('aria-pressed')).toBe('true');
    expect(flagged.text('h1'), 'and stays').toBe('Question 1 of 8');
    await move(reader, first, { flag: 'yes' });
    const struck = await move(reader, flagged, { strike: 'C' });
    expect(struck.texts('.struck .letter')).toEqual(['C']);
    expect(struck.root.querySelectorAll('button[name=restore]').map((b) => b.getAttribute('value'))).toEqual([
      'C',
    ]);
    await move(reader, struck, { strike: 'C' });
    const restored = await move(reader, struck, { restore: 'C' });
    expect(restored.texts('.struck .letter')).toEqual([]);
    await move(reader, restored, { flag: 'no' });
    expect(moves().map(([, kind]) => kind)).toEqual(['flag', 'strike', 'restore', 'unflag']);
    expect(entry(1)).toMatchObject({ flagged: 0, struck: '[]', response: '[]', answered_at: null });
  });

  test('lets one choose what is struck out, and keeps a choice that is struck out', async () => {
    const first = await begin(reader);
    const struck = await move(reader, first, { choice: 'B', strike: 'B' });
    expect([chosen(struck), struck.texts('.struck .letter')]).toEqual([['B'], ['B']]);
    expect(chosen(await move(reader, struck, { choice: 'C', strike: 'C' }))).toEqual(['C']);
  });

  test('in two tabs: a page that is behind undoes nothing, the later click wins and both are kept', async () => {
    const first = await begin(reader);
    const [here, there] = [await at(first, 1), await at(first, 1)];
    await move(reader, here, { choice: here.letter('text b') });
    await move(reader, there, { flag: 'yes' });
    await move(reader, there, { go: '2' });
    expect(entry(1), 'no choice is sent back').toMatchObject({ response: '["b"]', flagged: 1 });
    await move(reader, there, { choice: there.letter('text c') });
    await move(reader, here, { strike: 'A' });
    expect(entry(1)).toMatchObject({ response: '["c"]', flagged: 1 });
    expect(moves().filter(([, kind]) => kind === 'choose')).toEqual([
      [1, 'choose', '["b"]'],
      [1, 'choose', '["c"]'],
    ]);
  });

  test('at the same moment: every click is saved, one after another', async () => {
    const first = await begin(reader);
    const pages = await Promise.all([1, 2, 3, 4, 5].map((number) => at(first, number)));
    await Promise.all(
      pages.map((page) => reader.send(formPath(page), moveForm(page, { choice: page.letter('text a') }))),
    );
    await Promise.all(pages.map((page) => reader.send(formPath(page), moveForm(page, { flag: 'yes' }))));
    expect(moves()).toHaveLength(10);
    for (const number of [1, 2, 3, 4, 5])
      expect(entry(number)).toMatchObject({ response: '["a"]', flagged: 1 });
    expect(sittings()[0]).toMatchObject({ revision: 10 });
  });

  test('saves quietly for the page’s script, which stays where it is', async () => {
    const first = await begin(reader);
    const saved = await reader.send(formPath(first), moveForm(first, { choice: 'B', quiet: 'yes' }));
    expect([saved.status, saved.body]).toEqual([204, '']);
    expect(chosen(await at(first, 1))).toEqual(['B']);
  });

  test.each<[what: string, fields: Record<string, string | string[]>]>([
    ['two of one', { choice: ['A', 'B'] }],
    ['an option there is not', { choice: 'E' }],
    ['an option there is not, to strike out', { strike: 'H' }],
    ['an option there is not, to restore', { restore: 'x' }],
    ['a flag of another kind', { flag: 'maybe' }],
    ['a way to nowhere', { go: '-1' }],
    ['nothing of what was shown', { shown: [] }],
  ])('takes nothing of a form with %s', async (_, fields) => {
    const first = await begin(reader);
    const before = dump(house);
    const sent = await reader.send(formPath(first), moveForm(first, { flag: 'yes', ...fields }));
    expect(sent.status).toBe(422);
    expect(dump(house)).toEqual(before);
  });

  test('counts an answer of several as one only with as many as are asked for', async () => {
    await openTwoKeys();
    let page = await begin(reader);
    while (!asked(page).startsWith('red')) page = await at(page, Number(/\d+/.exec(page.text('h1'))![0]) + 1);
    expect(page.text('.pick')).toBe('Choose TWO; any other number counts as not answered.');
    const [a, b, c] = ['a', 'b', 'c'].map((name) => page.letter(`text ${name}`));
    const one = await move(reader, page, { choice: a! });
    expect(one.text('.legend')).toBe('answered 0 not answered 8 flagged 0');
    const three = await move(reader, page, { choice: [a!, b!, c!] });
    expect(three.text('.legend')).toBe('answered 0 not answered 8 flagged 0');
    const number = Number(/\d+/.exec(page.text('h1'))![0]);
    expect(entry(number)).toMatchObject({ first_response: null });
    const two = await move(reader, page, { choice: [b!, a!] });
    expect(two.text('.legend')).toBe('answered 1 not answered 7 flagged 0');
    expect(entry(number)).toMatchObject({ response: '["a","b"]', first_response: '["a","b"]' });
    const none = await move(reader, two, { choice: [] });
    expect(none.text('.legend')).toBe('answered 0 not answered 8 flagged 0');
  });

  test('shows in the navigator and in the review what is answered, not answered and flagged', async () => {
    const first = await begin(reader);
    await move(reader, first, { choice: 'A' });
    const second = await at(first, 2);
    await move(reader, second, { choice: 'A', flag: 'yes' });
    await move(reader, await at(first, 3), { flag: 'yes' });
    const page = await at(first, 4);
    const cells = page.root.querySelectorAll('.cells li button');
    expect(page.texts('.cells li button')).toEqual([
      'Question 1, answered',
      'Question 2, answered, flagged',
      'Question 3, not answered, flagged',
      ...[4, 5, 6, 7, 8].map((number) => `Question ${number}, not answered`),
    ]);
    expect(cells.map((cell) => cell.getAttribute('class'))).toEqual([
      'done',
      'done flag',
      ' flag',
      '',
      '',
      '',
      '',
      '',
    ]);
    expect(cells.map((cell) => cell.getAttribute('aria-current') ?? '').indexOf('step')).toBe(3);
    expect(page.text('.legend')).toBe('answered 2 not answered 6 flagged 2');

    const review = await at(first, 'review');
    expect(review.text('h1')).toBe('Six left to answer');
    expect(review.text('.body > p')).toBe(
      'Questions 3 to 8 are unanswered and will count as wrong; a guess costs nothing. You cannot change anything after you submit.',
    );
    expect(review.texts('.filters a')).toEqual(['All 8', 'Unanswered 6', 'Flagged 2', 'Answered 2']);
    const listed = async (show: string) => {
      const page = await at(first, `review?show=${show}`);
      expect(page.text('.filters [aria-current]').toLowerCase()).toContain(show);
      return page.texts('.entries li a').map((text) => Number(/^Question (\d+)/.exec(text)![1]));
    };
    expect(await listed('all')).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await listed('unanswered')).toEqual([3, 4, 5, 6, 7, 8]);
    expect(await listed('flagged')).toEqual([2, 3]);
    expect(await listed('answered')).toEqual([1, 2]);
    expect((await at(first, 'review?show=rubbish')).texts('.entries li')).toHaveLength(8);
    expect(review.texts('.entries li')[1]).toBe(`2Question 2: Stem of ${asked(second)}?Answered, flagged`);
  });

  test('says when all is answered, and where nothing is', async () => {
    const { review } = await play(house, reader, Array(8).fill('a'));
    expect(review.text('h1')).toBe('All answered');
    expect(review.text('.body > p')).toBe(
      'Submit when you are ready. You cannot change anything after that.',
    );
    const empty = await reader.get(`${sittingPath()}/review?show=flagged`);
    expect(empty.texts('.entries li')).toEqual(['No questions are flagged.']);
  });

  test('adds up the time of each question, half an hour at most at once', async () => {
    const first = await begin(reader, { time: 'untimed' });
    house.world.pass({ minutes: 1 });
    const second = await move(reader, first, { go: '2' });
    house.world.pass({ minutes: 300 });
    await move(reader, second, { choice: 'A', go: '1' });
    house.world.pass({ minutes: 2 });
    await move(reader, await at(first, 1), { choice: 'A', go: '2' });
    expect([entry(1).took_ms, entry(2).took_ms]).toEqual([3 * MINUTE, 30 * MINUTE]);
  });

  test('is one’s own: nobody else reads it, moves in it or ends it', async () => {
    const first = await begin(reader);
    const other = new Reader(house.app);
    await begin(other);
    const before = dump(house);
    const path = sittingOf(first);
    for (const url of ['', '/1', '/review', '/answers']) {
      expect((await other.get(path + url)).status, url).toBe(404);
      expect((await new Reader(house.app).get(path + url)).status, url).toBe(404);
    }
    const own = moveForm(
      await other.get(`/exams/${sittings().find(({ id }) => !path.endsWith(String(id)))!.id}/1`),
    );
    for (const [url, fields] of [
      ['/1', { ...own, choice: 'A', shown: '' }],
      ['/submit', { token: own.token! }],
      ['/1', moveForm(first, { choice: 'A' })],
    ] as const)
      expect([403, 404]).toContain((await other.send(path + url, fields)).status);
    expect(dump(house)).toEqual(before);
  });
});

describe('the end', () => {
  test('by hand is a result, and nothing changes it', async () => {
    const { review } = await play(house, reader, ['a', 'a', 'b', '', 'a', 'a', 'a', 'a']);
    expect(review.text('h1')).toBe('One left to answer');
    const page = await reader.get(`${sittingPath()}/3`);
    const result = await submit(reader, review);
    expect(result.text('h1')).toBe('Passed, with none to spare');
    expect(sittings()).toMatchObject([{ ending: 'submitted', settled_at: house.world.now() }]);
    expect(rows(house, 'result')).toMatchObject([
      { number: 1, correct: 6, scored: 8, passed: 1, revised: '[]' },
    ]);
    const before = dump(house);
    const path = sittingPath();
    for (const url of ['/1', '/review', '/review?show=flagged', '']) {
      const ended = await reader.get(path + url);
      expect(ended.text('h1'), url).toBe('Passed, with none to spare');
    }
    const quiet = await reader.send(formPath(page), moveForm(page, { flag: 'yes', quiet: 'yes' }));
    expect([quiet.status, refusalOf(quiet)]).toEqual([409, 'The exam has ended, so this does not count.']);
    expect((await submit(reader, review)).text('h1')).toBe('Passed, with none to spare');
    expect(dump(house)).toEqual(before);
    const late = await reader.send(formPath(page), moveForm(page, { choice: page.letter('text a') }));
    expect([late.status, late.headers.location]).toEqual([303, path]);
    expect(rows(house, 'result')).toMatchObject([{ correct: 6, scored: 8 }]);
    expect((await reader.get(path)).texts('.note')).toEqual([
      expect.stringMatching(
        /^Your choice for question 3 at \d\d:\d\d reached the server after the exam ended, so it does not count\.$/,
      ),
    ]);
  });

  test('by two clicks at once is one', async () => {
    const { review } = await play(house, reader, ['a', 'b']);
    const path = sittingPath();
    const form = review.form('/submit');
    const replies = await Promise.all([1, 2, 3].map(() => reader.send(`${path}/submit`, form)));
    expect(replies.map(({ status, headers }) => [status, headers.location])).toEqual(
      Array(3).fill([303, path]),
    );
    expect(rows(house, 'result')).toHaveLength(1);
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('with a click at the same moment loses neither: what was saved before it counts', async () => {
    const first = await begin(reader);
    const review = await at(first, 'review');
    const form = moveForm(first, { choice: first.letter('text a') });
    await Promise.all([
      reader.send(formPath(first), form),
      reader.send(`${sittingPath()}/submit`, review.form('/submit')),
    ]);
    const [{ response, correct }] = rows(house, 'paper') as [{ response: string; correct: number }];
    expect([response, correct]).toEqual(moves().length === 1 ? ['["a"]', 1] : ['[]', 0]);
    expect(rows(house, 'review')).toHaveLength(moves().length);
  });

  test('of an exam without any answer is a result too', async () => {
    const { result } = await sit(house, reader, ['']);
    expect(result.text('h1')).toBe('Not passed, six short');
    expect(result.text('.score')).toBe('0 of 8');
    expect(rows(house, 'review')).toEqual([]);
  });
});

test('new concepts are looked for behind those that an exam has met', async () => {
  await sit(house, await known(), Array(8).fill('a'));
  for (
    let page = await reader.get('/practice');
    page.has('/practice');
    page = await reader.get('/practice')
  ) {
    await reader.answerRight(page);
  }
  expect(rows(house, 'learner')[0]!.syllabus_met).toBe(house.bank.syllabus.concepts.length);
});
