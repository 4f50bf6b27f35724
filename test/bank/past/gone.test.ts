import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { complete } from '../../../src/bank/model.ts';
import { tellingPartings } from '../../../src/bank/past/gone.ts';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import { atOnce } from '../../../src/base/turns.ts';
import { replaceBank } from '../../../src/live-bank.ts';
import { checkedBank, question } from '../../support/bank.ts';
import { Client } from '../../support/client.ts';
import { type House, startHouse } from '../../support/house.ts';
import { clearWorkplaces, etude, serve, workplace } from '../../support/process.ts';
import { Reader } from '../../support/reader.ts';

afterAll(clearWorkplaces);
let house: House;
afterEach(() => house?.close());

const about = (id: string, words: string, changes: Partial<AuthoredQuestion> = {}) => {
  const [stem, ...texts] = words.split('|');
  const options = texts.map((text, i) => ({ id: 'abcd'[i]!, text, rationale: 'So.' }));
  return question(id, { stem, options, ...changes });
};
const batches = 'Why do small batches help a team?|They are easy to undo|They look busy|They cost more';
const blame = 'What does a blameless review look for?|Causes in the system|A culprit|A budget';
const rest = about(
  'blue.one-001',
  'Which metric counts failed changes?|Change failure rate|Lead time|Uptime',
);

/** A house in which some learners have answered everything that there is. */
async function startAnswered(questions: AuthoredQuestion[], learners = 1): Promise<void> {
  house = await startHouse(checkedBank(questions));
  for (let i = 0; i < learners; i++) {
    const reader = new Reader(house.app);
    for (const _ of questions) {
      const form = (await reader.get('/practice')).form('/practice');
      await reader.post('/practice', { ...form, choice: 'A', certainty: 'sure' });
    }
  }
}

const change = (questions: AuthoredQuestion[]) =>
  replaceBank(house, house.live, checkedBank(questions), house.world.now());

describe('going live', () => {
  test.each([
    ['under another id', about('red.one-003', batches)],
    ['in a few other words', about('red.one-003', batches.replace('Why do small', 'How do small'))],
    ['under an id of another objective', about('red.two-001', batches)],
  ])('a question that is there %s is told beside it', async (_, successor) => {
    await startAnswered([about('red.one-001', batches), rest], 2);
    const near = about('red.one-002', blame);
    const message = `red.one-001 is no longer in the bank, but has 2 learners' answers; ${successor.id} says nearly the same: name red.one-001 in its "formerly", or retire red.one-001.`;
    expect(await change([near, successor, rest])).toEqual([message]);
    expect(await change([near, successor, rest]), 'told once').toEqual([]);
  });

  test('the start tells it as well', async () => {
    await startAnswered([about('red.one-001', batches), rest]);
    house = await house.restart(checkedBank([about('red.one-003', batches), rest]));
    expect(house.warnings).toEqual([
      expect.stringMatching(
        /^red\.one-001 is no longer in the bank, but has 1 learner's answers; red\.one-003 says nearly/,
      ),
    ]);
  });

  test('where none resembles it, it is only told that it has gone', async () => {
    await startAnswered([about('red.one-001', batches), rest]);
    expect(await change([about('red.one-002', blame), rest])).toEqual([
      "red.one-001 is no longer in the bank, but has 1 learner's answers. If you did not mean to remove it, put it back, even if only as retired.",
    ]);
  });

  test('a former id that is dropped has gone too', async () => {
    await startAnswered([about('red.one-001', batches), rest]);
    expect(await change([about('red.one-003', batches, { formerly: ['red.one-001'] }), rest])).toEqual([]);
    expect(await change([about('red.one-003', batches), rest])).toEqual([
      expect.stringMatching(
        /^red\.one-001 is no longer in the bank, but has 1 learner's answers; red\.one-003 says/,
      ),
    ]);
  });

  test.each([
    ['retired', [about('red.one-001', batches, { status: 'retired' })]],
    ['named in "formerly"', [about('red.one-003', batches, { formerly: ['red.one-001'] })]],
    ['moved to another objective', [about('red.one-001', batches, { objective: 'red.two' })]],
    ['of another concept', [about('red.one-001', batches, { concept: 'red.one.batches' })]],
  ])('a question that is %s has not gone', async (_, questions) => {
    await startAnswered([about('red.one-001', batches), rest]);
    expect(await change([...questions, rest])).toEqual([]);
  });

  test('one that nobody has answered goes without a word, and where nothing has gone nothing is counted', async () => {
    house = await startHouse(checkedBank([about('red.one-001', batches), rest]));
    expect(await change([rest])).toEqual([]);
    const count = house.stores.texts.answered;
    house.stores.texts.answered = () => Promise.reject(new Error('counted'));
    expect(await change([rest, about('red.one-002', blame)])).toEqual([]);
    house.stores.texts.answered = count;
  });
});

describe('many at once are told in one line', () => {
  const many = (objective: string) =>
    Array.from({ length: 8 }, (_, i) => {
      const id = `${objective}-00${i + 1}`;
      return { id, learners: 2, text: complete(about(id, `Of ${id}?|${id} yes|${id} no`), objective) };
    });
  const both = [...many('red.one'), ...many('red.two')];

  test('with their objectives and how many learners answered', () => {
    expect(atOnce(tellingPartings(both, [complete(rest, 'blue.one')], 3))).toEqual([
      {
        message:
          "16 questions of red.one and red.two are no longer in the bank, but have 3 learners' answers: red.one-001, red.one-002, red.one-003 and 13 more. If you did not mean to remove them, put them back, even if only as retired.",
        like: undefined,
      },
    ]);
  });

  test('with an example where others say nearly the same', () => {
    const renamed = both.map(({ text }) => ({ ...text, id: `${text.id}0` }));
    const [told] = atOnce(tellingPartings(both, renamed, 1));
    expect(told!.message).toMatch(
      /^16 questions .* 1 learner's answers: .* red\.one-0010 says nearly the same as red\.one-001: name each/,
    );
  });
});

test('check --data warns at the question that says nearly the same, as often as it is asked', async () => {
  const folder = workplace();
  const file = join(folder, 'questions/red/one.json');
  const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'warn' });
  const client = new Client(server.address);
  for (let i = 0; i < 2; i++) await client.send((await client.prepare('A'))!);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('red.one-001', 'red.one-003'));
  const told =
    /red\.one-001 is no longer in the bank, but has 1 learner's answers; red\.one-003 says nearly the same/;
  await expect.poll(() => server.output.stderr).toMatch(told);
  const check = await etude(folder, ['check', '--strict', '--data', 'data']);
  expect([check.status, check.stdout]).toEqual([
    1,
    expect.stringMatching(
      /^questions\/red\/one\.json:\d+:1 warning gone red\.one-001 is no longer in the bank/m,
    ),
  ]);
  rmSync(file);
  const gone = await etude(folder, ['check', '--data', 'data']);
  expect(gone.stdout).toMatch(
    /^questions\/bank\.json:1:1 warning gone red\.one-001 is no longer in the bank, but has 1 learner/m,
  );
  writeFileSync(file, `${text}}`);
  expect((await etude(folder, ['check', '--data', 'data'])).stdout).not.toContain('is no longer in the bank');
  expect((await server.end('SIGTERM')).status).toBe(0);
});
