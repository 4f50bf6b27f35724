import type { Question } from '../../bank/model.ts';

/** In how many orders a question's options can be shown. */
export function countOrders(question: Question): number {
  return factorial(looseOf(question).length);
}

/** One of the orders by its number, from 1 on; the first is the author's. Anchors stay in their place. */
export function orderAt(question: Question, number: number): string[] {
  const loose = looseOf(question);
  const turned = permutation(loose, number - 1);
  return question.options.map(({ id }) => (loose.includes(id) ? turned.shift()! : id));
}

function looseOf({ options, shuffle }: Question): string[] {
  return shuffle ? options.filter(({ anchor }) => !anchor).map(({ id }) => id) : [];
}

/** The permutation at an index, in the order in which a dictionary would list them. */
function permutation(items: readonly string[], index: number): string[] {
  if (items.length === 0) return [];
  const size = factorial(items.length - 1);
  const first = items[Math.floor(index / size)]!;
  const others = items.filter((item) => item !== first);
  return [first, ...permutation(others, index % size)];
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
