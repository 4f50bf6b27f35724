import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { isoDay } from '../../src/base/time.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

test('an upgrade gives learners what each answer would have kept: returns, the day’s time, beliefs and the plan’s begin', async () => {
  let house = await startHouse(checkedBank(plainQuestions(5), [blueprint()]));
  const reader = new Reader(house.app);
  const answer = async (right: boolean) => {
    house.world.pass({ minutes: 2 });
    const page = await reader.get('/practice');
    await (right ? reader.answerRight(page) : reader.answerWrong(page));
  };
  for (let i = 0; i < 6; i++) await answer(i % 3 > 0);
  house.world.pass({ days: 2 });
  for (let i = 0; i < 5; i++) await answer(i % 2 > 0);
  const page = await reader.get('/exams/yours');
  await reader.post('/exams/yours', {
    ...page.form('/exams/yours'),
    day: isoDay(house.world.now() + 20 * 86_400_000),
  });
  const [cards, beliefs, [learner]] = [rows(house, 'card'), rows(house, 'belief'), rows(house, 'learner')];
  expect(cards.some(({ returns }) => returns === 1)).toBe(true);

  const { handle } = house;
  handle.exec(`update card set returns = 0; update learner set day_ms = 0; delete from belief; delete from day_order;
    update exam_day set settings = '{}'`);
  const migration = readFileSync(`${folderOf('migrations')}/0009-plan.sql`, 'utf8');
  for (const [statement] of migration.matchAll(/^update (learner|exam_day) set [^;]*;/gm))
    handle.exec(statement);
  house = await house.restart();
  await proveFold(house);
  const unrevised = (list: Record<string, unknown>[]) => list.map(({ revision, ...card }) => card);
  expect(unrevised(rows(house, 'card'))).toEqual(unrevised(cards));
  expect(rows(house, 'belief')).toEqual(beliefs);
  expect(rows(house, 'learner')[0]!.day_ms).toBe(learner!.day_ms);
  const exam = await house.stores.exams.realExam(learner!.id as string);
  expect(exam).toMatchObject({ begun: learner!.last_day, minutes: [20, 20, 20, 20, 20, 20, 20] });
  await house.close();
});
