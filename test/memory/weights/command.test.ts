import { afterEach, beforeEach, expect, test } from 'vitest';
import { silent } from '../../../src/base/process/progress.ts';
import { defaultWeights } from '../../../src/memory/schedule.ts';
import type { Train } from '../../../src/memory/weights/model.ts';
import { loadTrain } from '../../../src/memory/weights/train.door.ts';
import { fitOne, unfitOne } from '../../../src/memory/weights/weights.command.ts';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { type House, startHouse } from '../../support/house.ts';
import { proveFold, rows } from '../../support/proof.ts';
import { forgetful } from '../../support/returns.ts';

let house: House;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(12)));
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const rooms = () => ({ db: house.db, live: house.live, ...house.stores });
const learner = async () => (await house.stores.learners.byId((await house.stores.learners.all())[0]!))!;
const fit = async (findTrain?: () => Train | undefined) =>
  fitOne(rooms(), await learner(), house.world.now(), silent, findTrain);
const unfit = async () => unfitOne(rooms(), await learner(), house.world.now());

/** Stands for an optimizer that finds far shorter stabilities, at first and after a miss: from 100 answers a twentieth of it counts. */
const shorter: Train = async () =>
  defaultWeights.map((weight, i) => (i < 4 || i === 11 ? -15 * weight : weight));

test('where the package is not installed the command says what to install, and changes nothing', async () => {
  await forgetful(house, 1);
  const before = rows(house, 'learner');
  await expect(fit(() => undefined)).rejects.toThrow(
    'This copy of Etude cannot fit a schedule: it needs the npm package @open-spaced-repetition/binding-linux-x64-gnu. Run Etude from a clone on Linux x64 and install it with "npm ci".',
  );
  expect(rows(house, 'learner')).toEqual(before);
  expect(rows(house, 'fitting')).toEqual([]);
});

test('the command says how few answers there are', async () => {
  await forgetful(house, 1);
  const lines = await fit(() => shorter);
  expect(lines).toEqual(['There are 0 answers on later days. Etude needs 100 to fit a schedule.']);
  expect((await learner()).weights).toBe('');
});

test('fit adopts a schedule that predicts better, and unfit puts the standard one back', async () => {
  await forgetful(house, 11);
  const before = rows(house, 'card');
  const [line] = await fit(() => shorter);
  expect(line).toMatch(
    /^Etude fitted the schedule to 1\d\d answers on later days\. .*\(log loss \d\.\d{4} against/,
  );
  const { weights } = await learner();
  expect((JSON.parse(weights) as number[])[2]).toBeLessThan(defaultWeights[2]!);
  expect(rows(house, 'card')).not.toEqual(before);
  await proveFold(house);
  house.world.pass({ minutes: 1 });
  expect(await unfit()).toEqual([
    'The standard schedule is in use again. Etude will not fit another until you ask for one.',
  ]);
  expect((await learner()).weights).toBe('');
  await expect(unfit()).rejects.toThrow('The standard schedule is already in use. There is nothing to undo.');
  if (!loadTrain()) return;
  house.world.pass({ minutes: 1 });
  expect(await fit()).toEqual([
    expect.stringMatching(/^Etude (fitted the schedule to|changed nothing: with) 1\d\d answers/),
  ]);
});
