import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settleOverdue } from '../../src/exam/marking/settle.load.ts';
import { sweepUnclicked } from '../../src/exam/sweep.load.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { begin, formPath, move, moveForm, submit } from '../support/candidate.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';
import { sittingOf } from '../support/sitting.ts';

let house: House;
let reader: Reader;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(8), [blueprint()]));
  reader = new Reader(house.app);
});
afterEach(() => house.close());

const untimed = { time: 'untimed' };
const sweep = () => sweepUnclicked(house.db, house.stores.exams, house.world.now());
const settle = () => settleOverdue({ db: house.db, live: house.live, ...house.stores }, house.world.now());
const count = (table: string) => rows(house, table).length;

describe('an exam in which nobody has clicked', () => {
  test('goes after an hour, with the guest who has nothing else', async () => {
    await begin(reader, untimed);
    house.world.pass({ minutes: 60 });
    await sweep();
    expect(count('sitting')).toBe(1);
    house.world.pass({ minutes: 1 });
    await sweep();
    for (const table of ['learner', 'session', 'sitting', 'paper']) expect(count(table), table).toBe(0);
  });

  test('is no result when its time was up, and leaves a learner with answers as they were', async () => {
    await reader.answerRight(await reader.get('/practice'));
    await begin(reader);
    house.world.pass({ minutes: 61 });
    await settle();
    await sweep();
    expect([count('learner'), count('review'), count('sitting'), count('result')]).toEqual([1, 1, 0, 0]);
    expect((await reader.get('/exams')).status).toBe(200);
    await proveFold(house);
  });

  test('stays once something is clicked, or it is handed in', async () => {
    const first = await begin(reader, untimed);
    await move(reader, first, { go: '2' });
    const other = new Reader(house.app);
    await submit(other, await other.get(`${sittingOf(await begin(other))}/review`));
    house.world.pass({ days: 2 });
    await settle();
    await sweep();
    expect([count('learner'), count('sitting')]).toEqual([2, 2]);
    expect((await reader.get(sittingOf(first))).status).toBe(200);
  });

  test('goes when it was begun under a clock that was ahead', async () => {
    house.world.pass({ days: 365 });
    await begin(reader, untimed);
    house.world.pass({ days: -365 });
    await sweep();
    expect([count('learner'), count('sitting')]).toEqual([0, 0]);
  });

  test.each([false, true])(
    'is missed with a kind page, by a learner with answers: %s',
    async (hasAnswers) => {
      if (hasAnswers) await reader.answerRight(await reader.get('/practice'));
      const page = await begin(reader, untimed);
      const path = sittingOf(page);
      const review = await reader.get(`${path}/review`);
      house.world.pass({ minutes: 61 });
      await sweep();
      const forms = [
        await reader.post(formPath(page), moveForm(page, { choice: 'A' })),
        await submit(reader, review),
      ];
      // A guest who had nothing but this exam has gone with it.
      expect(forms.map(({ status }) => status)).toEqual(hasAnswers ? [404, 404] : [403, 403]);
      const pages = [
        await reader.get(path),
        await reader.get(`${path}/1`),
        await reader.get(`${path}/review`),
        await reader.get(`${path}/answers`),
        ...(hasAnswers ? forms : []),
      ];
      for (const { status } of pages) expect(status).toBe(404);
      for (const each of pages)
        expect(each.text('.lead')).toMatch(/Etude removes an unanswered exam after an hour; you can start/);
      expect((await begin(reader, untimed)).text('.where, h1')).not.toBe('');
      expect(count('sitting')).toBe(1);
    },
  );

  test('is kept when a click comes at the same moment', async () => {
    const page = await begin(reader, untimed);
    house.world.pass({ minutes: 61 });
    await Promise.all([reader.send(formPath(page), moveForm(page, { choice: 'A' })), sweep()]);
    expect(count('sitting')).toBe(count('learner'));
    expect(count('move')).toBe(count('sitting'));
  });
});

test('a flood of exams is deleted a few at a time', async () => {
  for (let i = 0; i < 90; i++) await begin(new Reader(house.app), untimed);
  expect(count('sitting')).toBe(90);
  house.world.pass({ minutes: 61 });
  let most = 0;
  let had = 90;
  await sweepUnclicked(
    {
      ...house.db,
      async commit(changes) {
        await house.db.commit(changes);
        most = Math.max(most, had - count('sitting'));
        had = count('sitting');
      },
    },
    house.stores.exams,
    house.world.now(),
  );
  expect(most).toBeLessThanOrEqual(5);
  expect([count('sitting'), count('learner'), count('paper')]).toEqual([0, 0, 0]);
});
