import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { holdLock } from '../support/lock.ts';
import { proveFold } from '../support/proof.ts';
import { answerPath, type Regular, refusalOf, regular } from '../support/regular.ts';
import { isDrawn, ofSample } from '../support/share.ts';

let house: House;
let learners: Regular[];
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(3)));
  learners = await Promise.all(Array.from({ length: 4 }, () => regular(house)));
});
afterEach(() => house.close());

const answerAll = () =>
  Promise.all(
    learners.map(({ reader, question }) =>
      reader.send('/practice', {
        ...question.form('/practice'),
        choice: question.letter('text a'),
        certainty: 'sure',
      }),
    ),
  );

/** A loop that waits for a lock stands still as long as the lock is held: this many milliseconds at least. */
const shortestLock = 1_000;

/** Does a work, and says how many milliseconds the event loop stood still at the longest. */
async function longestGap(work: () => Promise<void>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  await work();
  delay.disable();
  return delay.max / 1e6;
}

async function readAll(): Promise<void> {
  for (const path of ['/', '/practice', answerPath(learners[0]!.last), '/settings', '/readyz', '/healthz'])
    expect([path, (await learners[0]!.reader.get(path)).status]).toEqual([path, 200]);
}

/** Both with `npm run torture`, one of them, the other the next day, with every run of the tests. */
const locks = [
  { how: 'a write transaction', statements: 'begin immediate' },
  { how: 'an exclusive transaction', statements: 'begin exclusive' },
].filter((_, i) => process.env.TORTURE || isDrawn(i, 2));

describe.each(locks)(`while another program holds $how${ofSample}`, ({ statements }) => {
  test('for a second, reading goes on and answers wait for it', async () => {
    const before = dump(house).review!.length;
    const letGo = await holdLock(house.handle.name, statements);
    const gap = await longestGap(async () => {
      const answers = answerAll();
      await readAll();
      await pause(1_000);
      expect(dump(house).review).toHaveLength(before);
      await letGo();
      for (const page of await answers) expect(page.status).toBe(303);
    });
    expect(gap).toBeLessThan(shortestLock);
    expect(dump(house).review).toHaveLength(before + learners.length);
    await proveFold(house);
  });

  test('for seven seconds, answers are refused after five, and taken when it has let go', async () => {
    const before = dump(house);
    const letGo = await holdLock(house.handle.name, statements);
    const gap = await longestGap(async () => {
      const began = performance.now();
      const answers = answerAll();
      await readAll();
      for (const page of await answers) {
        expect([page.status, page.headers['retry-after']]).toEqual([503, '10']);
        expect(refusalOf(page)).toBe(
          'Nothing was saved: another program has kept this server’s database locked for several seconds. Anything already saved is safe. Go back and try again shortly.',
        );
      }
      expect(performance.now() - began).toBeGreaterThan(4_900);
      await pause(7_000 - (performance.now() - began));
      expect(dump(house)).toEqual(before);
      const again = answerAll();
      await letGo();
      for (const page of await again) expect(page.status).toBe(303);
    });
    expect(gap).toBeLessThan(shortestLock);
    expect(dump(house).review).toHaveLength(before.review!.length + learners.length);
    await proveFold(house);
  });
});

test('a program that wants the database for itself alone does not get it and disturbs nobody', async () => {
  const forItself = 'pragma locking_mode = exclusive; begin exclusive';
  const letGo = await holdLock(house.handle.name, 'select 1', forItself);
  const gap = await longestGap(async () => {
    await readAll();
    for (const page of await answerAll()) expect(page.status).toBe(303);
    await readAll();
  });
  await letGo();
  expect(gap).toBeLessThan(shortestLock);
});

test('while answers wait for a lock it can be closed, and refuses them', async () => {
  const letGo = await holdLock(house.handle.name, 'begin immediate');
  const answers = answerAll();
  await pause(100);
  house.db.close();
  for (const page of await answers) expect(page.status).toBe(503);
  await letGo();
});
