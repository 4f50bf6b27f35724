import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change, Database } from '../../src/base/data/database.ts';
import { sweepLearners } from '../../src/learner/sweep.load.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { begin, sit } from '../support/candidate.ts';
import { type House, monday, startHouse } from '../support/house.ts';
import { programOf } from '../support/program.ts';
import { rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

const bank = checkedBank(plainQuestions(8), [blueprint()]);
let house: House;
let guest: Reader;
beforeEach(async () => {
  house = await startHouse(bank);
  guest = new Reader(house.app);
});
afterEach(() => house.close());

const answer = async (reader: Reader) => reader.answerRight(await reader.get('/practice'));
const sweep = (guestDays = 90, db: Database = house.db) =>
  sweepLearners(db, house.stores.learners, guestDays, house.world.now());
const count = (table: string) => rows(house, table).length;

/** Somebody who comes on each of some days, an hour and more after the time before. */
async function comeOn(visitor: Reader, days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    house.world.pass({ days: 1 });
    expect((await visitor.get('/')).status).toBe(200);
  }
}

/** Somebody with ten answers, who is never swept. */
async function regularVisitor(): Promise<Reader> {
  const visitor = new Reader(house.app);
  for (let i = 0; i < 10; i++) await answer(visitor);
  return visitor;
}

describe('a guest with fewer than ten answers', () => {
  test('goes once there were visitors on as many days as the setting says, and not before', async () => {
    await answer(guest);
    const visitor = await regularVisitor();
    await comeOn(visitor, 29);
    await sweep(30);
    expect(count('learner')).toBe(2);
    await comeOn(visitor, 1);
    await sweep(30);
    expect(count('learner')).toBe(1);
    expect(count('review')).toBe(10);
  });

  test('goes also when the clock says that no time has passed', async () => {
    await answer(guest);
    const visitor = await regularVisitor();
    await comeOn(visitor, 30);
    house.world.time = monday;
    await sweep(30);
    expect(count('learner')).toBe(1);
  });

  test('stays on days without a visitor, and with a setting of a day for seven days', async () => {
    await answer(guest);
    house.world.pass({ days: 1000 });
    await sweep(1);
    expect(count('learner')).toBe(1);
    const visitor = await regularVisitor();
    await comeOn(visitor, 5);
    await sweep(1);
    expect(count('learner')).toBe(2);
    await comeOn(visitor, 1);
    await sweep(1);
    expect(count('learner')).toBe(1);
  });

  test('stays who looks in, answers or brings another session', async () => {
    await answer(guest);
    const visitor = await regularVisitor();
    await comeOn(visitor, 20);
    await guest.get('/');
    await comeOn(visitor, 20);
    await sweep(30);
    expect(count('learner')).toBe(2);
  });

  test('stays while a program of theirs works for them, and goes once it no longer does', async () => {
    await answer(guest);
    const program = await programOf(guest, ['read']);
    const visitor = await regularVisitor();
    await comeOn(visitor, 20);
    expect((await program.get('/today')).status).toBe(200);
    await comeOn(visitor, 29);
    await sweep(30);
    expect(count('learner')).toBe(2);
    await comeOn(visitor, 2);
    await sweep(30);
    expect(count('learner')).toBe(1);
  });

  test('stays while their calendar is fetched', async () => {
    await answer(guest);
    const { token } = await programOf(guest, ['calendar']);
    const visitor = await regularVisitor();
    await comeOn(visitor, 20);
    expect((await visitor.get(`/calendar/${token}.ics`)).status).toBe(200);
    await comeOn(visitor, 20);
    await sweep(30);
    expect(count('learner')).toBe(2);
  });

  test('goes with an exam that was left open', async () => {
    await answer(guest);
    await begin(guest);
    await comeOn(await regularVisitor(), 30);
    await sweep(30);
    expect(count('learner')).toBe(1);
    expect(count('sitting')).toBe(0);
  });

  test('stays for ever under a setting of 0', async () => {
    await answer(guest);
    await comeOn(await regularVisitor(), 100);
    await sweep(0);
    expect(count('learner')).toBe(2);
  });

  test('goes without a session as well, by the days since the last answer', async () => {
    await answer(guest);
    house.handle.exec('delete from session');
    const visitor = await regularVisitor();
    await comeOn(visitor, 29);
    await sweep(30);
    expect(count('learner')).toBe(2);
    await comeOn(visitor, 1);
    await sweep(30);
    expect(count('learner')).toBe(1);
  });
});

describe('a clock that is wrong deletes no guest', () => {
  test.each([
    ['a year ahead', [365]],
    ['two years ahead', [730]],
    ['in 1970', [-monday / 86_400_000]],
    ['flapping between today and a year ahead', Array.from({ length: 200 }, (_, i) => (i % 2 ? 365 : -365))],
  ])('%s, with a visitor at each step', async (_, leaps) => {
    for (let i = 0; i < 5; i++) await answer(new Reader(house.app));
    await answer(guest);
    for (const days of leaps) {
      house.world.pass({ days });
      await answer(new Reader(house.app));
      await guest.get('/');
    }
    house = await house.restart();
    await sweep(1);
    house.world.pass({ minutes: 25 * 60 });
    await sweep(1);
    expect(count('learner')).toBe(6 + leaps.length);
  });
});

test('who has ten answers stays, though their session does not', async () => {
  const regular = await regularVisitor();
  const visitor = await regularVisitor();
  await comeOn(visitor, 10);
  house.world.pass({ days: 360 });
  await visitor.get('/');
  await sweep();
  expect(count('learner')).toBe(2);
  expect(count('session')).toBe(1);
  expect((await regular.get('/settings')).body).not.toContain('name="zone"');
});

test('a session of a clock that leapt a year is kept until seven days with visitors have passed', async () => {
  const visitor = await regularVisitor();
  await regularVisitor();
  house.world.pass({ days: 400 });
  await visitor.get('/');
  await sweep();
  expect(count('session')).toBe(2);
});

/** A database that notes how many changes each commit has. */
function counted(sizes: number[]): Database {
  const commit = (changes: readonly Change[]) => {
    sizes.push(changes.length);
    return house.db.commit(changes);
  };
  return { ...house.db, commit };
}

test('guests are deleted a few at a time, those with many exams exam by exam', async () => {
  for (let i = 0; i < 70; i++) await answer(new Reader(house.app));
  const examinee = new Reader(house.app);
  await answer(examinee);
  for (let i = 0; i < 45; i++) await sit(house, examinee, ['']);
  expect(count('learner')).toBe(71);
  await comeOn(await regularVisitor(), 10);
  const sizes: number[] = [];
  let most = 0;
  const before = () => count('sitting') + count('learner');
  let had = before();
  const db = counted(sizes);
  await sweep(7, {
    ...db,
    async commit(changes) {
      await db.commit(changes);
      most = Math.max(most, had - before());
      had = before();
    },
  });
  expect(count('learner')).toBe(1);
  expect(count('sitting')).toBe(0);
  // One change waits for the guest's last answer, and one deletes.
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * 20);
  expect(most, 'guests and exams in one commit').toBeLessThanOrEqual(21);
});
