import { perObject } from '../lazy.ts';

/** Signs that Markdown would take for marks and that authors write as text. */

const letter = /[\p{Script=Latin}\p{N}_]/u;
const opening = /[\p{Script=Latin}\p{N}([]/u;
const closing = /[\p{Script=Latin}\p{N})\]]/u;
const digit = /\p{N}/u;

/** A name such as Python’s `__init__`. */
const dunder = /^__[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*__(?![A-Za-z0-9_])/;

const longestName = 80;

/** How many signs at a place are text and no emphasis: `2*3`, `2**3` and `__init__` keep theirs. */
export function countLiteral(text: string, at: number): number {
  const before = text[at - 1] ?? '';
  if (text[at] === '_')
    return letter.test(before) ? 0 : (dunder.exec(text.slice(at, at + longestName))?.[0].length ?? 0);
  let end = at;
  while (text[end] === '*') end++;
  const after = text[end] ?? '';
  const isWithin = closing.test(before) && opening.test(after);
  return isWithin && (end - at === 1 || digit.test(before + after)) ? end - at : 0;
}

/** What an item of a list begins with. */
const mark = /^\s*(?:([-+*])|\d{1,9}([.)]))(?:\s|$)/;

const markOf = (line: string) => mark.exec(line)?.slice(1).join('');

/** The lines of a text that look like items of a list, counted by their marks. */
const countMarks = perObject(({ src }: { src: string }) => {
  const marks = src.split('\n').flatMap((line) => markOf(line) ?? []);
  return new Map([...Map.groupBy(marks, (each) => each)].map(([each, found]) => [each, found.length]));
});

/** Whether a line looks like an item of a list and is the only one in its text, such as `- 1` or `1. May`. */
export function isLoneItem(line: string, text: { src: string }): boolean {
  const own = markOf(line);
  return own !== undefined && countMarks(text).get(own) === 1;
}
