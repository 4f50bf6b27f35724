import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultWeights } from '../../src/memory/schedule.ts';
import { createFits } from '../../src/memory/weights/fits.work.ts';
import { loadFitGiven, settleFit, takeBack } from '../../src/memory/weights/load.ts';
import type { Fit } from '../../src/memory/weights/model.ts';
import { keepWeights } from '../../src/memory/weights/weights.watch.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

let house: House;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(4)));
  const reader = new Reader(house.app);
  for (let day = 0; day < 4; day++) {
    for (
      let page = await reader.get('/practice');
      page.has('/practice');
      page = await reader.get('/practice')
    ) {
      house.world.pass({ minutes: 1 });
      await reader.answerRight(page);
    }
    house.world.pass({ days: 3 });
  }
});
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

const rooms = () => ({ db: house.db, live: house.live, ...house.stores });
const learner = async () => (await house.stores.learners.byId((await house.stores.learners.all())[0]!))!;
const own = JSON.stringify(defaultWeights.map((weight, i) => (i < 4 ? weight * 2 : weight)));
const fitted = (changes: Partial<Fit & { kind: 'fitted' }> = {}) => ({
  kind: 'fitted' as const,
  answers: 120,
  own,
  losses: { standard: 0.4, own: 0.3 },
  isBetter: { surely: true, still: true },
  ...changes,
});
const stabilities = () => rows(house, 'card').map(({ stability }) => stability as number);

test('weights that are adopted fold all cards again, and can be taken back', async () => {
  const before = stabilities();
  const adopted = await settleFit(rooms(), await learner(), fitted(), house.world.now());
  expect(adopted).toMatchObject({ outcome: 'adopted', weights: own, answers: 120 });
  expect(await learner()).toMatchObject({ weights: own });
  expect(rows(house, 'learner')).toMatchObject([{ weights: own, folded_retention: 0.9 }]);
  expect(stabilities().every((stability, i) => stability > before[i]!)).toBe(true);
  await proveFold(house);

  house.world.pass({ days: 1 });
  const back = await takeBack(rooms(), (await learner()).id, house.world.now());
  expect(back).toMatchObject({ outcome: 'taken back', weights: '' });
  expect(stabilities()).toEqual(before);
  expect(await takeBack(rooms(), (await learner()).id, house.world.now() + 1)).toBeUndefined();
});

test('the weights that were adopted before are in use again when the last ones are taken back', async () => {
  await settleFit(rooms(), await learner(), fitted(), house.world.now());
  const other = own.replace('0.424', '0.5');
  await settleFit(rooms(), await learner(), fitted({ own: other, answers: 150 }), house.world.now() + 1);
  expect((await learner()).weights).toBe(other);
  await takeBack(rooms(), (await learner()).id, house.world.now() + 2);
  expect((await learner()).weights).toBe(own);
  await takeBack(rooms(), (await learner()).id, house.world.now() + 3);
  expect((await learner()).weights).toBe('');
});

test('many nights that change nothing do not hide the weights that were in use before', async () => {
  await settleFit(rooms(), await learner(), fitted(), house.world.now());
  const other = own.replace('0.424', '0.5');
  await settleFit(rooms(), await learner(), fitted({ own: other, answers: 150 }), house.world.now() + 1);
  for (let night = 2; night < 40; night++)
    await settleFit(
      rooms(),
      await learner(),
      fitted({ isBetter: { surely: false, still: true } }),
      house.world.now() + night,
    );
  expect(rows(house, 'fitting')).toHaveLength(3);
  await takeBack(rooms(), (await learner()).id, house.world.now() + 40);
  expect((await learner()).weights).toBe(own);
});

test('at night each learner is fitted, and one whose fit failed is left alone until the next night', async () => {
  house.handle.exec('update card set returns = returns + 100');
  const told: string[] = [];
  let hour = 12;
  const keeper = keepWeights({
    ...rooms(),
    now: house.world.now,
    hour: () => hour,
    fits: createFits({
      ...rooms(),
      isInstalled: true,
      now: house.world.now,
      run: () => ({ ended: Promise.resolve({ status: 1, text: 'It failed.' }), stop() {} }),
      tell: (text) => void told.push(text),
    }),
  });
  const lookOften = async () => {
    for (let look = 0; look < 6; look++) await keeper.look();
  };
  await lookOften();
  expect(told, 'nobody is fitted by day').toEqual([]);
  hour = 3;
  await lookOften();
  expect(told).toEqual(['It failed.']);
  house.world.pass({ days: 1 });
  await lookOften();
  expect(told).toHaveLength(2);
  house.handle.exec('update card set returns = returns - 100');
});

test('weights that are no better change no card', async () => {
  const before = rows(house, 'card');
  const found = fitted({ isBetter: { surely: false, still: true } });
  expect(await settleFit(rooms(), await learner(), found, house.world.now())).toMatchObject({
    outcome: 'kept',
    weights: '',
  });
  expect(rows(house, 'card')).toEqual(before);
  expect(rows(house, 'fitting')).toMatchObject([{ outcome: 'kept', loss_standard: 0.4, loss_own: 0.3 }]);
});

test('a fit of weights that have been changed meanwhile is dropped', async () => {
  const early = await learner();
  await settleFit(rooms(), early, fitted(), house.world.now());
  expect(await settleFit(rooms(), early, fitted({ own: '[]' }), house.world.now() + 1)).toBeUndefined();
  expect((await learner()).weights).toBe(own);
});

test('what is fitted is what the fold hears', async () => {
  const { histories } = await loadFitGiven(rooms(), await learner());
  expect(histories.length).toBeGreaterThan(2);
  expect(histories.every(([first]) => first!.elapsed === 0)).toBe(true);
  const returns = histories.flatMap((history) => history.slice(1));
  expect(returns.length).toBe(await house.stores.weights.returns((await learner()).id));
  expect(returns.every(({ elapsed }) => elapsed >= 1)).toBe(true);
});
