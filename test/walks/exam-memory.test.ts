import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { DAY, MINUTE } from '../../src/base/time.ts';
import { settleOverdue } from '../../src/exam/marking/settle.load.ts';
import { sweepLearners } from '../../src/learner/sweep.load.ts';
import { replaceBank } from '../../src/live-bank.ts';
import { blueprint, checkedBank, plainQuestions, question } from '../support/bank.ts';
import { begin, chosen, formPath, move, moveForm, play, sit, submit } from '../support/candidate.ts';
import { dump } from '../support/dump.ts';
import { type House, monday, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';
import { answerPath } from '../support/regular.ts';
import { sittingOf } from '../support/sitting.ts';

const questions = plainQuestions(3);
const withChanges = (change: (each: AuthoredQuestion) => Partial<AuthoredQuestion>) =>
  checkedBank(
    questions.map((each) => ({ ...each, ...change(each) })),
    [blueprint()],
  );
/** The bank with one of its questions changed. */
const revise = (id: string, changes: Partial<AuthoredQuestion>) =>
  withChanges((each) => (each.id === id ? changes : {}));

let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(checkedBank(questions, [blueprint()]));
  reader = new Reader(house.app);
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const take = (checked: ReturnType<typeof checkedBank>) =>
  replaceBank(house, house.live, checked, house.world.now());
const reviews = () => rows(house, 'review').toSorted((a, b) => Number(a.answered_at) - Number(b.answered_at));
const entryOf = (id: string) => rows(house, 'paper').find((row) => row.question === id)!;
const review = (path: string) => reader.get(`${path}/review`);

describe('the log', () => {
  test('has each answer once, as the paper’s, with the time of its last change and no certainty', async () => {
    const first = await begin(reader);
    const path = sittingOf(first);
    house.world.pass({ minutes: 1 });
    const second = await move(reader, first, { choice: first.letter('text b'), go: '2' });
    house.world.pass({ minutes: 1 });
    await move(reader, second, { choice: second.letter('text b'), go: '3' });
    house.world.pass({ minutes: 1 });
    await move(reader, await reader.get(`${path}/1`), { choice: first.letter('text a') });
    house.world.pass({ minutes: 2 });
    expect(rows(house, 'review'), 'nothing before the end').toEqual([]);
    expect(rows(house, 'card')).toEqual([]);
    await submit(reader, await review(path));
    const sitting = path.split('/').at(-1);
    expect(reviews()).toMatchObject([
      {
        id: `${sitting}-2`,
        question: asked(second),
        kind: 'exam',
        certainty: 'none',
        answered_at: monday + 2 * MINUTE,
        response: '["b"]',
        correct: 0,
        rating: 1,
        took_ms: MINUTE,
        first: 1,
      },
      {
        id: `${sitting}-1`,
        question: asked(first),
        kind: 'exam',
        certainty: 'none',
        answered_at: monday + 3 * MINUTE,
        response: '["a"]',
        correct: 1,
        took_ms: 2 * MINUTE,
        first: 1,
      },
    ]);
    expect(
      rows(house, 'card')
        .map(({ concept }) => concept)
        .sort(),
    ).toEqual([asked(first), asked(second)].sort());
    expect(rows(house, 'tally').map(({ kind, certainty }) => [kind, certainty])).toEqual(
      expect.arrayContaining([['exam', 'none']]),
    );
  });

  test('rates a right answer by the chance that it was known: hard when weak or a coin was thrown, good when strong', async () => {
    const coin = (each: AuthoredQuestion) => ({ options: each.options.slice(0, 2) });
    house = await house.restart(
      checkedBank(
        questions.map((each) => ({ ...each, ...(each.id.startsWith('blue') ? coin(each) : {}) })),
        [blueprint({ questions: 12 })],
      ),
    );
    reader.app = house.app;
    // Two of red are known well: asked twice, days apart.
    for (const days of [0, 4]) {
      house.world.pass({ days });
      for (let i = 0; i < 2; i++) await reader.answerRight(await reader.get('/practice?set=red'));
    }
    const practised = new Set(reviews().map(({ question }) => question));
    house.world.pass({ days: 1 });
    await sit(house, reader, Array(12).fill('a'));
    const exam = reviews().filter(({ kind }) => kind === 'exam');
    expect(exam).toHaveLength(12);
    for (const { question, rating, recall } of exam) {
      const guess = String(question).startsWith('blue') ? 1 / 2 : 1 / 4;
      const known = recall === null ? 0.25 : Number(recall);
      const chance = known / (known + (1 - known) * guess);
      expect(rating, `${question} ${recall}`).toBe(chance >= 0.75 ? 3 : 2);
      expect(recall === null).toBe(!practised.has(String(question)));
    }
    expect(new Set(exam.map(({ rating }) => rating))).toEqual(new Set([2, 3]));
  });

  test('has nothing of what is not answered, nor of several that are not complete', async () => {
    await house.close();
    house = await startHouse(withChanges(() => ({ type: 'multiple', key: ['a', 'b'] })));
    reader.app = house.app;
    const first = await begin(reader);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => (page: Page) => page.letter(`text ${name}`)) as [
      (page: Page) => string,
      (page: Page) => string,
      (page: Page) => string,
    ];
    let page = await move(reader, first, { choice: [a(first)], go: '2' });
    page = await move(reader, page, { choice: [a(page), b(page)], go: '3' });
    page = await move(reader, page, { choice: [a(page), c(page)], go: '4' });
    await move(reader, page, { choice: [a(page), b(page), c(page)] });
    const result = await submit(reader, await review(sittingOf(first)));
    expect(result.text('.score')).toBe('1 of 8');
    expect(reviews().map(({ response, correct }) => [response, correct])).toEqual([
      ['["a","b"]', 1],
      ['["a","c"]', 0],
    ]);
  });

  test('takes an answer for the day on which it was given, past the start of another', async () => {
    house.world.pass({ minutes: 18 * 60 + 55 });
    const first = await begin(reader, { time: '200' });
    const second = await move(reader, first, { choice: first.letter('text a'), go: '2' });
    house.world.pass({ minutes: 10 });
    await move(reader, second, { choice: second.letter('text a') });
    await submit(reader, await review(sittingOf(first)));
    const day = monday / DAY - ((monday / DAY) % 1);
    expect(reviews().map((row) => row.day)).toEqual([day, day + 1]);
    expect(rows(house, 'learner')).toMatchObject([{ practice_days: 2, last_day: day + 1 }]);
  });

  test('rises also where the clock is set back during an exam', async () => {
    const first = await begin(reader);
    const second = await move(reader, first, { choice: first.letter('text a'), go: '2' });
    house.world.pass({ days: -2 });
    await move(reader, second, { choice: second.letter('text a') });
    await submit(reader, await review(sittingOf(first)));
    expect(reviews().map(({ question }) => question)).toEqual([asked(first), asked(second)]);
    expect(new Set(reviews().map(({ day }) => day)).size).toBe(1);
  });

  test('folds what was practised meanwhile and since in its order', async () => {
    const { ids, review: page } = await play(house, reader, Array(8).fill('b'));
    house.world.pass({ minutes: 1 });
    // Practice in another tab asks some of the very same.
    for (let i = 0; i < 12; i++) {
      await reader.answerRight(await reader.get('/practice?set=red+blue&length=all'));
      house.world.pass({ minutes: 0.1 });
    }
    const practised = reviews();
    expect(practised.filter(({ question }) => ids.includes(String(question)))).toHaveLength(8);
    await submit(reader, page);
    await proveFold(house);
    expect(
      reviews()
        .slice(0, 8)
        .map(({ kind }) => kind),
    ).toEqual(Array(8).fill('exam'));
    const firsts = reviews().filter(({ first }) => first === 1);
    expect(new Set(firsts.map(({ question }) => question)).size, 'met once').toBe(firsts.length);
    house.world.pass({ days: 1 });
    await reader.answerRight(await reader.get('/practice?set=missed'));
    await proveFold(house);
  });

  test('lets no exam answer be taken back, called easy again or set as practice’s last', async () => {
    const verdict = await reader.answerRight(await reader.get('/practice'));
    house.world.pass({ minutes: 1 });
    const { path } = await sit(house, reader, Array(8).fill('a'));
    const [exam] = reviews().filter(({ kind }) => kind === 'exam');
    const before = dump(house);
    const form = verdict.form('/practice/undo');
    const undone = await reader.send('/practice/undo', { ...form, review: String(exam!.id) });
    expect(undone.status).toBe(409);
    expect(dump(house)).toEqual(before);
    expect((await reader.send('/practice/undo', form)).status).toBe(303);
    await proveFold(house);
    const shown = await reader.get(`/practice/answers/${exam!.id}`);
    expect(shown.status).toBe(200);
    expect(answerPath(shown)).toBe(`/practice/answers/${exam!.id}`);
    expect((await reader.get(path)).text('.score')).toBe('8 of 8');
  });

  test('keeps a flag set in an exam for practice, and wakes nothing that was set aside', async () => {
    const first = await begin(reader);
    await move(reader, first, { choice: first.letter('text a'), flag: 'yes' });
    await submit(reader, await review(sittingOf(first)));
    expect(rows(house, 'flag')).toMatchObject([{ question: asked(first) }]);
    house.world.pass({ days: 30 });
    expect(asked(await reader.get('/practice?set=flagged'))).toBe(asked(first));
  });

  test('moves the card of a sealed question’s idea, which practice asks in other words', async () => {
    const stems = questions.flatMap((each) => [
      each,
      question(`${each.id}s`, { concept: each.id, objective: each.id.split('-')[0], pool: 'sealed' }),
    ]);
    house = await house.restart(checkedBank(stems, [blueprint()]));
    reader.app = house.app;
    const { ids } = await sit(house, reader, Array(8).fill('b'));
    const sealed = ids.filter((id) => id.endsWith('s'));
    expect(sealed.length).toBeGreaterThan(0);
    house.world.pass({ minutes: 11 });
    const seen: string[] = [];
    for (let i = 0; i < 8; i++) {
      const page = await reader.get('/practice?set=missed');
      seen.push(asked(page));
      await reader.answerRight(page);
      house.world.pass({ minutes: 1 });
    }
    expect(seen.toSorted()).toEqual(ids.map((id) => id.replace('s', '')).toSorted());
  });
});

describe('an edition that is raised', () => {
  /** Sits an exam with eight wrong answers; returns the question that stood at a number. */
  async function sat(number: number, answers = Array(8).fill('b')) {
    const { ids, path, result } = await sit(house, reader, answers);
    house.world.pass({ minutes: 1 });
    return { id: ids[number - 1]!, path, result };
  }
  const notes = async (path: string) => (await reader.get(path)).texts('.note');
  const results = () =>
    rows(house, 'result').map(({ number, correct, scored, passed, revised }) => [
      number,
      correct,
      scored,
      passed,
      revised,
    ]);

  test('after an exam marks it again as one more result, which says why', async () => {
    const { id, path } = await sat(3);
    await take(revise(id, { edition: 2, key: ['b'] }));
    expect(results()).toEqual([
      [1, 0, 8, 0, '[]'],
      [2, 1, 8, 0, '[3]'],
    ]);
    expect((await reader.get(path)).text('.score')).toBe('1 of 8');
    expect(await notes(path)).toEqual([
      'Question 3 has been revised by the authors since, and you were right: 1 of 8, previously 0 of 8.',
    ]);
    const answers = await reader.get(`${path}/answers`);
    const third = answers.root.querySelectorAll('section')[2]!;
    expect(third.querySelector('.side p:nth-child(2)')!.text).toBe('Right');
    expect(third.querySelector('.lead')!.text).toMatch(
      /^It has been revised since; this is today’s version\. You chose [A-D]\.$/,
    );
    expect(third.querySelector('.option.key .text')!.text).toContain(`${id} text b`);
    expect(third.querySelector('.option.missed')).toBeNull();
    expect((await reader.get('/exams')).text('tbody')).toContain('1 of 8');
    await proveFold(house);
  });

  test('can take a right answer away, and a pass', async () => {
    const { id, path, result } = await sat(2, [...Array(6).fill('a'), 'b', 'b']);
    expect(result.text('h1')).toMatch(/^Passed/);
    await take(revise(id, { edition: 2, key: ['c'] }));
    expect(results().at(-1)).toEqual([2, 5, 8, 0, '[2]']);
    const page = await reader.get(path);
    expect(page.text('h1')).toBe('Not passed, one short');
    expect(page.texts('.note')).toEqual([
      'Question 2 has been revised by the authors since, and you were wrong: 5 of 8, previously 6 of 8.',
    ]);
    const second = (await reader.get(`${path}/answers?show=wrong`)).root.querySelector('section .lead')!;
    expect(second.text).toMatch(
      /^It has been revised since; this is today’s version\. You chose [A-D]; the answer is [A-D]\.$/,
    );
  });

  test('that changes no mark says so', async () => {
    const { id, path } = await sat(1);
    await take(revise(id, { edition: 2 }));
    expect(results()).toHaveLength(2);
    expect(await notes(path)).toEqual([
      'Question 1 has been revised by the authors since. The exam was marked again, and the score is the same.',
    ]);
  });

  test('with other options no longer counts', async () => {
    const { id, path } = await sat(4, [...Array(6).fill('a'), 'b', 'b']);
    const options = questions
      .find((each) => each.id === id)!
      .options.map((option, i) => ({ ...option, id: `o${i}` }));
    await take(revise(id, { edition: 2, key: ['o0'], options }));
    expect(results().at(-1)).toEqual([2, 5, 7, 1, '[4]']);
    const page = await reader.get(path);
    expect(page.text('.score')).toBe('5 of 7');
    expect(page.texts('.note')).toEqual([
      'Question 4 has been revised by the authors since, and no longer counts: 5 of 7, previously 6 of 8.',
    ]);
    const answers = await reader.get(`${path}/answers`);
    const fourth = answers.root.querySelectorAll('section')[3]!;
    expect(fourth.querySelector('.side p:nth-child(2)')!.text).toBe('No longer counts');
    expect(fourth.querySelector('.lead')!.text).toMatch(
      /^It has been revised since and now has different options, so it no longer counts\. This is the version you answered\. You chose [A-D]\b/,
    );
    const wrong = await reader.get(`${path}/answers?show=wrong`);
    expect(wrong.root.querySelectorAll('section')).toHaveLength(2);
    // Back to the old options, it counts again.
    await take(revise(id, { edition: 3, key: ['b'] }));
    expect(results().at(-1)).toEqual([3, 5, 8, 0, '[4]']);
    expect(await notes(path)).toHaveLength(2);
  });

  test('of several questions at once is one result that names them all', async () => {
    const { path } = await sat(1);
    await take(withChanges(() => ({ edition: 2, key: ['b'] })));
    expect(results()).toEqual([
      [1, 0, 8, 0, '[]'],
      [2, 8, 8, 1, '[1,2,3,4,5,6,7,8]'],
    ]);
    expect(await notes(path)).toEqual([
      'Questions 1 to 8 have been revised by the authors since. The exam was marked again: 8 of 8, previously 0 of 8.',
    ]);
    await take(withChanges(() => ({ edition: 2, key: ['b'] })));
    expect(results(), 'once').toHaveLength(2);
  });

  test('of all that counts leaves a result that says so', async () => {
    const { path } = await sat(1);
    await take(
      withChanges((each) => ({
        edition: 2,
        key: ['o0'],
        options: each.options.map((option, i) => ({ ...option, id: `o${i}` })),
      })),
    );
    expect(results().at(-1)).toEqual([2, 0, 0, 0, '[1,2,3,4,5,6,7,8]']);
    const page = await reader.get(path);
    expect(page.text('h1')).toBe('No longer counts');
    expect(page.body).not.toMatch(/NaN|undefined|all 0/);
    expect((await reader.get('/exams')).body).not.toMatch(/NaN|undefined/);
  });

  test('during an exam: it is marked by what was asked, and once more by what is valid', async () => {
    const { ids, review: page } = await play(house, reader, Array(8).fill('b'));
    await take(revise(ids[4]!, { edition: 2, key: ['b'], stem: 'Quite another?' }));
    const path = sittingOf(await reader.get(`/exams/${rows(house, 'sitting')[0]!.id}/5`));
    expect(asked(await reader.get(`${path}/5`)), 'the text stays').toBe(ids[4]);
    const result = await submit(reader, page);
    expect(results()).toEqual([
      [1, 0, 8, 0, '[]'],
      [2, 1, 8, 0, '[5]'],
    ]);
    expect(result.text('.score')).toBe('1 of 8');
    expect(reviews().find(({ question }) => question === ids[4])).toMatchObject({ edition: 1, correct: 0 });
    expect(rows(house, 'card').map(({ concept }) => concept)).not.toContain(ids[4]);
    await proveFold(house);
  });

  test('whatever stopped the marking, is found at the next start; and by another id', async () => {
    const { id, path } = await sat(6);
    const raised = revise(id, {
      id: 'red.one-099',
      formerly: [id],
      objective: id.split('-')[0],
      edition: 2,
      key: ['b'],
    });
    house = await house.restart(raised);
    reader.app = house.app;
    expect(results()).toEqual([
      [1, 0, 8, 0, '[]'],
      [2, 1, 8, 0, '[6]'],
    ]);
    expect((await reader.get(`${path}/answers`)).status).toBe(200);
    house = await house.restart(raised);
    reader.app = house.app;
    expect(results()).toHaveLength(2);
  });

  test('counts a changed answer by one key before and after', async () => {
    const first = await begin(reader);
    const page = await move(reader, first, { choice: first.letter('text a') });
    await move(reader, page, { choice: page.letter('text b') });
    const path = sittingOf(first);
    const before = await submit(reader, await review(path));
    expect(before.text('figcaption')).toContain(
      'You changed one answer: one to wrong. Changing lost you one.',
    );
    await take(revise(asked(first), { edition: 2, key: ['b'] }));
    expect((await reader.get(path)).text('figcaption')).toContain(
      'You changed one answer: one to right. Changing gained you one.',
    );
  });

  test('reaches the exams of everyone, more than are looked at at once', async () => {
    const people = Array.from({ length: 23 }, () => new Reader(house.app));
    for (const person of people) await sit(house, person, Array(8).fill('b'));
    await take(withChanges(() => ({ edition: 2, key: ['b'] })));
    expect(rows(house, 'result').filter(({ number }) => number === 2)).toHaveLength(23);
    expect(rows(house, 'result').filter(({ passed }) => passed === 1)).toHaveLength(23);
  });
});

describe('a bank that changes during an exam', () => {
  test('shows the old texts to whoever has begun, and the new ones to others', async () => {
    const first = await begin(reader);
    await move(reader, first, { choice: first.letter('text b') });
    await take(withChanges((each) => ({ stem: `New of ${each.id}?` })));
    for (let number = 1; number <= 8; number++) {
      const page = await reader.get(`${sittingOf(first)}/${number}`);
      expect(page.text('.stem')).toMatch(/^Stem of /);
    }
    expect([...(await reader.get(formPath(first))).options()]).toEqual([...first.options()]);
    expect(chosen(await reader.get(formPath(first)))).toEqual([first.letter('text b')]);
    const other = new Reader(house.app);
    expect((await begin(other)).text('.stem')).toMatch(/^New of /);
    const result = await submit(reader, await review(sittingOf(first)));
    expect(result.text('.score')).toBe('0 of 8');
    expect((await reader.get(`${sittingOf(first)}/answers`)).texts('section .stem')[0]).toMatch(/^Stem of /);
  });

  test('that a question has left marks it all the same, and logs it', async () => {
    const { ids, review: page } = await play(house, reader, Array(8).fill('a'));
    await take(
      checkedBank(
        questions.filter(({ id }) => id !== ids[0]),
        [blueprint()],
      ),
    );
    expect((await reader.get(`/exams/${rows(house, 'sitting')[0]!.id}/1`)).text('.stem')).toBe(
      `Stem of ${ids[0]}?`,
    );
    const result = await submit(reader, page);
    expect(result.text('.score')).toBe('8 of 8');
    expect(reviews()).toHaveLength(8);
    expect(rows(house, 'card')).toHaveLength(7);
    await proveFold(house);
    await take(checkedBank(questions, [blueprint()]));
    expect(rows(house, 'card').filter(({ stability }) => stability !== null)).toHaveLength(8);
  });

  test('that has become another altogether, without the blueprint or the domains, is no trouble', async () => {
    const { ids, review: page } = await play(house, reader, Array(8).fill('a'));
    await take(checkedBank([question('red.one-777')]));
    const path = `/exams/${rows(house, 'sitting')[0]!.id}`;
    for (const url of ['/1', '/review']) expect((await reader.get(path + url)).status, url).toBe(200);
    expect((await submit(reader, page)).text('.score')).toBe('8 of 8');
    expect((await reader.get(`${path}/answers`)).texts('section .stem')).toEqual(
      ids.map((id) => `Stem of ${id}?`),
    );
    expect((await reader.get('/exams')).text('main')).toContain('This bank has no mock exams.');
    expect(entryOf(ids[0]!)).toMatchObject({ correct: 1, marked_edition: 1 });
  });

  test('in which two ideas have become one folds both answers into one memory', async () => {
    const { review: page } = await play(house, reader, Array(8).fill('a'));
    await take(
      checkedBank(
        questions.map((each) => ({ ...each, concept: `${each.id.split('-')[0]}.all` })),
        [blueprint()],
      ),
    );
    expect((await submit(reader, page)).text('.score')).toBe('8 of 8');
    expect(reviews()).toHaveLength(8);
    expect(rows(house, 'card').length).toBeLessThanOrEqual(4);
    await proveFold(house);
  });

  test('is settled for everyone by what each was asked, though nobody looks', async () => {
    const other = new Reader(house.app);
    await play(house, other, Array(8).fill('a'));
    await play(house, reader, Array(8).fill('a'));
    await take(checkedBank([question('red.one-777')]));
    house.world.pass({ days: 1 });
    await settleOverdue({ db: house.db, live: house.live, ...house.stores }, house.world.now());
    expect(rows(house, 'result')).toHaveLength(2);
  });
});

describe('guests', () => {
  const sweep = () => sweepLearners(house.db, house.stores.learners, 90, house.world.now());
  const passBusyDays = async (days: number) => {
    for (let day = 0; day < days; day++) {
      house.world.pass({ days: 1 });
      await house.db.commit([house.stores.learners.markDay(house.world.now())]);
    }
  };

  test('who fell silent in or after a short exam go with all of it', async () => {
    await begin(reader);
    const other = new Reader(house.app);
    await sit(house, other, Array(8).fill('a'));
    await other.post('/exams/yours', {
      ...(await other.get('/exams/yours')).form('/exams/yours'),
      day: '2026-05-01',
    });
    await other.post('/exams/outcome', {
      ...(await other.get('/exams/outcome')).form('/exams/outcome'),
      ...{ went: 'passed', score: '', after: 'as before' },
    });
    await passBusyDays(89);
    await sweep();
    expect(rows(house, 'learner')).toHaveLength(2);
    await passBusyDays(2);
    await sweep();
    for (const table of [
      'learner',
      'sitting',
      'paper',
      'move',
      'result',
      'exam_day',
      'outcome',
      'review',
      'card',
    ])
      expect(rows(house, table), table).toEqual([]);
    expect((await reader.get('/exams')).status).toBe(200);
  });

  test('who have answered ten in an exam are kept', async () => {
    house = await house.restart(checkedBank(questions, [blueprint({ questions: 10 })]));
    reader.app = house.app;
    const { path } = await sit(house, reader, Array(10).fill('a'));
    await passBusyDays(300);
    await sweep();
    expect((await reader.get(path)).text('.score')).toBe('10 of 10');
  });

  test('nothing of an exam is edited or deleted by itself', async () => {
    const page = await begin(reader);
    await move(reader, page, { choice: 'A' });
    await submit(reader, await review(sittingOf(page)));
    const attempt = (sql: string) => () => house.handle.exec(sql);
    expect(attempt('update move set number = 2')).toThrow('a move is written once');
    expect(attempt('delete from move')).toThrow('a move is kept');
    expect(attempt('update result set passed = 1')).toThrow('a result is written once');
    expect(attempt('delete from result')).toThrow('a result is kept');
    expect(moveForm(page)).toHaveProperty('shown');
  });
});
