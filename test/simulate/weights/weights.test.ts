import { expect, test } from 'vitest';
import { defaultWeights, ratings } from '../../../src/memory/schedule.ts';
import { isUsable } from '../../../src/memory/weights/history.ts';
import type { Recalled } from '../../../src/memory/weights/loss.ts';
import type { Step } from '../../../src/memory/weights/model.ts';
import { loadExam } from '../bank.ts';
import { truthNames } from '../truths/truths.ts';
import { madeUpLog } from './log.ts';
import { roll, scoreOf } from './rolling.ts';
import { simulateWeights } from './weights.ts';

test('weights that an optimizer left alone change nothing at any origin', async () => {
  const { histories, chance } = await madeUpLog(loadExam().bank, 'two', 1, 30, 16);
  const origins = await roll(histories, async () => defaultWeights, chance);
  expect(origins.slice(0, 2).map(({ answers }) => answers)).toEqual([100, 200]);
  for (const { adopted, standard, used, expected } of origins)
    expect([adopted, used, expected]).toEqual([false, standard, 0]);
});

test.each(truthNames)(
  'by %s, as many answers are rated as recalled as the truth’s own chances say',
  async (truth) => {
    const { histories, chance } = await madeUpLog(loadExam().bank, truth, 1, 60, 16);
    const answers = histories.flatMap((history) => history.filter(isUsable));
    const [rare, frequent] = [0, 1].map((half) =>
      answers.filter((answer) => Number(chance(answer) >= 0.85) === half),
    );
    for (const some of [rare!, frequent!]) {
      const deviation = Math.sqrt(some.reduce((sum, each) => sum + chance(each) * (1 - chance(each)), 0));
      const surplus = some.reduce(
        (sum, each) => sum + Number(each.rating !== ratings.again) - chance(each),
        0,
      );
      expect(some.length).toBeGreaterThan(100);
      expect(Math.abs(surplus)).toBeLessThan(3 * deviation);
    }
  },
);

test('what weights predict is also scored by the truth, where there is one', async () => {
  const { histories } = await madeUpLog(loadExam().bank, 'two', 1, 60, 16);
  const faster = defaultWeights.map((weight, i) => (i < 4 ? weight / 2 : weight));
  const asRated = ({ rating }: Step) => Number(rating !== ratings.again);
  const scoreBy = (chance?: Recalled) => scoreOf(faster, histories, 0, undefined, chance);
  const { gain, expected } = scoreBy(asRated);
  expect(gain).not.toBe(0);
  expect(expected).toBe(gain);
  expect(scoreBy(() => 1).expected).not.toBe(gain);
  expect(scoreBy().expected).toBeUndefined();
});

test('a wrong option is refused with what can be asked for', async () => {
  for (const wrong of ['--seed', '--from=x'])
    await expect(simulateWeights([wrong])).rejects.toThrow(/Use: npm run simulate|not installed/);
});
