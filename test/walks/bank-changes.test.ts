import { afterEach, describe, expect, test } from 'vitest';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { checkedBank, question } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';

let house: House;
let reader: Reader;

afterEach(async () => {
  await proveFold(house);
  await house.close();
});

/** Starts with some questions and answers each right and surely, once. */
async function startAnswered(questions: AuthoredQuestion[]): Promise<Page[]> {
  house = await startHouse(checkedBank(questions));
  reader = new Reader(house.app);
  const verdicts: Page[] = [];
  for (const _ of questions) {
    const page = await reader.get('/practice');
    if (page.has('/practice')) verdicts.push(await reader.answerRight(page));
  }
  return verdicts;
}

async function changeTo(questions: AuthoredQuestion[]): Promise<void> {
  house = await house.restart(checkedBank(questions));
  reader.app = house.app;
}

const card = (concept: string) => rows(house, 'card').find((row) => row.concept === concept);
const remembered = (concept: string) => {
  const { revision, place, concept: _, ...rest } = card(concept)!;
  return rest;
};

describe('history follows the questions', () => {
  test('a renamed concept', async () => {
    await startAnswered([question('red.one-001', { concept: 'red.one.old' })]);
    const before = remembered('red.one.old');
    await changeTo([question('red.one-001', { concept: 'red.one.new' })]);
    expect(remembered('red.one.new')).toEqual(before);
    expect(card('red.one.old')).toMatchObject({ stability: null, asleep: 1 });
  });

  test('a renamed question', async () => {
    await startAnswered([question('red.one-001')]);
    const before = remembered('red.one-001');
    await changeTo([question('red.one-009', { formerly: ['red.one-001'] })]);
    expect(remembered('red.one-009')).toEqual(before);
  });

  test('a question moved to another domain', async () => {
    await startAnswered([question('red.one-001')]);
    const before = remembered('red.one-001');
    await changeTo([question('red.one-001', { objective: 'blue.two' })]);
    expect(remembered('red.one-001')).toEqual(before);
  });

  test('two concepts merged: their answers make one memory', async () => {
    await startAnswered([question('red.one-001'), question('red.one-002')]);
    const merged = ['red.one-001', 'red.one-002'].map((id) => question(id, { concept: 'red.one.both' }));
    await changeTo(merged);
    // Of two answers on one day the first counts.
    expect(card('red.one.both')).toMatchObject({ answers: 1, asleep: 0 });
    expect(rows(house, 'review')).toHaveLength(2);
  });

  test('a concept split: each part keeps the answers to its own questions', async () => {
    const both = ['red.one-001', 'red.one-002'].map((id) => question(id, { concept: 'red.one.both' }));
    house = await startHouse(checkedBank(both));
    reader = new Reader(house.app);
    await reader.answerRight(await reader.get('/practice'));
    house.world.pass({ days: 30 });
    await reader.answerWrong(await reader.get('/practice'));
    await changeTo([question('red.one-001'), question('red.one-002')]);
    expect(card('red.one-001')).toMatchObject({ answers: 1, lapses: 0 });
    expect(card('red.one-002')).toMatchObject({ answers: 1, lapses: 0 });
    expect(card('red.one.both')).toMatchObject({ answers: 0, asleep: 1 });
  });

  test('there and back again, the memory is what it was', async () => {
    await startAnswered([question('red.one-001'), question('red.two-001')]);
    const before = remembered('red.one-001');
    await changeTo([question('red.two-001')]);
    expect(card('red.one-001')).toMatchObject({ asleep: 1 });
    await changeTo([question('red.one-001'), question('red.two-001')]);
    expect(remembered('red.one-001')).toEqual(before);
  });
});

describe('editions', () => {
  test('new wording keeps the memory, and the old answer is shown as it was asked', async () => {
    const [verdict] = await startAnswered([question('red.one-001')]);
    const before = remembered('red.one-001');
    await changeTo([question('red.one-001', { stem: 'Quite another wording?' })]);
    expect(remembered('red.one-001')).toEqual(before);
    const past = await reader.get(`/practice/answers/${verdict!.form('/practice/undo').review}`);
    expect(asked(past)).toBe('red.one-001');
  });

  test('a raised edition: earlier answers no longer count and it is asked again as new', async () => {
    const [verdict] = await startAnswered([question('red.one-001')]);
    await changeTo([question('red.one-001', { key: ['b'], edition: 2 })]);
    expect(card('red.one-001')).toMatchObject({ stability: null, answers: 0, asleep: 0 });
    const past = await reader.get(`/practice/answers/${verdict!.form('/practice/undo').review}`);
    expect(past.body.split('has changed since, so this answer no longer counts')).toHaveLength(2);
    expect(past.title).toBe('Right · Etude');
    expect(asked(await reader.get('/practice'))).toBe('red.one-001');
  });

  test('another key under the same edition: the old text stays live and the author is told', async () => {
    await startAnswered([question('red.one-001')]);
    const before = remembered('red.one-001');
    await changeTo([question('red.one-001', { key: ['b'], stem: 'A new stem?' })]);
    expect(house.warnings).toEqual([
      'red.one-001: the key changed and the edition did not, so the earlier text stays live. Raise "edition" to 2: answers to the earlier key then no longer count.',
    ]);
    expect(house.bank.question('red.one-001')!.question.key).toEqual(['a']);
    expect(remembered('red.one-001')).toEqual(before);
    await house.restart(checkedBank([question('red.one-001', { key: ['b'] })])).then((next) => {
      house = next;
    });
    expect(house.warnings, 'told at every start until it is mended').toHaveLength(1);
  });

  test('an answer is marked against the text that was shown', async () => {
    house = await startHouse(checkedBank([question('red.one-001'), question('red.two-001')]));
    reader = new Reader(house.app);
    const page = await reader.get('/practice');
    const id = asked(page);
    const other = id === 'red.one-001' ? 'red.two-001' : 'red.one-001';
    await changeTo([question(id, { key: ['b'], edition: 2 }), question(other)]);
    const verdict = await reader.answerRight(page);
    expect(verdict.title).toBe('Right · Etude');
    expect(verdict.body).toContain('has changed since');
    expect(rows(house, 'review')[0]).toMatchObject({ edition: 1, correct: 1 });
    expect(card(id)).toMatchObject({ stability: null });
  });

  test('an answer to an old edition of something known leaves the card as it was', async () => {
    await startAnswered([question('red.one-001')]);
    house.world.pass({ days: 20 });
    const page = await reader.get('/practice');
    await changeTo([question('red.one-001', { key: ['b'], edition: 2 })]);
    const verdict = await reader.answerWrong(page);
    expect(verdict.title).toBe('Not quite · Etude');
    expect(rows(house, 'review')).toHaveLength(2);
    expect(card('red.one-001')).toMatchObject({ stability: null });
  });

  test('another key under the same edition waits even after the question was out of the bank', async () => {
    await startAnswered([question('red.one-001'), question('red.two-001')]);
    await changeTo([question('red.two-001')]);
    await changeTo([question('red.one-001', { key: ['b'] }), question('red.two-001')]);
    expect(house.bank.question('red.one-001')!.question.key).toEqual(['a']);
    expect(house.warnings).toHaveLength(1);
  });

  test('an old verdict of a question that is no longer asked says so', async () => {
    const [verdict] = await startAnswered([question('red.one-001'), question('red.two-001')]);
    await changeTo(['red.one-001', 'red.two-001'].map((id) => question(id, { status: 'retired' })));
    const past = await reader.get(`/practice/answers/${verdict!.form('/practice/undo').review}`);
    expect(past.body).toContain('This question isn’t in your practice at present.');
    expect(past.has('/aside')).toBe(false);
  });

  test('a question taken out while its page was open', async () => {
    house = await startHouse(checkedBank([question('red.one-001'), question('red.two-001')]));
    reader = new Reader(house.app);
    const page = await reader.get('/practice');
    const other = asked(page) === 'red.one-001' ? 'red.two-001' : 'red.one-001';
    await changeTo([question(other)]);
    const answer = await reader.answerRight(page);
    expect(answer.status).toBe(409);
    expect(answer.text('.lead')).toMatch(/has just been taken out of the bank/);
    expect(rows(house, 'review')).toEqual([]);
  });
});

describe('concepts without a question that practice may show sleep', () => {
  test.each([
    ['retired', { status: 'retired' }],
    ['a draft again', { status: 'draft' }],
    ['sealed', { pool: 'sealed' }],
  ] as const)('%s', async (_, changes) => {
    await startAnswered([question('red.one-001'), question('red.two-001')]);
    const before = remembered('red.one-001');
    await changeTo([question('red.one-001', changes), question('red.two-001')]);
    expect(remembered('red.one-001')).toEqual({ ...before, asleep: 1 });
    house.world.pass({ days: 500 });
    expect(asked(await reader.get('/practice'))).toBe('red.two-001');
    expect((await reader.get('/')).text('h1')).toBe('1 question, about 1 minute');
    await changeTo([question('red.one-001'), question('red.two-001')]);
    expect(remembered('red.one-001')).toEqual(before);
  });
});

test('who has met everything does not walk the syllabus again after the bank has changed', async () => {
  const ids = ['red.one-001', 'red.two-001', 'blue.one-001'];
  await startAnswered(ids.map((id) => question(id)));
  await changeTo(ids.slice(0, 2).map((id) => question(id)));
  house.world.pass({ days: 30 });
  await reader.answerRight(await reader.get('/practice'));
  const { hash, concepts } = house.bank.syllabus;
  expect(rows(house, 'learner')[0]).toMatchObject({ syllabus: hash, syllabus_met: concepts.length });
});

test('a refold that was cut off is taken up at the next start', async () => {
  await startAnswered([question('red.one-001')]);
  const due = card('red.one-001')!.due_day;
  // As after a crash between the settings' commit and the first slice.
  house.handle.exec('update learner set retention = 0.8');
  house = await house.restart();
  expect(card('red.one-001')!.due_day).toBeGreaterThan(due as number);
  expect(rows(house, 'learner')[0]).toMatchObject({ retention: 0.8, folded_retention: 0.8 });
});
