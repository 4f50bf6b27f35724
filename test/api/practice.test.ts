import { afterEach, describe, expect, test } from 'vitest';
import { Next, Today, Verdict } from '../../src/api/practice/schema.ts';
import { Progress, Readiness } from '../../src/api/progress/schema.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { expectFits } from '../support/fits.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { type Json, learnerWithProgram, type Program } from '../support/program.ts';
import { proveFold, rows } from '../support/proof.ts';
import type { Reader } from '../support/reader.ts';

let house: House;
let reader: Reader;
let program: Program;

async function start(options: HouseOptions = {}): Promise<void> {
  house = await startHouse(checkedBank(plainQuestions(12), [blueprint()]), options);
  ({ reader, program } = await learnerWithProgram(house));
}

afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** The next question, with a response that is right or wrong. */
async function ask(isRight = true) {
  const { body } = await program.get('/next');
  expectFits(Next, body);
  const { question } = body;
  const wanted = question?.options.find(({ text }: { text: string }) =>
    text.includes(isRight ? 'text a' : 'text b'),
  );
  return { question, answer: { asked: question?.asked, response: [wanted?.value], certainty: 'sure' } };
}

const give = (id: string, body: unknown, headers = {}) => program.ask('PUT', `/answers/${id}`, body, headers);

test('a whole day: every question is asked, answered and explained, and the day is done', async () => {
  await start();
  const returns: string[] = [];
  for (let given = 1; ; given++) {
    house.world.pass({ minutes: 1 });
    const { question, answer } = await ask(given % 4 !== 0);
    if (!question) break;
    const { status, body } = await give(question.answer, answer);
    expect(status).toBe(200);
    expectFits(Verdict, body);
    expect(body.isCorrect).toBe(given % 4 !== 0);
    returns.push(body.returns);
    const today = await program.get('/today');
    expectFits(Today, today.body);
    expect(today.body.answered).toBe(given + 1);
    expect(given).toBeLessThan(40);
    if (given % 10 === 0) house.world.pass({ minutes: 10 });
  }
  // A page keeps a date on one line by no-break spaces, which programs need not know.
  expect(returns.filter((each) => / on \w+ \d+ \w+, when /.test(each)).length).toBeGreaterThan(0);
  expect(returns.join()).not.toContain('\u00a0');
  const { body } = await program.get('/today');
  expect([body.canAsk, body.left]).toEqual([false, expect.any(Number)]);
  expectFits(Progress, (await program.get('/progress')).body);
  expectFits(Readiness, (await program.get('/readiness')).body);
  expect((await reader.get('/')).text('main')).toContain(String(body.right));
});

test('a question tells no key before it is answered', async () => {
  await start();
  const { body } = await program.get('/next');
  const text = JSON.stringify(body);
  expect(text).not.toMatch(/rationale|"key"|isKey|correct|Because/i);
  const { question } = house.bank.question(body.question.question)!;
  for (const { id, rationale } of question.options) {
    expect(body.question.options.map(({ value }: { value: string }) => value)).not.toContain(id);
    expect(text).not.toContain(rationale);
  }
  expect(body.question.options.map(({ value }: { value: string }) => value)).toEqual(
    ['A', 'B', 'C', 'D'].slice(0, question.options.length),
  );
});

describe('an answer is known by its id', () => {
  test('the same once more gets the same reply, and is written once', async () => {
    await start();
    const { question, answer } = await ask();
    const first = await give(question.answer, answer);
    house.world.pass({ minutes: 3 });
    const again = await give(question.answer, answer);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('twice at once, it is written once', async () => {
    await start({ delayReads: 7 });
    const { question, answer } = await ask();
    const both = await Promise.all([give(question.answer, answer), give(question.answer, answer)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]!.body).toEqual(both[1]!.body);
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('twice at once where only a new one is wanted, the second is refused', async () => {
    await start({ delayReads: 7 });
    const { question, answer } = await ask();
    const both = await Promise.all([1, 2].map(() => give(question.answer, answer, { 'if-none-match': '*' })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('another answer under it is a conflict', async () => {
    await start();
    const { question, answer } = await ask();
    await give(question.answer, answer);
    const before = dump(house);
    for (const other of [
      { ...answer, certainty: 'guess' },
      { asked: answer.asked, reveal: true },
    ]) {
      const { status, body } = await give(question.answer, other);
      expect([status, body.detail]).toEqual([
        409,
        'You have already given this question a different answer. Nothing was changed.',
      ]);
    }
    expect((await give(question.answer, answer, { 'if-none-match': '*' })).status).toBe(412);
    expect(dump(house)).toEqual(before);
  });

  test('once more on another day, when its question has left the bank', async () => {
    await start();
    const { question, answer } = await ask();
    const { body: first } = await give(question.answer, answer);
    house = await house.restart(checkedBank(plainQuestions(12).filter(({ id }) => id !== question.question)));
    program.app = house.app;
    house.world.pass({ days: 3 });
    const again = await give(question.answer, answer);
    expect([again.status, again.body.isCorrect, again.body.lead]).toEqual([200, true, first.lead]);
    expect((await give(question.answer, { ...answer, certainty: 'guess' })).status).toBe(409);
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('one that a page has answered meanwhile is a conflict', async () => {
    await start();
    const page = await reader.get('/practice');
    const { question, answer } = await ask();
    house.world.pass({ minutes: 1 });
    await reader.answerRight(page);
    const { status, body } = await give(question.answer, answer);
    expect(status).toBe(409);
    expect(body.detail).toMatch(/^You have answered another question on this idea since/);
  });

  test.each([
    [403, (body: Json) => ({ ...body, asked: 'forged' })],
    [422, (body: Json) => ({ ...body, response: ['Z'] })],
    [422, (body: Json) => ({ ...body, response: [] })],
    [422, (body: Json) => ({ ...body, response: 'A' })],
    [422, (body: Json) => ({ ...body, response: [1] })],
    [422, (body: Json) => ({ ...body, certainty: 'none' })],
    [422, (body: Json) => ({ ...body, more: 1 })],
    [422, ({ asked: _, ...body }: Json) => body],
    [422, () => []],
  ])('%i for what does not fit, and nothing changes', async (status, change) => {
    await start();
    const { question, answer } = await ask();
    const before = dump(house);
    const reply = await give(question.answer, change(answer));
    expect([reply.status, reply.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(reply.body).toMatchObject({ status, detail: expect.stringMatching(/^[A-Z].{15,}\.$/) });
    expect((await give('another', answer)).status).toBe(422);
    expect(dump(house)).toEqual(before);
  });
});

test('the last answer can be taken back, once or more often', async () => {
  await start();
  const first = await ask();
  await give(first.question.answer, first.answer);
  house.world.pass({ minutes: 1 });
  const second = await ask();
  await give(second.question.answer, second.answer);
  const undo = (id: string) => program.ask('POST', `/answers/${id}/undo`);
  expect((await undo(first.question.answer)).status).toBe(409);
  for (const _ of [1, 2]) {
    const { status, body } = await undo(second.question.answer);
    expect([status, body.isUndone, body.canUndo]).toEqual([200, true, false]);
  }
  expect((await ask()).question.question).toBe(second.question.question);
  expect((await undo('none')).status).toBe(404);
});

test('asking for the answer counts as not knowing it', async () => {
  await start();
  const { question } = await ask();
  const { body } = await give(question.answer, { asked: question.asked, reveal: true });
  expect([body.isCorrect, body.certainty, body.heading]).toEqual([false, 'none', 'Here is the answer']);
});

test('a set is practised by itself, and one that there is not is not found', async () => {
  await start();
  expect((await program.get('/next?set=blue')).body.question.domain.title).toMatch(/blue/i);
  expect((await program.get('/next?set=missed')).body.question).toBeNull();
  expect((await program.get('/next?set=green')).status).toBe(404);
});
