import { shuffled } from '../base/random.ts';
import { letters } from './kinds/kind.ts';
import type { Question } from './model.ts';

/** The ids of a question's options in the order shown: shuffled by the seed, anchors in their place. */
export function optionOrder(question: Question, seed: string): string[] {
  const ids = question.options.map(({ id }) => id);
  if (!question.shuffle) return ids;
  const loose = shuffled(
    question.options.filter(({ anchor }) => !anchor).map(({ id }) => id),
    seed,
  );
  return question.options.map(({ id, anchor }) => (anchor ? id : loose.shift()!));
}

/** The option ids behind some letters; undefined if a letter has no option or is repeated. */
export function optionsAt(order: readonly string[], chosen: readonly string[]): string[] | undefined {
  const ids = chosen.map((letter) => order[letters.indexOf(letter as (typeof letters)[number])]);
  if (ids.some((id) => id === undefined) || new Set(ids).size !== ids.length) return undefined;
  return ids as string[];
}

/** Whether two lists hold the same ids in any order; neither repeats an id. */
export function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
