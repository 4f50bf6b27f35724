import type { Place } from '../json/place.ts';
import type { Problem } from '../model.ts';

/** The most problems to list for a file; they are usually one mistake made many times. */
export const mostProblems = 100;

/** A problem before it has its place: messages are made only for those that are listed. */
type Slip = { offset: number; message: () => string };

/** What is wrong with a text: JSON mistakes, repeated names, breaches of the schema, and other errors of the parser. */
export type Slips = {
  mistakes: readonly Slip[];
  repeated: readonly Slip[];
  unmet: readonly Slip[];
  errors: readonly { offset: number }[];
};

export const noSlips: Slips = { mistakes: [], repeated: [], unmet: [], errors: [] };

/** How many problems a question has. */
export function countSlips({ mistakes, repeated, unmet, errors }: Slips): number {
  return Math.max(mistakes.length, errors.length) + repeated.length + unmet.length;
}

/** The first problems of a text with their places, and how many more there are. */
export function listed(
  { mistakes, repeated, unmet }: Slips,
  place: Place,
): { problems: Problem[]; more: number } {
  const lineOf = ({ offset }: Slip) => place(offset, '').line;
  const broken = new Set<number>();
  // Other problems on an unreadable line usually come from the same mistake.
  const firsts = mistakes.filter((slip) => broken.size !== broken.add(lineOf(slip)).size);
  const others = [...repeated, ...unmet];
  const all = [...firsts, ...(broken.size > 0 ? others.filter((slip) => !broken.has(lineOf(slip))) : others)];
  const problems = all.slice(0, mostProblems).map(({ offset, message }) => place(offset, message()));
  return { problems, more: all.length - problems.length };
}

/** Some problems of a file with the count of those that are not listed. */
export function withMore(problems: readonly Problem[], more: number): Problem[] {
  const last = problems.at(-1);
  if (!last || more === 0) return [...problems];
  return [...problems, { ...last, message: `And ${more} more: fix the problems above, then check again.` }];
}
