import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Refusal } from '../../../src/base/failure.ts';
import type { FoldedReview } from '../../../src/memory/fold.ts';
import type { Rating } from '../../../src/memory/schedule.ts';
import { historyOf } from '../../../src/memory/weights/history.ts';
import type { History } from '../../../src/memory/weights/model.ts';
import { loadTrain } from '../../../src/memory/weights/train.door.ts';
import { loadExam } from '../bank.ts';
import { truthNames } from '../truths/truths.ts';
import { madeUpLog } from './log.ts';
import { type Origin, roll } from './rolling.ts';

/** The days of a made-up log, and the minutes on each. */
const course = { days: 180, minutes: 16 };

/** `npm run simulate -- weights`: whether schedules fitted to learners predict their later answers better. */
export async function simulateWeights(args: readonly string[]): Promise<string> {
  const train = loadTrain();
  if (!train) throw new Refusal('The optimizer is not installed. Run "npm ci" on Linux x64.');
  const { seeds, log } = readArgs(args);
  if (log !== undefined) return lineOf(log, await roll(readLog(readFileSync(log, 'utf8')), train));
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
  const text = { type: 'string' } as const;
  try {
    const { seeds = '20', log } = parseArgs({ args: [...args], options: { seeds: text, log: text } }).values;
    if (/^[1-9]\d{0,3}$/.test(seeds)) return { seeds: Number(seeds), log };
  } catch {
    // What is wrong does not matter: one sentence says what can be asked for.
  }
  throw new Refusal('Use: npm run simulate -- weights [--seeds 20] [--log answers.csv]');
}

/** The histories of a log: a line for each answer, in order of time, as `concept,moment in ms,day,rating from 1 to 4`. */
function readLog(text: string): History[] {
  const reviews = new Map<string, FoldedReview[]>();
  for (const line of text.trim().split('\n')) {
    const [concept = '', ...numbers] = line.split(',');
    const [answeredAt = Number.NaN, day = Number.NaN, rating = Number.NaN] = numbers.map(Number);
    if (![answeredAt, day].every(Number.isFinite) || ![1, 2, 3, 4].includes(rating))
      throw new Refusal(`"${line}" is not an answer: write concept,moment in ms,day,rating from 1 to 4.`);
    reviews.getOrInsertComputed(concept, () => []).push({ answeredAt, day, rating: rating as Rating });
  }
  return [...reviews.values()].map(historyOf);
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
