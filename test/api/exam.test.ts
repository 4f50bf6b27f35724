import { afterEach, expect, test } from 'vitest';
import { Exam, ExamQuestion, Exams } from '../../src/api/exam/schema.ts';
import { examineExams } from '../../src/service/examine/exams.load.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { expectFits } from '../support/fits.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { learnerWithProgram, type Program } from '../support/program.ts';
import { proveFold } from '../support/proof.ts';

let house: House;
let program: Program;

async function start(options: HouseOptions = {}) {
  house = await startHouse(checkedBank(plainQuestions(12), [blueprint()]), options);
  const made = await learnerWithProgram(house);
  program = made.program;
  return made.reader;
}
afterEach(async () => {
  await proveFold(house);
  expect(await examineExams({ db: house.db, ...house.promptStores })).toEqual([]);
  await house.close();
});

const begin = async () => (await program.ask('POST', '/exams', { blueprint: 'mock' })).body;

test('a whole exam, begun, answered and ended, has the result that its page shows', async () => {
  const reader = await start();
  const exam = await begin();
  expectFits(Exam, exam);
  expect([exam.state, exam.questions.length, exam.result]).toEqual(['running', 8, null]);
  expect((await begin()).id).toBe(exam.id);
  for (const { number } of exam.questions) {
    const path = `/exams/${exam.id}/questions/${number}`;
    const { body: question } = await program.get(path);
    expectFits(ExamQuestion, question);
    expect(JSON.stringify(question)).not.toMatch(/rationale|isKey|"key"/);
    house.world.pass({ minutes: 0.5 });
    const right = question.options.find(({ text }: { text: string }) =>
      text.includes(number > 6 ? 'text b' : 'text a'),
    );
    const saved = await program.ask('PUT', path, { response: [right.value], isFlagged: number === 2 });
    expect([saved.status, saved.body.response, saved.body.isFlagged]).toEqual([
      200,
      [right.value],
      number === 2,
    ]);
  }
  const { body: ended } = await program.ask('POST', `/exams/${exam.id}/submit`);
  expectFits(Exam, ended);
  expect(ended).toMatchObject({ state: 'ended', result: { correct: 6, scored: 8 } });
  expect((await reader.get(`/exams/${exam.id}`)).text('main')).toContain('75%');
  const late = await program.ask('PUT', `/exams/${exam.id}/questions/1`, { response: [] });
  expect([late.status, late.body.detail]).toEqual([
    409,
    'This exam has ended, so this does not count. See its result.',
  ]);
  expect((await program.ask('POST', `/exams/${exam.id}/submit`)).body).toEqual(ended);
  const { body: list } = await program.get('/exams');
  expectFits(Exams, list);
  expect(list).toMatchObject({ open: null, taken: [{ id: exam.id, correct: 6 }], cursor: null });
});

test('clearing an answer, and leaving it as it is', async () => {
  await start();
  const exam = await begin();
  const path = `/exams/${exam.id}/questions/1`;
  await program.ask('PUT', path, { response: ['A'] });
  expect((await program.ask('PUT', path, { isFlagged: true })).body).toMatchObject({
    response: ['A'],
    isFlagged: true,
  });
  expect((await program.ask('PUT', path, { response: [] })).body).toMatchObject({
    response: [],
    isFlagged: true,
  });
  expect((await program.ask('PUT', path, { response: ['Z'] })).status).toBe(422);
  expect((await program.get(`/exams/${exam.id}/questions/9`)).status).toBe(404);
});

test('a choice that was saved in time is answered as such, even if the time is up by then', async () => {
  let onSaved = () => {};
  await start({
    through: (db) => ({
      ...db,
      async tryCommit(changes) {
        const isSaved = await db.tryCommit(changes);
        onSaved();
        return isSaved;
      },
    }),
  });
  const { id, startedAt, deadline } = await begin();
  const length = Date.parse(deadline) - Date.parse(startedAt);
  house.world.pass({ minutes: length / 60_000 - 1 });
  onSaved = () => {
    onSaved = () => {};
    house.world.pass({ minutes: 2 });
  };
  const path = `/exams/${id}/questions/1`;
  const { status, body } = await program.ask('PUT', path, { response: ['A'] });
  expect([status, body.response]).toEqual([200, ['A']]);
  expect((await program.ask('PUT', path, { response: ['B'] })).status).toBe(409);
});

test('the list has a cursor for its next page', async () => {
  await start();
  for (let i = 0; i < 22; i++) {
    const { id } = await begin();
    house.world.pass({ minutes: 1 });
    await program.ask('POST', `/exams/${id}/submit`);
  }
  const first = (await program.get('/exams')).body;
  const second = (await program.get(`/exams?cursor=${first.cursor}`)).body;
  expect([first.taken.length, second.taken.length, second.cursor]).toEqual([20, 2, null]);
  expect(new Set([...first.taken, ...second.taken].map(({ id }) => id)).size).toBe(22);
});
