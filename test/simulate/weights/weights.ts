import { parseArgs } from 'node:util';
import { Refusal } from '../../../src/base/failure.ts';
import { fewestAnswers, momentsOf } from '../../../src/memory/weights/fit.ts';
import type { History } from '../../../src/memory/weights/model.ts';
import { loadTrain } from '../../../src/memory/weights/train.door.ts';
import { loadExam } from '../bank.ts';
import { mean } from '../statistics.ts';
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
  const { seeds, from, log } = readArgs(args);
  if (log !== undefined) {
    const histories = await readReal(log);
    return linesOf(log, histories, await roll(histories, train));
  }
  const { bank } = loadExam();
  const lines: string[] = [];
  const all: Origin[] = [];
  for (const truth of truthNames) {
    const found: Origin[] = [];
    for (let seed = from; seed < from + seeds; seed++) {
      const { histories, chance } = await madeUpLog(bank, truth, seed, course.days, course.minutes);
      found.push(...(await roll(histories, train, chance)));
    }
    all.push(...found);
    const byAnswers = Map.groupBy(found, ({ answers }) => answers);
    for (const [answers, origins] of byAnswers) lines.push(lineOf(`${truth} after ${answers}`, origins));
  }
  return [...lines, lineOf('all', all)].join('\n');
}

function readArgs(args: readonly string[]): { seeds: number; from: number; log: string | undefined } {
  try {
    const options = { seeds: { type: 'string' }, from: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { seeds = '20', from = '0' } = values;
    if (/^[1-9]\d{0,3}$/.test(seeds) && /^\d{1,4}$/.test(from) && positionals.length < 2)
      return { seeds: Number(seeds), from: Number(from), log: positionals[0] };
  } catch {
    // What is wrong does not matter: one sentence says what can be asked for.
  }
  throw new Refusal('Use: npm run simulate -- weights [--seeds 20] [--from 0] [a file with answers]');
}

/** A line for each origin of one real log. */
function linesOf(log: string, histories: readonly History[], origins: readonly Origin[]): string {
  const answers = momentsOf(histories).length;
  if (origins.length === 0)
    return `${log}: ${answers} answers on later days. It takes more than ${fewestAnswers} to try a fit.`;
  return origins.map((origin) => lineOf(`${log} after ${origin.answers}`, [origin])).join('\n');
}

function lineOf(name: string, origins: readonly Origin[]): string {
  const own = origins.filter(({ adopted }) => adopted).length;
  // What remains of these is more than the chance of the next answers explains.
  const surely = origins.filter(({ gain, error }) => gain < -2 * error).length;
  const came = `${gainsOf(origins.map(({ gain }) => gain))}, ${surely} by more than two standard errors`;
  const expected = origins.flatMap((origin) => origin.expected ?? []);
  const truly = expected.length > 0 ? `; to be expected by the truth: ${gainsOf(expected)}` : '';
  return `${name}: ${origins.length} origins, ${own} with own weights; as the answers came: ${came}${truly}`;
}

function gainsOf(gains: readonly number[]): string {
  const worse = gains.filter((gain) => gain < 0).length;
  const worst = Math.min(0, ...gains).toFixed(4);
  return `mean gain in log loss ${mean(gains).toFixed(4)}, ${worse} worse, the worst by ${worst}`;
}
