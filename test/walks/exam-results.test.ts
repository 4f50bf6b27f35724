import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle, settleOverdue } from '../../src/exam/marking/settle.load.ts';
import { grace } from '../../src/exam/sitting.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { begin, formPath, move, moveForm, play, sit, submit } from '../support/candidate.ts';
import { dump } from '../support/dump.ts';
import type { Fields } from '../support/forms.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';
import { sittingOf } from '../support/sitting.ts';

/** Red asks to remember and blue to apply. */
const questions = plainQuestions(3).map((each) => ({
  ...each,
  cognitive: each.id.startsWith('red') ? ('remember' as const) : ('apply' as const),
}));

let house: House;
let reader: Reader;
beforeEach(() => open(checkedBank(questions, [blueprint()])));
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

async function open(checked: Parameters<typeof startHouse>[0]): Promise<void> {
  await house?.close();
  house = await startHouse(checked);
  reader = new Reader(house.app);
}

const sittings = () => rows(house, 'sitting');
const sealed = (ids: readonly string[]) =>
  questions.map((each) => (ids.includes(each.id) ? { ...each, pool: 'sealed' as const } : each));

/** The rows of a table by its caption, each as its cells. */
function table(page: Page, caption: string): string[][] {
  const found = page.root
    .querySelectorAll('table')
    .find((each) => each.querySelector('caption')?.text === caption)!;
  return found
    .querySelectorAll('tbody tr')
    .map((row) =>
      row
        .querySelectorAll('th, td')
        .flatMap((cell) => (cell.querySelector('svg') ? [] : cell.text.replace(/\s+/g, ' ').trim())),
    );
}

/** The text under a heading of a result. */
function section(page: Page, heading: string): string {
  const found = page.root
    .querySelectorAll('section')
    .find((each) => each.querySelector('h2')?.text === heading);
  return found?.querySelector('.body')?.text.replace(/\s+/g, ' ').trim() ?? '';
}

/** Answers an exam by the domain of each question. */
async function sitBy(answers: Record<'red' | 'blue', string[]>, fields = {}) {
  const left = structuredClone(answers);
  let page = await begin(reader, fields);
  const path = sittingOf(page);
  for (let number = 1; number <= 8; number++) {
    house.world.pass({ minutes: 0.5 });
    const answer = left[asked(page).split('.')[0] as 'red' | 'blue'].shift();
    const choice: Fields = answer ? { choice: page.letter(`text ${answer}`) } : {};
    page = await move(reader, page, { ...choice, go: number < 8 ? String(number + 1) : 'review' });
  }
  return { result: await submit(reader, page), path };
}

describe('a result', () => {
  test('says where one stands: score, span, domains, levels, pace and time', async () => {
    const { result } = await sitBy({ red: ['a', 'a', 'a', 'a'], blue: ['a', 'b', 'b', ''] });
    expect(result.title).toBe('Result: The mock · Etude');
    expect(result.texts('.side')[0]).toBe('The mockMock 1, 2 March 2026');
    expect(result.text('h1')).toBe('Not passed, one short');
    expect(result.text('.score')).toBe('5 of 8');
    expect(result.text('.where + p')).toBe(
      'You got 63%. On other papers like this one you would get 40 to 80% four times in five, so the pass is within reach. Your weakest area is Blue.',
    );
    expect(table(result, 'By domain')).toEqual([
      ['Red', '4 of 4', '100%', '71 to 100%'],
      ['Blue', '1 of 4', '25%', '8 to 57%'],
    ]);
    expect(table(result, 'By skill')).toEqual([
      ['Remember', '4 of 4', '100%', '71 to 100%'],
      ['Apply', '1 of 4', '25%', '8 to 57%'],
    ]);
    expect(section(result, 'Seen before?')).toBe(
      'All 8 questions were new to you, as they will be on the day.',
    );
    expect(result.texts('.side p')).toContain('4 minutes of 10 minutes used');
    expect(result.texts('.result .row a')).toEqual(['Read the 3 misses']);
    expect(result.texts('.result form.row > *').filter(Boolean)).toEqual([
      'Practise Blue',
      'Ask five',
      'Ask ten',
    ]);
    expect(result.form('/practice')).toMatchObject({ topic: 'blue' });
    const pace = result.root.querySelectorAll('details tbody tr').map((row) => row.text);
    expect(pace).toHaveLength(8);
    expect(pace.filter((row) => row.endsWith('0:30Right'))).toHaveLength(5);
    expect(pace.filter((row) => row.endsWith('0:30Wrong'))).toHaveLength(2);
    expect(pace.filter((row) => row.endsWith('0:30Not answered'))).toHaveLength(1);
    expect(result.root.querySelectorAll('figure rect')).toHaveLength(8);
    expect(section(result, 'Pace')).toContain('You changed no answers.');
    const practise = await reader.get('/practice?topic=blue&length=5');
    expect(practise.text('.through')).toContain('1 of');
  });

  test.each([
    [Array(8).fill('a'), 'Passed, with two to spare', '100%', 'a safe pass'],
    [
      [...Array(7).fill('a'), 'b'],
      'Passed, with one to spare',
      '88%',
      'a pass, but not yet a comfortable one',
    ],
    [
      [...Array(6).fill('a'), 'b', 'b'],
      'Passed, with none to spare',
      '75%',
      'a pass, but not yet a comfortable one',
    ],
    [Array(8).fill('b'), 'Not passed, six short', '0%', 'there is some way to go'],
  ])('%j is told as it is', async (answers, heading, share, worth) => {
    const { result } = await sit(house, reader, answers);
    expect(result.text('h1')).toBe(heading);
    expect(result.text('.where + p')).toMatch(new RegExp(`^You got ${share}\\..* ${worth}\\.`));
    expect(rows(house, 'result')[0]).toMatchObject({ passed: heading.startsWith('Passed') ? 1 : 0 });
    const misses = answers.filter((answer) => answer === 'b').length;
    expect(result.texts('.result .row a').at(-1)).toBe(
      misses > 0 ? `Read the ${misses} ${misses === 1 ? 'miss' : 'misses'}` : 'Look at all questions',
    );
  });

  test('is put on a scale as an estimate', async () => {
    await open(
      checkedBank(questions, [blueprint({ pass: 75, scale: { lowest: 100, pass: 750, highest: 1000 } })]),
    );
    const { result } = await sit(house, reader, [...Array(6).fill('a'), 'b', 'b']);
    expect(result.texts('.where ~ p')[1]).toBe(
      'On a scale from 100 to 1000, where 750 passes, that is about 750, most likely 553 to 891. This is an estimate: how the real exam turns answers into points is not published.',
    );
  });

  test('leaves out what does not count, and names it afterwards', async () => {
    await open(checkedBank(questions, [blueprint({ unscored: 3 })]));
    const { result, path } = await sit(house, reader, Array(8).fill('a'));
    expect(result.text('.score')).toBe('5 of 5');
    expect(result.texts('.note')).toEqual([
      '3 of the 8 questions did not count, as in the real exam; the list of all questions shows which.',
    ]);
    const counts = table(result, 'By domain').map(([, right]) => right);
    expect(counts).toEqual(['3 of 3', '2 of 2']);
    const all = await reader.get(`${path}/answers`);
    expect(all.texts('.side .small').filter((facts) => facts.includes('did not count'))).toHaveLength(3);
    expect(rows(house, 'review'), 'they are remembered all the same').toHaveLength(8);
  });

  test('tells seen and unseen apart, and how many sealed ones are left', async () => {
    await open(
      checkedBank(sealed(['red.one-001', 'blue.one-001', 'blue.two-001']), [blueprint({ questions: 10 })]),
    );
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) {
      const page = await reader.get('/practice?set=red+blue');
      seen.push(asked(page));
      await reader.answerRight(page);
      house.world.pass({ minutes: 1 });
    }
    const { result, ids } = await sit(house, reader, Array(10).fill('a'));
    const again = ids.filter((id) => seen.includes(id)).length;
    const left = 3 - ids.filter((id) => /one-001|blue\.two-001/.test(id)).length;
    expect(again).toBeGreaterThan(0);
    expect(section(result, 'Seen before?')).toBe(
      `You got ${again} of the ${again} you had seen before (100%), and ${10 - again} of the ${10 - again} that were new to you (100%). The second figure is a better guide to the real exam.3 questions are kept for exams; ${left === 3 ? 'all are' : `${left} ${left === 1 ? 'is' : 'are'}`} still new to you.`,
    );
    house.world.pass({ minutes: 1 });
    const second = await sit(house, reader, Array(10).fill('a'));
    const fresh = second.ids.filter((id) => !ids.includes(id) && !seen.includes(id));
    expect(
      rows(house, 'paper').filter((row) => row.sitting === sittings().at(-1)!.id && row.seen === 0),
    ).toHaveLength(fresh.length);
  });

  test('says so when all was seen, and when no sealed one is left', async () => {
    await open(checkedBank(sealed(['red.one-001', 'blue.one-001']), [blueprint({ questions: 12 })]));
    const first = await sit(house, reader, ['']);
    expect(section(first.result, 'Seen before?')).toBe(
      'All 12 questions were new to you, as they will be on the day.You have now seen all the questions kept for exams, so your next papers will have no new ones.',
    );
    house.world.pass({ minutes: 1 });
    const second = await sit(house, reader, ['']);
    expect(section(second.result, 'Seen before?')).toMatch(
      /^You had seen every question before, so the real exam may be harder\./,
    );
    expect(second.result.texts('.side')[0]).toBe('The mockMock 2, 2 March 2026');
  });

  test('weighs changed answers by what they gained and lost', async () => {
    let page = await begin(reader);
    const changes = ['ba', 'ba', 'ab', 'bc', 'aba', 'a', 'bb', ''];
    for (const [i, texts] of changes.entries()) {
      for (const text of texts) page = await move(reader, page, { choice: page.letter(`text ${text}`) });
      page = await move(reader, page, { go: i < 7 ? String(i + 2) : 'review' });
    }
    const result = await submit(reader, page);
    expect(section(result, 'Pace')).toContain(
      'You changed four answers: two to right, one to wrong and one from one wrong answer to another. Changing gained you one.',
    );
  });

  test('says when changing lost, and when it came to nothing', async () => {
    for (const [changes, says] of [
      [['ab'], 'You changed one answer: one to wrong. Changing lost you one.'],
      [
        ['ab', 'ba'],
        'You changed two answers: one to right and one to wrong. Overall, your score did not change.',
      ],
    ] as const) {
      let page = await begin(reader);
      for (const [i, texts] of changes.entries()) {
        for (const text of texts) page = await move(reader, page, { choice: page.letter(`text ${text}`) });
        page = await move(reader, page, { go: String(i + 2) });
      }
      const result = await submit(reader, await reader.get(`${sittingOf(page)}/review`));
      expect(section(result, 'Pace')).toContain(says);
      house.world.pass({ minutes: 1 });
    }
  });
});

describe('looking through the questions', () => {
  test('shows every one with its rationales, and narrows them down', async () => {
    const first = await begin(reader);
    const path = sittingOf(first);
    const ids: string[] = [];
    let page = first;
    // The third is wrong and flagged, the fourth changed to right, the fifth slow, the sixth open.
    for (const [i, texts] of ['a', 'a', 'b', 'ba', 'a', '', 'a', 'a'].entries()) {
      ids.push(asked(page));
      house.world.pass({ minutes: i === 4 ? 2 : 0.5 });
      for (const text of texts) page = await move(reader, page, { choice: page.letter(`text ${text}`) });
      if (i === 2) page = await move(reader, page, { flag: 'yes' });
      page = await move(reader, page, { go: i < 7 ? String(i + 2) : 'review' });
    }
    expect((await reader.get(`${path}/answers`)).text('h1'), 'not before the end').toBe('Question 8 of 8');
    await submit(reader, page);
    const all = await reader.get(`${path}/answers`);
    expect(all.text('h1')).toBe('All questions');
    expect(all.texts('.filters a')).toEqual(['All 8', 'Wrong 2', 'Flagged 1', 'Changed 1', 'Slow 1']);
    expect(all.texts('section .stem')).toEqual(ids.map((id) => `Stem of ${id}?`));
    for (const id of ids) {
      for (const option of ['a', 'b', 'c', 'd']) expect(all.body).toContain(`${id} why ${option}`);
      expect(all.body).toContain(`Because of ${id}.`);
    }
    const shown = async (show: string) => {
      const page = await reader.get(`${path}/answers?show=${show}`);
      expect(page.text('.filters [aria-current]').toLowerCase()).toContain(show);
      return { numbers: page.texts('section .side b'), page };
    };
    expect((await shown('wrong')).numbers).toEqual(['Question 3', 'Question 6']);
    expect((await shown('flagged')).numbers).toEqual(['Question 3']);
    expect((await shown('slow')).numbers).toEqual(['Question 5']);
    const changed = await shown('changed');
    expect(changed.numbers).toEqual(['Question 4']);
    expect(changed.page.text('h1')).toBe('1 of 8 changed');
    expect(changed.page.text('section .side .small')).toMatch(
      /^0:30, (Red|Blue), new to you, changed, first [A-D]$/,
    );
    expect((await reader.get(`${path}/answers?show=rubbish`)).text('h1')).toBe('All questions');

    const wrong = (await shown('wrong')).page;
    expect(wrong.texts('section .lead')).toEqual([
      expect.stringMatching(/^You chose [A-D]; the answer is [A-D]\.$/),
      expect.stringMatching(/^You did not answer it; the answer is [A-D]\.$/),
    ]);
    expect(wrong.texts('section .side p:nth-child(2)')).toEqual(['Wrong', 'Not answered']);
    expect(wrong.texts('.option.key .tag')).toEqual(['Right answer', 'Right answer']);
    expect(wrong.texts('.option.missed .tag')).toEqual(['Your answer']);
  });

  test('says where a filter finds nothing', async () => {
    const { path } = await sit(house, reader, Array(8).fill('a'));
    const none = await reader.get(`${path}/answers?show=wrong`);
    expect(none.text('h1')).toBe('All 8 right');
    expect((await reader.get(`${path}/answers?show=flagged`)).text('h1')).toBe('None flagged');
  });
});

describe('the list', () => {
  test('has every exam with its result, the newest first, and their trend', async () => {
    const scores = [2, 4, 6, 8];
    for (const score of scores) {
      await sit(house, reader, [...Array(score).fill('a'), ...Array(8 - score).fill('b')]);
      house.world.pass({ days: 1 });
    }
    const exams = await reader.get('/exams');
    expect(table(exams, 'Exams you have taken, newest first')).toEqual([
      ['5 March 2026 The mock, passed', '8 of 8', '100%', '83 to 100%'],
      ['4 March 2026 The mock, passed', '6 of 8', '75%', '52 to 89%'],
      ['3 March 2026 The mock, not passed', '4 of 8', '50%', '29 to 71%'],
      ['2 March 2026 The mock, not passed', '2 of 8', '25%', '11 to 48%'],
    ]);
    expect(exams.text('table').length).toBeGreaterThan(0);
    expect(exams.text('main')).toContain(
      'Up: 88% in the last two of these four exams, 38% in the first two.',
    );
    const newest = exams.root.querySelector('table a')!.getAttribute('href')!;
    expect((await reader.get(newest)).text('.score')).toBe('8 of 8');
    expect(exams.text('main')).not.toContain('Older exams');
  });

  test.each([
    [['b', 'a'], 'Up: 100% in the last of these two exams, 0% in the first.'],
    [['a', 'b'], 'Down: 0% in the last of these two exams, 100% in the first.'],
    [['a', 'a', 'a'], 'Level: 100% in the last of these three exams, 100% in the first.'],
    [['a'], undefined],
  ])('tells the trend of %j', async (answers, says) => {
    for (const answer of answers) {
      await sit(house, reader, Array(8).fill(answer));
      house.world.pass({ minutes: 1 });
    }
    const main = (await reader.get('/exams')).text('main');
    if (says) expect(main).toContain(says);
    else expect(main).not.toMatch(/Up|Down|Level/);
  });

  test('is paged, and offers older ones only where there are some', async () => {
    for (let i = 0; i < 20; i++) {
      await sit(house, reader, ['']);
      house.world.pass({ minutes: 1 });
    }
    expect((await reader.get('/exams')).text('main')).not.toContain('Older exams');
    await sit(house, reader, ['a']);
    const newest = await reader.get('/exams');
    expect(newest.root.querySelectorAll('tbody tr')).toHaveLength(20);
    const older = newest.root
      .querySelectorAll('a')
      .find((a) => a.text === 'Older exams')!
      .getAttribute('href')!;
    const rest = await reader.get(older);
    expect(rest.root.querySelectorAll('tbody tr')).toHaveLength(1);
    expect(rest.text('main')).not.toContain('Older exams');
    const paths = [newest, rest].flatMap((page) =>
      page.root.querySelectorAll('tbody a').map((a) => a.getAttribute('href')),
    );
    expect(new Set(paths).size).toBe(21);
    expect((await reader.get('/exams?before=0')).root.querySelectorAll('tbody tr')).toHaveLength(0);
    expect((await reader.get(paths[0]!)).texts('.side')[0]).toMatch(/Mock 21,/);
  });
});

describe('when the time is up', () => {
  const minute = 60_000;

  test('a page says so and writes nothing, and its button leads to the result', async () => {
    const first = await begin(reader);
    await move(reader, first, { choice: first.letter('text a') });
    house.world.pass({ minutes: 10 });
    const before = dump(house);
    for (const url of ['', '/1', '/review']) {
      const page = await reader.get(sittingOf(first) + url);
      expect([page.status, page.text('h1')], url).toEqual([200, 'Time is up']);
      expect(page.texts('.option')).toEqual([]);
    }
    expect((await reader.get('/exams')).text('.note h2')).toBe('“The mock” is in progress');
    expect(dump(house)).toEqual(before);
    house.world.pass({ minutes: 30 });
    const up = await reader.get(sittingOf(first));
    const result = await reader.post(`${sittingOf(first)}/submit`, up.form('/submit'));
    expect(result.text('.score')).toBe('1 of 8');
    expect(result.texts('.note')).toEqual(['Time ran out, so your answers up to then were marked.']);
    expect(result.texts('.side p')).toContain('10 minutes of 10 minutes used');
    expect(sittings()[0]).toMatchObject({ ending: 'time up', settled_at: Number(sittings()[0]!.deadline) });
  });

  /** Sends a form of a question that was filled in when its page had some milliseconds left. */
  const sendLate = (page: Page, letter: string, left?: number) =>
    reader.send(
      formPath(page),
      moveForm(page, { choice: letter, quiet: 'yes', ...(left === undefined ? {} : { left: String(left) }) }),
    );

  test('a click that was made in time counts for ten seconds, and the answers say so', async () => {
    const first = await begin(reader);
    house.world.time += 10 * minute + grace - 1;
    expect((await sendLate(first, first.letter('text a'), 55_000)).status).toBe(204);
    const path = sittingOf(first);
    const token = (await reader.get(path)).form('/submit');
    expect((await reader.post(`${path}/submit`, token)).text('h1'), 'others may still arrive').toBe(
      'Time is up',
    );
    expect(rows(house, 'result')).toEqual([]);
    house.world.time += 1;
    expect((await reader.post(`${path}/submit`, token)).text('.score')).toBe('1 of 8');
    const answers = await reader.get(`${path}/answers`);
    expect(answers.text('section .side .quiet')).toContain('received just after the end, and counted');
    const [sitting] = sittings();
    expect(sitting).toMatchObject({ ending: 'time up', settled_at: sitting!.deadline });
    expect(rows(house, 'review')).toMatchObject([{ answered_at: Number(sitting!.deadline) - 1, correct: 1 }]);
  });

  test.each([
    ['after ten seconds', 10 * minute + 10_000, 55_000, '09:09'],
    [
      'after ten seconds, from a page that claims more than the whole time',
      10 * minute + 10_000,
      999_999_999,
      '09:00',
    ],
    ['after a day', 24 * 60 * minute, 55_000, '09:09'],
    ['made after the end', 10 * minute + 10, 0, '09:10'],
    ['without a word about its time', 10 * minute + 10, undefined, '09:10'],
  ])('a click that arrives %s does not count, and the result names it', async (_, after, left, at) => {
    const first = await begin(reader);
    house.world.time += after;
    const letter = first.letter('text a');
    expect((await sendLate(first, letter, left)).status).toBe(409);
    expect((await sendLate(first, letter, left)).status, 'sent again').toBe(409);
    house.world.time += grace;
    await settleOverdue({ db: house.db, live: house.live, ...house.stores }, house.world.now());
    const result = await reader.get(sittingOf(first));
    expect(result.text('.score')).toBe('0 of 8');
    expect(result.texts('.note')).toContain(
      `Your choice for question 1 at ${at} reached the server after the exam ended, so it does not count.`,
    );
    const answers = await reader.get(`${sittingOf(first)}/answers`);
    expect(answers.text('section .side p:nth-child(2)')).toBe('Too late');
    const section = answers.text('section .body');
    expect(section).toContain(
      `You chose ${letter} at ${at}, but that reached the server after the exam ended, so it does not count.`,
    );
    expect(section).not.toContain('left it open');
    expect(rows(house, 'review')).toEqual([]);
  });

  test('a change that comes too late is named, and what was there counts', async () => {
    const first = await begin(reader);
    await move(reader, first, { choice: first.letter('text a') });
    house.world.pass({ minutes: 11 });
    const late = first.letter('text b');
    await sendLate(first, late, 2000);
    const answers = await reader.get(`${sittingOf(first)}/answers`);
    expect(answers.text('section .side p:nth-child(2)')).toBe('Right');
    expect(answers.text('section .body')).toContain(
      `You changed it to ${late} at 09:09, but that reached the server after the exam ended, so it does not count.`,
    );
  });

  test('a click that comes too late settles, is noted and changes nothing else', async () => {
    const first = await begin(reader);
    await move(reader, first, { choice: first.letter('text a') });
    const page = await reader.get(formPath(first));
    house.world.pass({ minutes: 11 });
    const [before] = rows(house, 'paper');
    const late = await reader.send(
      formPath(page),
      moveForm(page, { choice: page.letter('text b'), flag: 'yes' }),
    );
    expect([late.status, late.headers.location]).toEqual([303, sittingOf(page)]);
    expect(rows(house, 'paper')[0]).toEqual({
      ...before,
      correct: 1,
      marked_edition: 1,
      rest: 0,
      rest_of: 7,
      late_response: '["b"]',
      late_at: house.world.now(),
    });
    expect(rows(house, 'move')).toHaveLength(1);
    expect(rows(house, 'review')).toMatchObject([{ response: '["a"]' }]);
    expect((await reader.get(sittingOf(page))).text('.score')).toBe('1 of 8');
  });

  test('the last millisecond is still in time', async () => {
    const first = await begin(reader);
    house.world.time += 10 * minute - 1;
    await move(reader, first, { choice: first.letter('text a') });
    house.world.time += 1;
    const late = await reader.send(formPath(first), moveForm(first, { flag: 'yes', quiet: 'yes' }));
    expect(late.status).toBe(409);
    expect(rows(house, 'paper')[0]).toMatchObject({ flagged: 0, in_grace: 0 });
    house.world.time += grace;
    await settleOverdue({ db: house.db, live: house.live, ...house.stores }, house.world.now());
    expect(rows(house, 'result')).toMatchObject([{ correct: 1, scored: 8 }]);
  });

  test('it is settled when nobody is looking, as it stood at the deadline, each once', async () => {
    const people = await Promise.all([1, 2, 3].map(async () => new Reader(house.app)));
    const pages = [];
    for (const [i, person] of people.entries())
      pages.push(await begin(person, { time: ['100', '200', 'untimed'][i]! }));
    for (const [i, person] of people.entries())
      await move(person, pages[i]!, { choice: pages[i]!.letter('text a') });
    const rooms = { db: house.db, live: house.live, ...house.stores };
    await settleOverdue(rooms, house.world.now());
    expect(rows(house, 'result')).toEqual([]);
    house.world.time += 10 * minute + grace - 1;
    await settleOverdue(rooms, house.world.now());
    expect(rows(house, 'result'), 'clicks may still arrive').toEqual([]);
    house.world.time += 1;
    await Promise.all([1, 2, 3].map(() => settleOverdue(rooms, house.world.now())));
    expect(rows(house, 'result')).toMatchObject([{ correct: 1, scored: 8 }]);
    house.world.pass({ days: 3 });
    await settleOverdue(rooms, house.world.now());
    expect(rows(house, 'result')).toHaveLength(2);
    expect(sittings().map(({ ending, settled_at, deadline }) => [ending, settled_at === deadline])).toEqual(
      expect.arrayContaining([
        ['time up', true],
        ['time up', true],
        [null, true],
      ]),
    );
    expect((await people[0]!.get(sittingOf(pages[0]!))).text('.score')).toBe('1 of 8');
    expect((await people[2]!.get(sittingOf(pages[2]!))).text('h1')).toBe('Question 1 of 8');
    await settle(rooms, 'nobody', 'nothing', house.world.now());
  });

  test('more than one look can hold are all settled', async () => {
    for (let i = 0; i < 60; i++) await begin(new Reader(house.app));
    house.world.pass({ days: 1 });
    await settleOverdue({ db: house.db, live: house.live, ...house.stores }, house.world.now());
    expect(rows(house, 'result')).toHaveLength(60);
  });
});

test('nothing that a candidate is shown before the end tells a key from a distractor', async () => {
  /** Every page of a sitting from the start to the end of its time, but for what is sealed. */
  const pagesOf = async (checked: Parameters<typeof startHouse>[0]): Promise<string[]> => {
    await open(checked);
    const bodies: string[] = [];
    const see = (page: Page) => {
      bodies.push(page.body.replaceAll(/name="token" value="[^"]+"/g, ''));
      return page;
    };
    see(await reader.get('/exams/new/mock'));
    const { review } = await play(house, reader, ['a', 'b', '', 'c', 'd']);
    const path = `/exams/${sittings()[0]!.id}`;
    see(review);
    for (let number = 1; number <= 8; number++) see(await reader.get(`${path}/${number}`));
    for (const url of ['/exams', '/', '/bank', '/learn', '/settings', `${path}/review?show=answered`])
      see(await reader.get(url));
    for (const id of rows(house, 'paper').map(({ question }) => question))
      see(await reader.get(`/bank/${id}`));
    house.world.pass({ minutes: 10 });
    see(await reader.get(path));
    return bodies;
  };
  const keyed = (key: string, why: string) =>
    checkedBank(
      questions.map((each) => ({
        ...each,
        key: [key],
        rationale: `${why} of all.`,
        options: each.options.map((option) => ({ ...option, rationale: `${why} of ${option.id}.` })),
      })),
      [blueprint({ unscored: 2 })],
    );
  const [one, other] = [await pagesOf(keyed('a', 'Whence')), await pagesOf(keyed('c', 'Whither'))];
  expect(one).toEqual(other);
  expect(one.join()).not.toContain('Whence');
});
