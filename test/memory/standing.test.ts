import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

let house: House;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(12)));
});
afterEach(() => house.close());

/** Three learners: one who has just taken an answer back, one who has answered for two days, one with no answer left. */
async function practise(): Promise<void> {
  for (const answers of [4, 7, 1]) {
    const reader = new Reader(house.app);
    for (let i = 0; i < answers; i++) {
      house.world.pass(i === 4 ? { days: 1 } : { minutes: 2 });
      const page = await reader.get('/practice');
      const verdict = await (i % 2 ? reader.answerWrong(page) : reader.answerRight(page));
      const isTakenBack = answers !== 7 && i === answers - 1;
      if (isTakenBack) await reader.post('/practice/undo', verdict.form('/practice/undo'));
    }
  }
}

test('the migration gives learners the summary that each answer would have kept', async () => {
  await practise();
  await proveFold(house);
  const before = rows(house, 'learner');
  expect(before).toHaveLength(3);
  house.handle.exec(`update learner set given_review = null, given_question = null, given_day = null,
    kept_review = null, kept_question = null, kept_day = null,
    day_answers = 0, day_correct = 0, day_first = 0, pace_answers = 0, pace_ms = 0`);
  const migration = readFileSync(`${folderOf('migrations')}/0007-day-in-learner.sql`, 'utf8');
  house.handle.exec(migration.slice(migration.indexOf('update learner')));
  expect(rows(house, 'learner')).toEqual(before);
});
