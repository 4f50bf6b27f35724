import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { keepAnalysis } from '../../../src/author/analysis/keep.load.ts';
import { folderOf } from '../../../src/base/installation.ts';
import { authorViewOf, blueprint, checkedBank, plainQuestions, question } from '../../support/bank.ts';
import { begin, move, submit } from '../../support/candidate.ts';
import { type House, startHouse } from '../../support/house.ts';
import { rows } from '../../support/proof.ts';
import { Reader } from '../../support/reader.ts';

let house: House;
afterEach(() => house.close());

const asked = question('red.one-001');
const open = async () => {
  house = await startHouse(checkedBank([asked]), { authorView: authorViewOf([asked]) });
  return new Reader(house.app);
};
const look = () => keepAnalysis({ db: house.db, live: house.live, ...house.stores }).look();
const answersOf = async (reader: Reader, id = 'red.one-001') =>
  (await reader.get(`/bank/${id}`)).text('#answers');

/** Lets some new learners answer the first question that they meet. */
async function answer(
  learners: number,
  how: 'answerRight' | 'answerWrong' = 'answerRight',
): Promise<Reader[]> {
  const readers = Array.from({ length: learners }, () => new Reader(house.app));
  for (const reader of readers) await reader[how](await reader.get('/practice'), 'think');
  return readers;
}

test('an author reads nothing into fewer than ten answers', async () => {
  const author = await open();
  await answer(9);
  const few = await answersOf(author);
  expect(few).toContain(
    '9 answers in practice and 0 answers in mock exams to this edition so far. Statistics need 10.',
  );
  expect(few).not.toContain('%');
  await answer(1, 'answerWrong');
  const enough = await answersOf(author);
  expect(enough).toContain('90% (60% to 98%) of 10 answers');
  expect(enough).toMatch(
    /Its author put it at level 2\. Answers so far show that it is \d\.\d logits easier than others/,
  );
  expect(enough).toContain('0 answers in mock exams to this edition so far.');
});

test('a fault is flagged for authors until the question is another', async () => {
  const author = await open();
  await answer(40);
  await look();
  const flag = 'In practice, nearly everyone gets it right before learning it.';
  expect((await author.get('/bank/health')).text('#flagged')).toContain(flag);
  expect(await answersOf(author)).toContain(flag);
  expect(rows(house, 'analysis_due')).toEqual([]);
  house = await house.restart(checkedBank([question('red.one-001', { edition: 2, key: ['b'] })]));
  author.app = house.app;
  expect((await author.get('/bank/health')).text('#flagged')).not.toContain(flag);
  await look();
  expect(rows(house, 'question_analysis')).toMatchObject([
    { question: 'red.one-001', flags: '[]', error: null },
  ]);
});

test('a question keeps its answers under another name', async () => {
  const author = await open();
  await answer(12);
  await look();
  const renamed = question('red.one-009', { formerly: ['red.one-001'] });
  house = await house.restart(checkedBank([renamed]), { authorView: authorViewOf([renamed]) });
  author.app = house.app;
  await look();
  expect(await answersOf(author, 'red.one-009')).toContain('of 12 answers');
  await answer(1);
  await look();
  const known = rows(house, 'question_analysis').filter(({ error }) => error !== null);
  expect(known.map((row) => row.question)).toEqual(['red.one-009']);
});

test('what is taken back or deleted counts no more, in whatever order it goes', async () => {
  await open();
  const [first, second] = [new Reader(house.app), new Reader(house.app)];
  const verdict = await first.answerRight(await first.get('/practice'));
  await second.answerWrong(await second.get('/practice'));
  const counted = () => rows(house, 'response_count').map(({ response, answers }) => [response, answers]);
  expect(counted()).toEqual([
    ['["a"]', 1],
    ['["b"]', 1],
  ]);
  await first.post('/practice/undo', verdict.form('/practice/undo'));
  expect(counted()).toEqual([['["b"]', 1]]);
  house.handle.exec('delete from learner where kept_review is null');
  expect(counted()).toEqual([['["b"]', 1]]);
  house.handle.exec('delete from learner');
  expect(counted()).toEqual([]);
});

test('an upgrade counts what the triggers would have counted', async () => {
  house = await startHouse(checkedBank(plainQuestions(4), [blueprint()]));
  const reader = new Reader(house.app);
  for (let i = 0; i < 12; i++) {
    house.world.pass({ minutes: 2 });
    const page = await reader.get('/practice');
    const verdict = await (i % 3 ? reader.answerRight(page, 'guess') : reader.answerWrong(page));
    if (i === 11) await reader.post('/practice/undo', verdict.form('/practice/undo'));
  }
  const page = await begin(reader);
  await submit(reader, await move(reader, page, { choice: page.letter('text a'), go: 'review' }));
  const kept = [rows(house, 'response_count'), rows(house, 'paper')];
  expect(kept.map((list) => list.length)).toEqual([expect.any(Number), 8]);
  expect(kept[0]!.map(({ source }) => source)).toContain('exam');
  house.handle.exec('delete from response_count; delete from analysis_due');
  const migration = readFileSync(`${folderOf('migrations')}/0016-item-analysis.sql`, 'utf8');
  for (const [statement] of migration.matchAll(/^insert into (response_count|analysis_due)\b[^;]*;/gm)) {
    if (statement.includes('analysis_due')) house.handle.exec('delete from analysis_due');
    house.handle.exec(statement);
  }
  expect([rows(house, 'response_count'), rows(house, 'paper')]).toEqual(kept);
});
