import { expect, test } from 'vitest';
import { defaultWeights } from '../../../src/memory/schedule.ts';
import { loadExam } from '../bank.ts';
import { madeUpLog } from './log.ts';
import { roll } from './rolling.ts';
import { simulateWeights } from './weights.ts';

test('weights that an optimizer left alone change nothing at any origin', async () => {
  const log = await madeUpLog(loadExam().bank, 'two', 1, 30, 16);
  const origins = await roll(log, async () => defaultWeights);
  expect(origins.slice(0, 2).map(({ answers }) => answers)).toEqual([100, 200]);
  for (const { adopted, standard, used } of origins) expect([adopted, used]).toEqual([false, standard]);
});

test('a wrong option is refused with what can be asked for', async () => {
  await expect(simulateWeights(['--seed', '2'])).rejects.toThrow(/Use: npm run simulate|not installed/);
});
