import { expressions } from './expressions.ts';

/** Joiners after a letter that needs them to be spelt, as in Persian and in the scripts of India. */
const joiner = /(?<=(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d]/gu;

/** What makes several emoji one. */
const emoji =
  /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d|(?<=\u{1f3f4})[\u{e0020}-\u{e007f}]+/gu;

/** Signs of Arabic and Syriac that Unicode counts among the formats, although they are seen. */
const seen = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]/g;

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** The marks and isolates that put the parts of a text of two directions in order. */
const direction = /[\u061c\u200e\u200f\u2066-\u2069]/g;

/** The first invisible character of a text that its spelling does not need. */
export function findInvisible(text: string): string | undefined {
  const found = expressions.invisible.exec(text.replaceAll('\n', ''));
  if (!found) return undefined;
  const ordered = rightToLeft.test(text) ? text.replace(direction, '') : text;
  const rest = [joiner, emoji, seen].reduce((left, needed) => left.replace(needed, ''), ordered);
  return expressions.invisible.exec(rest.replaceAll('\n', ''))?.[0];
}
