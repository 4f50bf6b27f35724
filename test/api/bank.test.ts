import { afterAll, beforeAll, expect, test } from 'vitest';
import { BankQuestion, Check, Questions } from '../../src/api/bank/schema.ts';
import { authorViewOf, checkedBank, plainQuestions } from '../support/bank.ts';
import { expectFits } from '../support/fits.ts';
import { type House, startHouse } from '../support/house.ts';
import { type Json, learnerWithProgram, type Program } from '../support/program.ts';

const questions = plainQuestions(20).map((each, i) =>
  i === 0 ? { ...each, stem: 'Which is right? (Select ONE.)' } : each,
);

let house: House;
let program: Program;
beforeAll(async () => {
  house = await startHouse(checkedBank(questions), { authorView: authorViewOf(questions) });
  ({ program } = await learnerWithProgram(house, ['bank', 'export']));
});
afterAll(() => house.close());

/** Reads a list to its end. */
async function readAll(path: string, schema: object, of: string): Promise<Json[]> {
  const items: Json[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body }: { body: Json } = await program.get(
      `${path}?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expectFits(schema, body);
    items.push(...body[of]);
    cursor = body.cursor;
  }
  return items;
}

test('the questions come page by page, each once', async () => {
  const all = await readAll('/bank', Questions, 'questions');
  expect(all.map(({ id }) => id)).toEqual(
    house.live.authorView()!.questions.map(({ question }) => question.id),
  );
  expect((await program.get('/bank?cursor=gone')).status).toBe(422);
  for (const limit of ['0', '101', 'x', '1.5'])
    expect((await program.get(`/bank?limit=${limit}`)).status).toBe(422);
});

test('a question comes with its answer and what was found about it', async () => {
  const { body } = await program.get(`/bank/questions/${questions[0]!.id}`);
  expectFits(BankQuestion, body);
  // A page keeps the remark on one line by no-break spaces, which programs need not know.
  expect(body.line).toBe('Which is right? (Select ONE.)');
  expect(body.options.filter(({ isKey }: { isKey: boolean }) => isKey)).toHaveLength(body.key.length);
  expect((await program.get('/bank/questions/none')).status).toBe(404);
});

test('the check lists every finding', async () => {
  const findings = await readAll('/bank/check', Check, 'findings');
  expect(findings).toHaveLength(house.live.authorView()!.findings.length);
});

test('the export is the file that a learner takes along', async () => {
  const { status, headers } = await program.get('/export', { accept: 'application/zip' });
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    'application/zip',
    'no-store',
  ]);
  expect(headers['content-disposition']).toMatch(/^attachment; filename="etude-progress-/);
  expect((await program.get('/export', { accept: 'application/json' })).status).toBe(406);
});
