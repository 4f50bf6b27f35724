import { parseArgs } from 'node:util';
import { Refusal } from '../../src/base/failure.ts';
import type { Setting } from './job.ts';
import { type TruthName, truthNames } from './truths/truths.ts';

/** What a run was asked for. */
export type Options = { seeds: number; truths: TruthName[]; settings: Setting[]; json: boolean };

/** The settings that are compared unless others are given, as days × minutes a day. */
const usualSettings = '14x8,14x16,14x24,30x8,60x12';
const usualSeeds = '40';

const longest = { days: 365, minutes: 240 };

/** What `--help` prints. */
export const help = `npm run simulate -- [options]

Compares Etude's plan with other ways to practise, on made-up candidates.

  --seeds ${usualSeeds}        how many candidates of each kind
  --truth fsrs,actr  the kinds of memory: ${truthNames.join(', ')}; all unless given
  --setting 14x8     days until the exam and minutes a day; ${usualSettings} unless given
  --json             prints the figures as JSON

npm run simulate -- weights [--seeds 20] [--from 0] [a file with answers]

Tries whether schedules fitted to learners predict their later answers better than the standard one;
--from says with which candidate to begin.`;

/** Reads the command line; undefined where help is asked for. */
export function readOptions(args: readonly string[]): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  return {
    seeds: readSeeds(values.seeds ?? usualSeeds),
    truths: values.truth?.split(',').map(readTruth) ?? truthNames,
    settings: (values.setting ?? usualSettings).split(',').map(readSetting),
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  const options = { seeds: text, truth: text, setting: text, json: yes, help: yes };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('\n');
    throw new Refusal(`${sentence} See npm run simulate -- --help.`);
  }
}

function readSeeds(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Refusal(`--seeds is "${text}": give a whole number from 1 to 9999.`);
}

function readTruth(text: string): TruthName {
  const found = truthNames.find((name) => name === text);
  if (found) return found;
  throw new Refusal(`--truth is "${text}": give one or more of ${truthNames.join(', ')}.`);
}

function readSetting(text: string): Setting {
  const [, days, minutes] = (/^(\d{1,3})x(\d{1,3})$/.exec(text) ?? []).map(Number);
  const isFine = (value: number | undefined, most: number) =>
    value !== undefined && value > 0 && value <= most;
  if (isFine(days, longest.days) && isFine(minutes, longest.minutes))
    return { days: days!, minutes: minutes! };
  throw new Refusal(
    `--setting is "${text}": give days (at most ${longest.days}) and minutes (at most ${longest.minutes}), such as 14x8.`,
  );
}
