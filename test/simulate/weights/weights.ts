import { parseArgs } from 'node:util';
import { Refusal } from '../../../src/base/failure.ts';
import { fewestAnswers, momentsOf } from '../../../src/memory/weights/fit.ts';
import type { History } from '../../../src/memory/weights/model.ts';
import { loadTrain } from '../../../src/memory/weights/train.door.ts';
import { loadExam } from '../bank.ts';
import { truthNames } from '../truths/truths.ts';
import { madeUpLog } from './log.ts';
import { readReal } from './real.ts';
import { type Origin, roll } from './rolling.ts';

/** The days of a made-up log, and the minutes on each. */
const course = { days: 180, minutes: 16 };

/** `npm run simulate -- weights`: whether schedules fitted to learners predict their later answers better. */
export async function simulateWeights(args: readonly string[]): Promise<string> {
  const train = loadTrain();
  if (!train) throw new Refusal('The optimizer is not installed. Run "npm ci" on Linux x64.');
  const { seeds, log } = readArgs(args);
  if (log !== undefined) {
    const histories = await readReal(log);
    return linesOf(log, histories, await roll(histories, train));
  }
  const { bank } = loadExam();
  const lines: string[] = [];
  const all: Origin[] = [];
  for (const truth of truthNames) {
    const found: Origin[] = [];
    for (let seed = 0; seed < seeds; seed++)
      found.push(...(await roll(await madeUpLog(bank, truth, seed, course.days, course.minutes), train)));
    all.push(...found);
    const byAnswers = Map.groupBy(found, ({ answers }) => answers);
    for (const [answers, origins] of byAnswers) lines.push(lineOf(`${truth} after ${answers}`, origins));
  }
  return [...lines, lineOf('all', all)].join('\n');
}

function readArgs(args: readonly string[]): { seeds: number; log: string | undefined } {
  try {
    const options = { seeds: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { seeds = '20' } = values;
    if (/^[1-9]\d{0,3}$/.test(seeds) && positionals.length < 2)
      return { seeds: Number(seeds), log: positionals[0] };
  } catch {
    // What is wrong does not matter: one sentence says what can be asked for.
  }
  throw new Refusal('Use: npm run simulate -- weights [--seeds 20] [a file with answers]');
}

/** A line for each origin of one real log. */
function linesOf(log: string, histories: readonly History[], origins: readonly Origin[]): string {
  const answers = momentsOf(histories).length;
  if (origins.length === 0)
    return `${log}: ${answers} answers on later days. It takes more than ${fewestAnswers} to try a fit.`;
  return origins.map((origin) => lineOf(`${log} after ${origin.answers}`, [origin])).join('\n');
}

function lineOf(name: string, origins: readonly Origin[]): string {
  const gains = origins.map(({ gain }) => gain);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length);
  const own = origins.filter(({ adopted }) => adopted).length;
  const worse = origins.filter(({ gain }) => gain < 0);
  // What remains of these is more than the chance of the next answers explains.
  const surely = worse.filter(({ gain, error }) => gain < -2 * error).length;
  const worst = Math.min(0, ...gains).toFixed(4);
  return `${name}: ${origins.length} origins, ${own} with own weights, mean gain in log loss ${mean.toFixed(4)}, ${worse.length} worse, ${surely} by more than two standard errors, the worst by ${worst}`;
}
