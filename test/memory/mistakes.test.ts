import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { begin, move, submit } from '../support/candidate.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { asked, type Page, Reader } from '../support/reader.ts';

let house: House;
let reader: Reader;

beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(6), [blueprint({ questions: 2 })]));
  reader = new Reader(house.app);
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const mistakes = () =>
  rows(house, 'mistake')
    .filter(({ times }) => Number(times) > 0)
    .map(({ question, edition, response, times }) => [question, edition, response, times]);

async function miss(text: string): Promise<{ id: string; verdict: Page }> {
  house.world.pass({ minutes: 1 });
  const page = await reader.get('/practice');
  return { id: asked(page), verdict: await reader.answer(page, page.letter(text)) };
}

test('a wrong answer is counted, and undoing it takes it out of the count', async () => {
  const first = await miss('text b');
  const second = await miss('text c');
  expect(mistakes()).toEqual(
    [
      [first.id, 1, '["b"]', 1],
      [second.id, 1, '["c"]', 1],
    ].toSorted(),
  );
  await reader.post('/practice/undo', second.verdict.form('/practice/undo'));
  expect(mistakes()).toEqual([[first.id, 1, '["b"]', 1]]);
});

test('a right answer and one that was asked for count nothing', async () => {
  await reader.answerRight(await reader.get('/practice'));
  const page = await reader.get('/practice');
  await reader.post('/practice', { ...page.form('/practice'), reveal: 'yes' });
  expect(mistakes()).toEqual([]);
});

test('a wrong answer of an exam counts once the exam is over', async () => {
  await reader.answerRight(await reader.get('/practice'));
  const page = await begin(reader);
  const review = await move(reader, page, { choice: page.letter('text b'), go: 'review' });
  expect(mistakes()).toEqual([]);
  await submit(reader, review);
  expect(mistakes()).toEqual([[expect.any(String), 1, '["b"]', 1]]);
});

test('an upgrade counts what the log holds, and beliefs count their right returns', async () => {
  await miss('text b');
  await reader.answerRight(await reader.get('/practice'));
  house.world.pass({ days: 5 });
  for (let i = 0; i < 4; i++) await reader.answerRight(await reader.get('/practice'));
  const [counted, beliefs] = [mistakes(), rows(house, 'belief')];
  expect(JSON.parse(String(beliefs[0]!.sums))[9]).toBeGreaterThan(0);
  house.handle.exec(`delete from mistake; update belief set sums = json_remove(sums, '$[9]')`);
  const migration = readFileSync(`${folderOf('migrations')}/0015-progress.sql`, 'utf8');
  for (const [statement] of migration.matchAll(/^(insert|update) [^;]*;/gm)) house.handle.exec(statement);
  house = await house.restart();
  reader.app = house.app;
  expect(mistakes()).toEqual(counted);
  expect(rows(house, 'belief')).toEqual(beliefs);
});
