import type { Work } from '../../base/turns.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { Path } from '../model.ts';
import { expressions } from '../reading/expressions.ts';
import type { Reading } from '../reading/reading.ts';
import type { BankFile } from '../schema/taxonomy.ts';

/** A flaw of the bank as a whole, with the way to its place in bank.json. */
export type BankFlaw = { rule: string; path: Path; message: string };

/** The fewest questions for a share to mean anything. */
const enough = 30;

type Domain = BankFile['domains'][number];

/** Shares over many questions that are off: they are judged from 30 questions on, and mixes only where bank.json sets targets. */
export function* judgeQuotas(taxonomy: BankFile, readings: readonly Reading[]): Work<BankFlaw[]> {
  const byObjective = Map.groupBy(readings, ({ question }) => question.objective);
  yield;
  const groups = taxonomy.domains.flatMap((domain, d) => {
    if (domain.scored === false) return [];
    const ids = new Set(domain.objectives.map(({ id }) => id));
    const members = [...ids].flatMap((id) => byObjective.get(id) ?? []);
    return [{ domain, path: ['domains', d, 'id'] as Path, members }];
  });
  const scored = groups.flatMap(({ members }) => members);
  const flaws: BankFlaw[] = [];
  for (const { domain, path, members } of groups) {
    yield;
    flaws.push(...longestKeys(domain.id, path, members));
    if (hasTargets(domain) && members.length >= enough) flaws.push(...mixOf(domain.id, path, members));
  }
  const ofAll: (() => BankFlaw[])[] = [
    () => (groups.length > 1 ? longestKeys('the bank', [], scored) : []),
    () => positions(scored),
    () => repeatedPositions(scored),
    () => (groups.length > 0 && groups.every(({ domain }) => hasTargets(domain)) ? trivia(scored) : []),
  ];
  for (const judge of ofAll) {
    yield;
    flaws.push(...judge());
  }
  return flaws;
}

function hasTargets({ objectives }: Domain): boolean {
  return objectives.every(({ questions }) => questions !== undefined);
}

const isSingle = ({ question }: Reading) => kindOf(question).hasOneKey;
const percent = (share: number) => `${(share * 100).toFixed(0)}%`;

function longestKeys(name: string, path: Path, members: readonly Reading[]): BankFlaw[] {
  const singles = members.filter(isSingle);
  const n = singles.length;
  if (n < enough) return [];
  const chance = singles.reduce((sum, { options }) => sum + 1 / options.length, 0) / n;
  const limit = chance + 2 * Math.sqrt((chance * (1 - chance)) / n);
  const share = singles.filter(keyIsLongest).length / n;
  if (share <= limit) return [];
  const message = `In ${name} the key is the longest option in ${percent(share)} of ${n} questions (up to ${percent(limit)} could be chance): shorten keys or lengthen distractors.`;
  return [{ rule: 'IW-08', path, message }];
}

function keyIsLongest({ keys, distractors }: Reading): boolean {
  return distractors.every(({ text }) => text.length < keys[0]!.text.length);
}

/** Chi-squared at 1%, by degrees of freedom. */
const critical: Record<number, number> = { 2: 9.21, 3: 11.34, 4: 13.28 };

function positions(readings: readonly Reading[]): BankFlaw[] {
  const groups = Map.groupBy(readings.filter(isSingle), ({ options }) => options.length);
  return [...groups].flatMap(([options, members]) => {
    const limit = critical[options - 1];
    if (limit === undefined || members.length < enough) return [];
    const counts = Array.from(
      { length: options },
      (_, i) => members.filter(({ keys }) => keys[0]!.index === i).length,
    );
    const expected = members.length / options;
    const deviation = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    if (deviation <= limit) return [];
    const message = `In ${members.length} questions with ${options} options the keys are unevenly spread across positions (${counts.join(', ')}): spread them.`;
    return [{ rule: 'IW-09', path: [], message }];
  });
}

/** Shuffling makes runs harmless, so only what is not shuffled is looked at. */
function repeatedPositions(readings: readonly Reading[]): BankFlaw[] {
  const fixed = readings.filter((reading) => isSingle(reading) && !reading.question.shuffle);
  if (readings.length < enough) return [];
  return [...Map.groupBy(fixed, ({ question }) => question.objective)].flatMap(([objective, members]) => {
    const places = members.map(({ keys }) => keys[0]!.index);
    const run = places.findIndex(
      (place, i) => i >= 3 && [1, 2, 3].every((back) => places[i - back] === place),
    );
    if (run === -1) return [];
    const message = `In ${objective} four unshuffled keys in a row are in position ${places[run]! + 1}, ending with ${members[run]!.question.id}: vary them.`;
    return [{ rule: 'IW-09', path: [], message }];
  });
}

const wanted = { remember: 0.2, understand: 0.3, apply: 0.3, analyse: 0.2 } as const;

function mixOf(name: string, path: Path, members: readonly Reading[]): BankFlaw[] {
  const n = members.length;
  const shareOf = (isOne: (reading: Reading) => boolean) => members.filter(isOne).length / n;
  const negatives = shareOf(isNegative);
  return [
    ...Object.entries(wanted).flatMap(([level, share]) => {
      const is = shareOf(({ question }) => question.cognitive === level);
      if (Math.abs(is - share) <= 0.05) return [];
      const message = `In ${name} ${percent(is)} of ${n} questions are "${level}": aim for ${percent(share)}, give or take 5 points.`;
      return [{ rule: 'IW-34', path, message }];
    }),
    ...(negatives > 0.05
      ? [
          {
            rule: 'IW-18',
            path,
            message: `In ${name} ${percent(negatives)} of ${n} questions are negative: keep that to 5%.`,
          },
        ]
      : []),
  ];
}

/** LEAST cost and LEAST effort are superlatives. */
function isNegative({ leadIn }: Reading): boolean {
  return expressions.negative.test(leadIn.replace(/\bLEAST\b/g, ''));
}

function trivia(readings: readonly Reading[]): BankFlaw[] {
  const n = readings.length;
  const share = readings.filter(({ question }) => question.tags?.includes('trivia')).length / n;
  if (n < enough || share <= 0.08) return [];
  const message = `${percent(share)} of ${n} questions ask about people and years (tag "trivia"): keep it to 8%.`;
  return [{ rule: 'IW-33', path: [], message }];
}
