import { perObject } from '../../base/lazy.ts';
import type { Work } from '../../base/turns.ts';
import type { Question } from '../model.ts';
import { read } from '../reading/reading.ts';
import type { Blueprint } from '../schema/blueprint.ts';

/** How many questions of a domain a paper holds, and how many of them count. */
export type Share = { domain: string; questions: number; scored: number };

/** Divides a total by weights, the largest remainders first (Hamilton's method); of equal ones the earlier wins. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map(() => 0);
  // Remainders are compared as whole numbers: fractions would part what is equal.
  const counts = weights.map((weight) => Math.floor((total * weight) / sum));
  const remainders = weights.map((weight, i) => total * weight - counts[i]! * sum);
  const left = total - counts.reduce((a, b) => a + b, 0);
  const first = remainders
    .map((remainder, i) => ({ remainder, i }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
    .slice(0, left);
  for (const { i } of first) counts[i]!++;
  return counts;
}

/** The shares of a blueprint's domains: the whole paper by the weights, and as near to them as it allows what counts. */
export function sharesOf({ questions, unscored = 0, weights }: Blueprint): Share[] {
  const numbers = weights.map(({ weight }) => weight);
  const counts = apportion(questions, numbers);
  const scored = apportion(questions - unscored, numbers).map((count, i) => Math.min(count, counts[i]!));
  // Hamilton's method may give a domain more of fewer seats: what it cannot hold goes where there is room.
  for (let left = questions - unscored - scored.reduce((a, b) => a + b, 0); left > 0; left--) {
    const roomy = scored.findIndex((count, i) => count < counts[i]!);
    scored[roomy]!++;
  }
  return weights.map(({ domain }, i) => ({ domain, questions: counts[i]!, scored: scored[i]! }));
}

/** What decides whether one paper may hold two questions. */
export type Telling = {
  question: Pick<Question, 'id' | 'concept' | 'formerly' | 'enemies'>;
  /** The telling words of the stem, and of each key that has enough of them to be recognised. */
  stem: ReadonlySet<string>;
  keys: readonly ReadonlySet<string>[];
};

/** One word of a key in another stem says little; two and more say it. */
const tellingWords = 2;

/** Reads a question, once, for what it gives away about others. */
export const tellingOf = perObject((question: Question): Telling => {
  const { stemContent, keys } = read(question);
  return {
    question,
    stem: stemContent,
    keys: keys.map(({ content }) => content).filter(({ size }) => size >= tellingWords),
  };
});

/**
 * Whether one paper must not hold both questions (enemy items): they ask one concept, their authors say so, or
 * the stem of one holds every telling word of a key of the other.
 */
export function areEnemies(a: Telling, b: Telling): boolean {
  return (
    a.question.concept === b.question.concept ||
    names(a, b) ||
    names(b, a) ||
    a.keys.some((key) => key.isSubsetOf(b.stem)) ||
    b.keys.some((key) => key.isSubsetOf(a.stem))
  );
}

function names({ question: { enemies = [] } }: Telling, { question: { id, formerly } }: Telling): boolean {
  return enemies.some((enemy) => enemy === id || formerly.includes(enemy));
}

type Shortage = Share & { has: number };

/** The domains with too few questions to fill a blueprint, and how many of their questions one paper can hold. */
export function* countingShortages(blueprint: Blueprint, questions: readonly Question[]): Work<Shortage[]> {
  const ready = Map.groupBy(
    questions.filter(({ status }) => status === 'ready'),
    ({ objective }) => objective.split('.')[0]!,
  );
  const shortages: Shortage[] = [];
  for (const share of sharesOf(blueprint)) {
    const has = yield* countFriends(ready.get(share.domain) ?? [], share.questions);
    if (has < share.questions) shortages.push({ ...share, has });
  }
  return shortages;
}

/** How many of the questions one paper can hold, counted up to a limit. */
function* countFriends(questions: readonly Question[], limit: number): Work<number> {
  const chosen: Telling[] = [];
  for (const question of questions) {
    if (chosen.length === limit) break;
    const telling = tellingOf(question);
    if (!chosen.some((other) => areEnemies(telling, other))) chosen.push(telling);
    yield;
  }
  return chosen.length;
}
