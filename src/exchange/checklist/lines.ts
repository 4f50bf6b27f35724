import { findCode } from '../../base/text/code.ts';

/** A line of Markdown, and whether it lies in a block of code or marks one. */
export type Line = { number: number; text: string; isCode: boolean };

/** What a block of code may begin after: the box of an option, or the mark of a quotation. */
const before = /^\s*(?:[-*+]\s+\[[ xX]\]\s*)?(?:>\s*)?/;

/** The lines of a text; what looks like a mark inside a block of code is none. */
export function linesOf(text: string): Line[] {
  const lines = text.split('\n');
  const { isCode } = findCode(lines.map((line) => line.replace(before, '')));
  return lines.map((line, i) => ({ number: i + 1, text: line, isCode: isCode[i]! }));
}

/** Whether each block of code ends. */
export function isClosed(text: string): boolean {
  return findCode(text.split('\n').map((line) => line.replace(before, ''))).start === undefined;
}

/** An option with its box. */
export const box = /^\s*[-*+]\s+\[([ xX])\]\s*(.*)$/;

/** What numbers a question, which its text does not say. */
export const numbering = /^(?:Q(?:uestion)?\s*)?\d+[.):]\s*/i;

/** What only Etude reads. */
export const ownComment = /^<!-- etude: (.*) -->$/;

/** The beginning or the end of a part that can be folded. */
export const folding = /^\s*<\/?(?:details|summary)\b|(?<!\\)<\/details>\s*$/;
