import type { Bank, Concept } from '../../src/bank/bank.ts';
import { sharesOf } from '../../src/bank/blueprint/blueprint.ts';
import type { Blueprint } from '../../src/bank/schema/blueprint.ts';
import { neededToPass } from '../../src/exam/score.ts';

/** The share of right answers to expect, from 0 to 1, and the chance to pass. */
export type Result = { score: number; pass: number };

/** Scores an exam in words never practised by the chance to be right about each concept. */
export function resultOf(bank: Bank, blueprint: Blueprint, chance: (concept: Concept) => number): Result {
  const means = meansOf(bank, blueprint, chance);
  const total = blueprint.weights.reduce((sum, { weight }) => sum + weight, 0);
  const score = blueprint.weights.reduce((sum, { weight }, i) => sum + (weight / total) * means[i]!, 0);
  const shares = sharesOf(blueprint).flatMap(({ scored }, i) => Array<number>(scored).fill(means[i]!));
  return { score, pass: chanceOfAtLeast(neededToPass(blueprint, shares.length), shares) };
}

function meansOf(bank: Bank, { weights }: Blueprint, chance: (concept: Concept) => number): number[] {
  return weights.map(({ domain }) => {
    const concepts = [...bank.concepts.values()].filter(({ objective }) => objective.domain === domain);
    return concepts.reduce((sum, concept) => sum + chance(concept), 0) / concepts.length;
  });
}

/** The chance that at least so many of some independent answers are right (the Poisson binomial distribution). */
export function chanceOfAtLeast(needed: number, chances: readonly number[]): number {
  let counts = [1];
  for (const chance of chances) {
    counts = Array.from(
      { length: counts.length + 1 },
      (_, right) => (counts[right] ?? 0) * (1 - chance) + (counts[right - 1] ?? 0) * chance,
    );
  }
  return counts.slice(needed).reduce((sum, share) => sum + share, 0);
}
