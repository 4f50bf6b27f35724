import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../src/base/time.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';
import { expectDaysInOrder, proveFold } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

const bank = checkedBank(plainQuestions(30));
let house: House;
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

async function start(options: Parameters<typeof startHouse>[1] = {}): Promise<Reader> {
  house = await startHouse(bank, options);
  return new Reader(house.app);
}

/** Answers what is asked, right or wrong; returns how many questions there were, at most so many. */
async function answer(reader: Reader, most: number, isRight = true): Promise<number> {
  for (let given = 0; given < most; given++) {
    const page = await reader.get('/practice');
    if (!page.has('/practice')) return given;
    await (isRight ? reader.answerRight(page) : reader.answerWrong(page));
  }
  return most;
}

const learnerId = () => house.handle.prepare('select id from learner').pluck().get() as string;
const log = () =>
  house.handle.prepare('select day, answered_at from review order by answered_at').raw().all();

describe('a clock that was ahead and has been put right', () => {
  test.each([
    { what: 'an hour', days: 1 / 24 },
    { what: 'a day', days: 1 },
    { what: 'three days', days: 3 },
    { what: 'four hundred days', days: 400 },
    { what: 'seventy years', days: 25_567 },
  ])('$what: practice goes by the calendar again, and the log stays in its order', async ({ days }) => {
    const reader = await start();
    const { world } = house;
    await answer(reader, 5);
    world.pass({ days });
    await answer(reader, 1);
    const before = log();
    world.pass({ days: -days, minutes: 5 });
    expect((await reader.get('/')).text('.cover')).toContain('Monday 2 March');
    expect(log(), 'nothing in the log was touched').toEqual(before);
    for (const [date, least] of [
      ['Tuesday 3 March', 5],
      ['Wednesday 4 March', 1],
      ['Thursday 5 March', 1],
    ] as const) {
      world.pass({ days: 1 });
      expect((await reader.get('/')).text('.cover')).toContain(date);
      expect(await answer(reader, 40), date).toBeGreaterThanOrEqual(least);
    }
    expectDaysInOrder(house, learnerId());
    // What was answered under the wrong clock comes back like everything else.
    const far = house.handle.prepare('select max(due_day) from card').pluck().get() as number;
    expect(far).toBeLessThan(world.now() / DAY + 60);
  });

  test('a miss under the wrong clock is asked again today', async () => {
    const reader = await start();
    house.world.pass({ days: 400 });
    await answer(reader, 1, false);
    house.world.pass({ days: -400, minutes: 11 });
    const [ready] = house.handle.prepare('select ready_at from card').pluck().all() as number[];
    expect(ready).toBeGreaterThan(house.world.now() + DAY);
    await reader.get('/');
    expect(house.handle.prepare('select ready_at from card').pluck().get()).toBeLessThanOrEqual(
      house.world.now() + 10 * MINUTE,
    );
  });

  test('undo takes the last answer back after the clock was put right', async () => {
    const reader = await start();
    await answer(reader, 2);
    house.world.pass({ days: 40 });
    await answer(reader, 1);
    house.world.pass({ days: -40, minutes: 3 });
    const verdict = await reader.answerRight(await reader.get('/practice'));
    await reader.post('/practice/undo', verdict.form('/practice/undo'));
    expect(house.handle.prepare('select count(*) from amendment').pluck().get()).toBe(1);
    const tally = house.handle.prepare('select sum(answers) from tally').pluck().get();
    expect(tally).toBe(3);
  });

  test('what was missed lately stays in its set', async () => {
    const reader = await start();
    await answer(reader, 1, false);
    house.world.pass({ days: 40 });
    await answer(reader, 1);
    house.world.pass({ days: -39 });
    expect((await reader.get('/practice?set=missed')).has('/practice')).toBe(true);
  });
});

describe('a clock that was behind for a while', () => {
  test('months: what was mended is taken back once the clock is right', async () => {
    const reader = await start();
    const { world } = house;
    for (let day = 0; day < 40; day++) {
      await answer(reader, 5);
      world.pass({ days: 1 });
    }
    const cards = () => house.handle.prepare('select concept, stability, due_day from card').all();
    const before = cards();
    world.pass({ days: -30 });
    await reader.get('/');
    await answer(reader, 1);
    await proveFold(house);
    world.pass({ days: 30 });
    await reader.get('/');
    expect(house.handle.prepare('select clock_mends from learner').pluck().get()).toBe('[]');
    const after = new Map(cards().map((card) => [(card as { concept: string }).concept, card]));
    const same = before.filter((card) => {
      const now = after.get((card as { concept: string }).concept);
      return JSON.stringify(now) === JSON.stringify(card);
    });
    expect(same.length).toBeGreaterThanOrEqual(before.length - 1);
    expectDaysInOrder(house, learnerId());
  });

  test('1970: nothing is mended by a clock that cannot be right', async () => {
    const reader = await start();
    await answer(reader, 2);
    const now = house.world.time;
    house.world.time = 5 * MINUTE;
    await answer(reader, 2);
    expect(house.handle.prepare('select clock_mends from learner').pluck().get()).toBe('[]');
    house.world.time = now + DAY;
    expect((await reader.get('/')).text('.cover')).toContain('Tuesday 3 March');
  });
});

test('wherever the clock jumps, the log is in order, the cards are its fold and the right day comes back', async () => {
  const jumps = fc.array(fc.integer({ min: -800, max: 800 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(jumps, async (days) => {
      const world = new TestWorld(Date.UTC(2031, 4, 5, 9));
      const reader = await start({ world });
      for (const each of days) {
        await answer(reader, 2, each % 3 !== 0);
        world.pass({ days: each / 10, minutes: 7 });
        expect((await reader.get('/')).status).toBe(200);
      }
      await answer(reader, 1);
      await proveFold(house);
      expectDaysInOrder(house, learnerId());
      const ahead = house.handle.prepare('select last_answered_at - ? from learner').pluck().get(world.now());
      expect(ahead).toBeLessThanOrEqual(5 * MINUTE);
      await house.close();
    }),
    { numRuns: 20, seed: 3 },
  );
  await start();
});

describe('a browser in another zone', () => {
  test('Today has a form that takes its zone, and a zone that nobody knows is refused', async () => {
    const reader = await start({ zone: 'Europe/Berlin' });
    expect((await reader.get('/')).has('/settings/zone')).toBe(false);
    await answer(reader, 1);
    const form = (await reader.get('/')).form('/settings/zone');
    const zone = () => house.handle.prepare('select zone from learner').pluck().get();
    for (const wrong of ['T10:00+02:00', '+02:00', 'Mars/Olympus', '']) {
      expect((await reader.send('/settings/zone', { ...form, zone: wrong })).status, wrong).toBe(422);
      expect(zone()).toBe('Europe/Berlin');
    }
    expect((await reader.send('/settings/zone', { ...form, zone: 'America/Los_Angeles' })).status).toBe(303);
    expect(zone()).toBe('America/Los_Angeles');
  });
});
