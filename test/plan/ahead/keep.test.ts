import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Running, runSelf } from '../../../src/base/process/child-process.ts';
import { DAY, isoDay } from '../../../src/base/time.ts';
import { scheduleFor } from '../../../src/memory/schedule.ts';
import { aheadOf } from '../../../src/plan/ahead/ahead.ts';
import { type AheadKeeper, keepAhead } from '../../../src/plan/ahead/ahead.watch.ts';
import { loadAhead, loadAheadGiven } from '../../../src/plan/ahead/load.ts';
import { blueprint, checkedBank, plainQuestions } from '../../support/bank.ts';
import { type House, startHouse } from '../../support/house.ts';
import { proveFold } from '../../support/proof.ts';
import { Reader } from '../../support/reader.ts';

let house: House;
let reader: Reader;
let keeper: AheadKeeper;
let runs: number;
let told: string[];
let run: (input: string) => Running;

beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(6), [blueprint()]));
  reader = new Reader(house.app);
  runs = 0;
  told = [];
  run = (input) => runSelf(['ahead'], process.env, { input });
  const { db, live, stores, world } = house;
  keeper = keepAhead({
    db,
    live,
    ...stores,
    now: world.now,
    run: (input) => {
      runs++;
      return run(input);
    },
    tell: (text) => told.push(text),
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await proveFold(house);
  await house.close();
});

const learner = async () => (await house.stores.learners.byId((await house.stores.learners.all())[0]!))!;
const rooms = () => ({ bank: house.bank, ...house.stores });
const load = async () => loadAhead(rooms(), await learner(), house.world.now());

async function practise(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    house.world.pass({ minutes: 1 });
    await reader.answerRight(await reader.get('/practice'));
  }
}

async function setDate(): Promise<void> {
  const page = await reader.get('/exams/yours');
  await reader.post('/exams/yours', {
    ...page.form('/exams/yours'),
    day: isoDay(house.world.now() + 9 * DAY),
  });
}

test('a quiet learner is run ahead by another process, and the result is kept until the log changes', async () => {
  await practise();
  await setDate();
  const { id } = await learner();
  keeper.changed(id);
  await keeper.look();
  expect(runs).toBe(0);
  house.world.pass({ minutes: 3 });
  await keeper.look();
  const found = (await loadAheadGiven(rooms(), await learner(), house.world.now()))!;
  expect(await load()).toEqual({
    ahead: aheadOf(found.given, scheduleFor({ retention: 0.9, weights: '' })),
    isCurrent: true,
  });
  expect(found.given.concepts).toHaveLength(24);

  // What has not changed is not run again.
  keeper.changed(id);
  house.world.pass({ minutes: 3 });
  await keeper.look();
  expect([runs, told]).toEqual([1, []]);
  await practise();
  expect((await load())!.isCurrent).toBe(false);
}, 30_000);

test('nobody is run ahead without an exam, and a process that fails is told of', async () => {
  await practise();
  const { id } = await learner();
  keeper.changed(id);
  house.world.pass({ minutes: 3 });
  await keeper.look();
  expect([runs, await load()]).toEqual([0, undefined]);
  const { status, text } = await runSelf(['ahead'], process.env, { input: 'nonsense' }).ended;
  expect(status).not.toBe(0);
  expect(text).not.toBe('');
}, 30_000);

test('a learner who goes on at another node is not run ahead by the one before', async () => {
  await practise();
  await setDate();
  keeper.changed((await learner()).id);
  house.world.pass({ minutes: 3 });
  await practise();
  await keeper.look();
  expect(runs).toBe(0);
}, 30_000);

test('a process that hangs is stopped after ten minutes, and the learner can be run ahead again', async () => {
  await practise();
  await setDate();
  const { id } = await learner();
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  run = () => {
    setImmediate(() => vi.advanceTimersByTime(600_000));
    return { ended: new Promise(() => {}), stop() {} };
  };
  for (let times = 1; times <= 2; times++) {
    keeper.changed(id);
    house.world.pass({ minutes: 3 });
    await keeper.look();
    expect(runs).toBe(times);
    expect(told[times - 1]).toBe('"etude ahead" took longer than 10 minutes, so Etude stopped it.');
  }
});
