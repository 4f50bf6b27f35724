import { perObject } from '../../base/lazy.ts';
import type { Work } from '../../base/turns.ts';
import { kindOf } from '../kinds/kinds.ts';
import { expressions } from '../reading/expressions.ts';
import type { Reading, ReadOption } from '../reading/reading.ts';
import { countShared } from '../reading/text.ts';
import { commonGround } from './cues.ts';
import { learningKeys } from './learned.ts';
import { table } from './table.ts';

/** What a bot that never reads for meaning scores on single questions. */
export type Score = {
  bot: string;
  questions: number;
  score: number;
  /** The 95% interval of the score, after Wilson. */
  low: number;
  high: number;
  chance: number;
};

type Bot = {
  name: string;
  /** Questions it does not answer count neither for nor against it. */
  answers?(reading: Reading): boolean;
  /** It takes the option with the highest value; ties are split fairly. */
  value(option: ReadOption, reading: Reading): number;
};

const saysAbsolutes = ({ text }: ReadOption) => Number(expressions.absolute.test(text));

const bots: readonly Bot[] = [
  { name: 'longest option', value: ({ text }) => text.length },
  { name: 'shortest option', value: ({ text }) => -text.length },
  { name: 'absolutes avoided', value: (option) => -saysAbsolutes(option) },
  { name: 'absolutes chosen', value: saysAbsolutes },
  {
    name: 'most words from the stem',
    value: ({ content }, { stemContent }) => countShared(content, stemContent),
  },
  {
    name: 'fewest words from the stem',
    value: ({ content }, { stemContent }) => -countShared(content, stemContent),
  },
  { name: 'least in common', value: (option, { options }) => -commonGround(option, options) },
  { name: 'most in common', value: (option, { options }) => commonGround(option, options) },
  ...[0, 1, 2, 3, 4].map((place) => ({
    name: `place ${place + 1}`,
    answers: ({ options }: Reading) => options.length > place,
    value: ({ index }: ReadOption) => Number(index === place),
  })),
];

/** The bot that has learned the words of keys and reads no stem; it may do better than one that reads no words. */
const learned = 'options alone, learned';

/** How far above chance the learned bot may score. */
const mostLearned = 0.1;

/** The fewest questions for a score that can fail a bank. */
const enoughForBots = 60;

/** The score of every bot, question by question; questions with several keys are left out. */
export function* scoringBots(readings: readonly Reading[]): Work<Score[]> {
  const singles = readings.filter(({ question }) => kindOf(question).hasOneKey);
  const value = yield* learningKeys(singles);
  const names = [...bots.map(({ name }) => name), learned];
  const sums = names.map(() => ({ n: 0, hits: 0, chance: 0 }));
  for (const reading of singles) {
    [...hitsOf(reading), expectedHits(reading, value)].forEach((hits, i) => {
      if (hits === undefined) return;
      const sum = sums[i]!;
      sum.n++;
      sum.hits += hits;
      sum.chance += 1 / reading.options.length;
    });
    yield;
  }
  return names.flatMap((bot, i) => {
    const { n, hits, chance } = sums[i]!;
    if (n === 0) return [];
    return [{ bot, questions: n, score: hits / n, ...wilson(hits, n), chance: chance / n }];
  });
}

/** What each bot scores on a question; nothing where it does not answer. */
const hitsOf = perObject((reading: Reading) =>
  bots.map(({ answers = () => true, value }) =>
    answers(reading) ? expectedHits(reading, value) : undefined,
  ),
);

function expectedHits(reading: Reading, value: Bot['value']): number {
  const values = reading.options.map((option) => value(option, reading));
  const best = Math.max(...values);
  const taken = reading.options.filter((_, i) => values[i] === best);
  return taken.some(({ isKey }) => isKey) ? 1 / taken.length : 0;
}

/** The 95% interval of a share, after Wilson. */
export function wilson(hits: number, n: number): { low: number; high: number } {
  const [z, p] = [1.96, hits / n];
  const middle = p + (z * z) / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: (middle - spread) / scale, high: (middle + spread) / scale };
}

/** Bots that beat chance by more than five points beyond doubt, and the learned one if it does by more than ten. */
export function winners(scores: readonly Score[]): Score[] {
  return scores.filter((each) => each.questions >= enoughForBots && beatsChance(each));
}

const beatsChance = ({ bot, score, low, chance }: Score) =>
  bot === learned ? score > chance + mostLearned : low > chance + 0.05;

const percent = (share: number) => (share * 100).toFixed(1);

/** What `etude check --bots` prints. */
export function botsTable(scores: readonly Score[]): string {
  const rows = scores.map(({ bot, questions, score, low, high, chance }) => [
    bot,
    questions,
    percent(score),
    `${percent(low)}–${percent(high)}`,
    percent(chance),
  ]);
  const few = (scores[0]?.questions ?? 0) < enoughForBots;
  return [
    table(['bot', 'questions', 'score %', '95% interval', 'chance %'], rows),
    'Questions with several keys are left out.',
    ...(few ? [`With fewer than ${enoughForBots} questions, the scores are only a guide.`] : []),
    ...winners(scores).map(
      ({ bot, score, chance }) =>
        `The bot “${bot}” scores ${percent(score)}% where chance is ${percent(chance)}%: change the questions that let it win.`,
    ),
  ].join('\n');
}
