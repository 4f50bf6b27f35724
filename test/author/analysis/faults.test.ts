import { describe, expect, test } from 'vitest';
import { difficultyOf } from '../../../src/author/analysis/difficulty.ts';
import { flagsOf } from '../../../src/author/analysis/flags.ts';
import type { ResponseCount } from '../../../src/author/analysis/model.ts';
import { complete, type Question } from '../../../src/bank/model.ts';
import { unit } from '../../../src/base/random.ts';
import { knownOfTwenty, noBelief, updated } from '../../../src/plan/belief/belief.ts';
import { logistic } from '../../../src/plan/readiness/normal.ts';
import { question } from '../../support/bank.ts';

/** A question as it is in truth, which its author need not know. */
type Truth = {
  difficulty: number;
  /** What those answer who know the concept: each as likely as the others. */
  known: readonly string[];
  /** How much the others are drawn to each option. */
  pull: Readonly<Record<string, number>>;
};

const single = complete(question('red.one-001'), 'red.one');
const distractors = single.options.map(({ id }) => id).filter((id) => !single.key.includes(id));
const [key = ''] = single.key;
const [rival = '', other = ''] = distractors;

/** Numbers from 0 to 1 that depend on a name alone. */
function seeded(name: string): () => number {
  let drawn = 0;
  return () => unit(`${name}/${drawn++}`);
}

/** Learners with what they know, in logits, and what thirty first answers to other concepts say of it. */
const learnersOfAll = Array.from({ length: 2_000 }, (_, i) => {
  const chance = seeded(`learner ${i}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  const ability = -0.8 + 1.1 * normal();
  let belief = noBelief;
  for (let j = 0; j < 30; j++) {
    const right = chance() < logistic(ability - normal()) * 0.97 || chance() < 0.25;
    belief = updated(belief, { right, guess: 0.25, tookMs: 1, about: 'first meeting' });
  }
  return { ability, rest: knownOfTwenty(belief)! };
});

/** The answers of many learners who meet a question first. */
function answersTo(truth: Truth, learners: number, chance: () => number): ResponseCount[] {
  const counts = new Map<string, ResponseCount>();
  const pulls = Object.entries(truth.pull);
  const all = pulls.reduce((sum, [, pull]) => sum + pull, 0);
  for (let i = 0; i < learners; i++) {
    const { ability, rest } = learnersOfAll[Math.floor(chance() * learnersOfAll.length)]!;
    const isKnown = chance() < 0.97 * logistic(ability - truth.difficulty);
    const chosen = isKnown
      ? truth.known[Math.floor(chance() * truth.known.length)]!
      : drawn(pulls, chance() * all);
    const guess = Number(chance() < (isKnown ? 0.03 : 0.6));
    const count = counts.getOrInsertComputed(
      `${chosen} ${rest}`,
      (): ResponseCount => ({
        ...{ source: 'practice', response: [chosen], rest, restOf: 20, tookLog: 0 },
        ...{ answers: 0, guesses: 0 },
      }),
    );
    count.answers++;
    count.guesses += guess;
  }
  return [...counts.values()];
}

function drawn(pulls: readonly [option: string, pull: number][], at: number): string {
  let left = at;
  for (const [option, pull] of pulls) {
    left -= pull;
    if (left < 0) return option;
  }
  return key;
}

/** A sound question: of any difficulty, with distractors that draw unequally. */
function sound(chance: () => number): Truth {
  const pull = Object.fromEntries(single.options.map(({ id }) => [id, 0.6 + 0.8 * chance()]));
  return { difficulty: -1.5 + 3 * chance(), known: [key], pull };
}

const faults: Record<string, (truth: Truth) => Truth> = {
  'wrong key': (truth) => ({ ...truth, known: [rival] }),
  ambiguous: (truth) => ({ ...truth, known: [key, rival] }),
  'dead distractor': (truth) => ({ ...truth, pull: { ...truth.pull, [other]: 0.01 } }),
  'too easy': (truth) => ({ ...truth, difficulty: -6 }),
  guessed: (truth) => ({ ...truth, pull: { ...truth.pull, [key]: 8 } }),
};

const kindsOf = (asked: Question, counts: readonly ResponseCount[]) =>
  [...new Set(flagsOf(asked, counts).map(({ kind }) => kind as string))].sort();

const questions = 60;

/** The share of questions with a flag of a kind. */
function rateOf(kind: string, make: (truth: Truth) => Truth, learners: number): number {
  const chance = seeded(`${kind} ${learners}`);
  const found = Array.from({ length: questions }, () => answersTo(make(sound(chance)), learners, chance));
  return found.filter((counts) => kindsOf(single, counts).includes(kind)).length / questions;
}

/** The least shares found of 60 questions, after 300 and after 1000 answers each. */
describe('a fault that is planted is found', () => {
  test.each([
    ['wrong key', 0.7, 0.95],
    ['ambiguous', 0.3, 0.8],
    ['dead distractor', 0.95, 1],
    ['too easy', 1, 1],
    ['guessed', 0.95, 1],
  ] as const)('%s', (kind, early, late) => {
    const rates = [300, 1_000].map((learners) => rateOf(kind, faults[kind]!, learners));
    expect(rates[0]).toBeGreaterThanOrEqual(early);
    expect(rates[1]).toBeGreaterThanOrEqual(late);
  });
});

test.each([30, 100, 300, 1_000])('sound questions raise hardly ever a flag after %i answers', (learners) => {
  const chance = seeded(`sound ${learners}`);
  const found = Array.from({ length: 200 }, () =>
    kindsOf(single, answersTo(sound(chance), learners, chance)),
  );
  expect(found.flat()).toEqual([]);
});

test.each([20, 100, 600])('the difficulty after %i answers is within two errors of the truth', (learners) => {
  const chance = seeded(`difficulty ${learners}`);
  const evenly = Object.fromEntries(single.options.map(({ id }) => [id, 1]));
  const within = Array.from({ length: questions }, () => {
    const truth = { ...sound(chance), pull: evenly };
    const { value, error } = difficultyOf(single, answersTo(truth, learners, chance))!;
    return Math.abs(value - truth.difficulty) < 2 * error;
  });
  expect(within.filter(Boolean).length / questions).toBeGreaterThan(0.9);
});
