import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import { DAY } from '../../src/base/time.ts';
import { sweepLearners } from '../../src/learner/sweep.load.ts';
import { Client } from '../support/client.ts';
import { ownHeap } from '../support/heap.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold } from '../support/proof.ts';

/** A year of 100 answers a day with `npm run torture`, of few with every run of the tests. */
const [regulars, answersEach] = process.env.TORTURE ? [8, 12] : [1, 2];
const paths = ['', 'learn', 'bank', 'exams', 'settings'];
/** Each page in its turn with every run of the tests, all of them every day with `npm run torture`. */
const visitedOn = (day: number) => (process.env.TORTURE ? paths : [paths[day % paths.length]!]);
const quarters = 4;
const daysOfQuarter = 91;
const MB = 1024 * 1024;

let house: House;
beforeAll(async () => {
  house = await startHouse(loadBank(folderOf('questions')));
});
afterAll(() => house.close());

/** What Etude holds after a quarter of a year. */
type State = { answers: number; heap: number; database: number; log: number };

test(`through a simulated year of ${regulars * answersEach} answers a day and a new guest every day, memory stays flat and the database grows by what is answered`, async () => {
  const address = await house.listen();
  const crowd = Array.from({ length: regulars }, () => new Client(address));
  const states: State[] = [];
  let log = 0;
  for (let day = 0; day < quarters * daysOfQuarter; day++) {
    await spendDay(crowd, address, visitedOn(day));
    log = Math.max(log, sizeOf('-wal'));
    if ((day + 1) % daysOfQuarter === 0) states.push(await stateOf(log));
  }
  console.log(report(states));
  const [, second, third, fourth] = states as [State, State, State, State];
  for (const { heap } of [third, fourth])
    expect(heap / second.heap, 'memory beside that of the second quarter').toBeLessThan(1.1);
  expect(log, 'the write-ahead log').toBeLessThan(16 * MB);
  const [early, late] = [bytesPerAnswer(second, third), bytesPerAnswer(third, fourth)];
  expect(late / early, 'bytes for each answer beside those of the quarter before').toBeLessThan(1.2);
  const guests = house.handle.prepare('select count(*) from learner').pluck().get() as number;
  expect(guests, 'guests who came once').toBeLessThan(regulars + 100);
  await proveFold(house);
}, 1_800_000);

/** A day on which the regulars answer and look around, and a guest answers once and is never seen again. */
async function spendDay(
  crowd: readonly Client[],
  address: string,
  visited: readonly string[],
): Promise<void> {
  house.world.pass({ days: 1 });
  const morning = house.world.time;
  for (const client of crowd) {
    for (const path of visited) await client.get(path);
    for (let turn = 0; turn < answersEach; turn++) {
      house.world.pass({ minutes: 4 });
      await client.answerOne(turn % 2 === 0 ? 'A' : 'B', turn % 3 === 0 ? 'sure' : 'guess');
    }
  }
  await new Client(address).answerOne('A');
  await sweepLearners(house.db, house.stores.learners, 90, house.world.time);
  expect(house.world.time - morning).toBeLessThan(DAY);
  house.world.time = morning;
}

async function stateOf(log: number): Promise<State> {
  house.handle.pragma('wal_checkpoint(TRUNCATE)');
  const answers = house.handle.prepare('select count(*) from review').pluck().get() as number;
  return { answers, heap: await ownHeap(), database: sizeOf(''), log };
}

const sizeOf = (end: string) => statSync(house.handle.name + end, { throwIfNoEntry: false })?.size ?? 0;
const bytesPerAnswer = (from: State, to: State) =>
  (to.database - from.database) / (to.answers - from.answers);

const report = (states: readonly State[]) =>
  states
    .map(
      ({ answers, heap, database, log }, quarter) =>
        `Quarter ${quarter + 1}: ${answers} answers, memory ${(heap / MB).toFixed(1)} MB, database ${(database / MB).toFixed(1)} MB, write-ahead log at most ${(log / MB).toFixed(1)} MB.`,
    )
    .join('\n');
