import { describe, expect, test } from 'vitest';
import { createBank } from '../../../src/bank/bank.ts';
import { complete, isAskable, type Question } from '../../../src/bank/model.ts';
import { bankChanged, keepFairKeys } from '../../../src/bank/past/reconcile.ts';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import { checkedBank, question } from '../../support/bank.ts';
import { startHouse } from '../../support/house.ts';
import { asked, Reader } from '../../support/reader.ts';

const full = (id: string, changes: Partial<AuthoredQuestion> = {}): Question =>
  complete(question(id, changes), 'red.one');

describe('a key is fair', () => {
  const past = full('red.one-001');
  const keep = (now: Question, before = past) => {
    const { questions, warnings } = keepFairKeys([now], [before]);
    return { live: questions[0]!, warnings };
  };

  test('changed under the same edition it waits: the old text stays live where the file has put it', () => {
    const moved = { concept: 'red.one.x', status: 'draft', pool: 'sealed', objective: 'red.two' } as const;
    const { live, warnings } = keep(full('red.one-001', { key: ['b'], stem: 'Another stem?', ...moved }));
    expect(live).toEqual({ ...past, ...moved });
    expect(warnings).toEqual([
      'red.one-001: the key changed and the edition did not, so the earlier text stays live. Raise "edition" to 2: answers to the earlier key then no longer count.',
    ]);
  });

  test('changed under a former id it waits too', () => {
    const { live, warnings } = keep(full('red.one-009', { key: ['b'], formerly: ['red.one-001'] }));
    expect(live).toEqual({ ...past, id: 'red.one-009', concept: 'red.one-009', formerly: ['red.one-001'] });
    expect(warnings).toEqual([expect.stringMatching(/^red\.one-009: the key changed/)]);
  });

  test.each<[what: string, now: Question]>([
    ['a raised edition', full('red.one-001', { key: ['b'], edition: 2 })],
    ['another text with the same key', full('red.one-001', { stem: 'Another stem?', rationale: 'So.' })],
    ['a question never seen', full('red.one-002', { key: ['b'] })],
  ])('%s goes live at once', (_, now) => expect(keep(now)).toEqual({ live: now, warnings: [] }));

  test('the order of the keys is no change, one key more is', () => {
    const two = (...key: string[]) => full('red.one-001', { type: 'multiple', key });
    expect(keep(two('b', 'a'), two('a', 'b')).live.key).toEqual(['b', 'a']);
    expect(keep(two('a', 'b', 'c'), two('a', 'b')).live.key).toEqual(['a', 'b']);
  });

  test('the text of that edition decides, not the last one that was live', () => {
    const second = full('red.one-001', { key: ['b'], edition: 2 });
    const { questions, warnings } = keepFairKeys([full('red.one-001', { key: ['c'] })], [past, second]);
    expect(questions[0]!.key).toEqual(['a']);
    expect(warnings).toHaveLength(1);
  });

  test('only the question concerned is held back', () => {
    const now = [full('red.one-001', { key: ['b'] }), full('red.one-002', { key: ['c'] })];
    const { questions, warnings } = keepFairKeys(now, [past]);
    expect(questions.map(({ key }) => key)).toEqual([['a'], ['c']]);
    expect(warnings).toHaveLength(1);
  });
});

describe('the difference between two banks', () => {
  const pastOf = (questions: AuthoredQuestion[]) =>
    liveOf(questions).map(({ question: { id, ...rest }, hash }) => ({
      ...rest,
      question: id,
      hash,
      askable: isAskable({ id, ...rest }),
    }));
  const liveOf = (questions: AuthoredQuestion[]) => {
    const { taxonomy, questions: sound } = checkedBank(questions);
    return createBank(taxonomy, sound, []).questions;
  };
  const other = question('red.two-001');
  const before = question('red.one-001', { concept: 'red.one.x' });
  const changed = (now: AuthoredQuestion[], past = [before]) => {
    const { concepts, questions } = bankChanged(pastOf([...past, other]), liveOf([...now, other]));
    return { concepts: concepts.sort(), questions: questions.sort() };
  };
  const nothing = { concepts: [], questions: [] };
  const one = { concepts: ['red.one.x'], questions: ['red.one-001'] };

  test.each<[what: string, now: AuthoredQuestion[], difference: typeof nothing | typeof one]>([
    ['none', [before], nothing],
    ['new words', [{ ...before, stem: 'Other words?', tags: ['new'] }], nothing],
    ['a sentence to remember', [{ ...before, why: 'Keep batches small.' }], nothing],
    ['another objective', [{ ...before, objective: 'blue.one' }], nothing],
    ['a raised edition', [{ ...before, edition: 2 }], one],
    ['a question retired', [{ ...before, status: 'retired' }], one],
    ['a question sealed', [{ ...before, pool: 'sealed' }], one],
    ['a question gone', [], one],
    [
      'another concept',
      [{ ...before, concept: 'red.one.y' }],
      { concepts: ['red.one.x', 'red.one.y'], questions: ['red.one-001'] },
    ],
    [
      'another id',
      [{ ...before, id: 'red.one-009', formerly: ['red.one-001'] }],
      { concepts: ['red.one.x'], questions: ['red.one-001', 'red.one-009'] },
    ],
    [
      'a question more in the concept',
      [before, { ...before, id: 'red.one-002' }],
      { concepts: ['red.one.x'], questions: ['red.one-002'] },
    ],
    [
      'a former id remembered later',
      [{ ...before, formerly: ['red.one-000'] }],
      { concepts: ['red.one.x'], questions: ['red.one-000', 'red.one-001'] },
    ],
  ])('%s', (_, now, difference) => expect(changed(now)).toEqual(difference));

  test('a former id given up', () => {
    expect(changed([before], [{ ...before, formerly: ['red.one-000'] }])).toEqual({
      concepts: ['red.one.x'],
      questions: ['red.one-000', 'red.one-001'],
    });
  });
});

test('a question renamed without its former id gets its history back once the author adds it', async () => {
  let house = await startHouse(checkedBank([question('red.one-001'), question('red.two-001')]));
  const reader = new Reader(house.app);
  const restart = async (...questions: AuthoredQuestion[]) => {
    house = await house.restart(checkedBank(questions));
    reader.app = house.app;
  };
  const remembered = () =>
    house.handle.prepare("select answers from card where concept = 'red.one-009'").get();

  const first = asked(await reader.answerRight(await reader.get('/practice')));
  const [answered, kept] = first === 'red.one-001' ? [first, 'red.two-001'] : [first, 'red.one-001'];
  const renamed = question('red.one-009', { objective: 'red.one' });
  await restart(renamed, question(kept));
  expect(remembered()).toBeUndefined();
  await restart({ ...renamed, formerly: [answered] }, question(kept));
  expect(remembered()).toEqual({ answers: 1 });
  await house.close();
});
