import { lazy } from '../lazy.ts';

const numberWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A small number as a word, a larger one in figures. */
export function spelled(n: number): string {
  return numberWords[n] ?? String(n);
}

/** A text for programs, without the no-break spaces that keep words together on a page. */
export function withPlainSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

/** The form of a word that goes with a number. */
export function oneOrMany(n: number, one: string, many: string): string {
  return n === 1 ? one : many;
}

/** A sentence's first letter made large. */
export function capital(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** Some names in a row: A, B and C. */
export function listed(parts: readonly string[], word = 'and'): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

/** Ascending numbers with their runs collapsed: 1, 3 to 6, 9. */
export function runsOf(numbers: readonly number[]): string[] {
  const runs: number[][] = [];
  for (const number of numbers) {
    if (runs.at(-1)?.at(-1) === number - 1) runs.at(-1)!.push(number);
    else runs.push([number]);
  }
  return runs.flatMap((run) => (run.length > 2 ? `${run[0]} to ${run.at(-1)}` : run.map(String)));
}

/** A list of names that may themselves contain commas: A · B · C. */
export function dotted(names: readonly string[]): string {
  return names.join('\u00a0· ');
}

// Made when first needed, because they lengthen a start.
const byCharacter = lazy(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));
const byWord = lazy(() => new Intl.Segmenter('en', { granularity: 'word' }));
const bySentence = lazy(() => new Intl.Segmenter('en', { granularity: 'sentence' }));

/** Each of these is a character of its own, which the segmenter would take much longer to find out. */
const isPlain = /^[\n\x20-\x7e]*$/;

/** How many characters a reader sees, in any script: an emoji or a letter with its accents is one. */
export function countCharacters(text: string): number {
  return isPlain.test(text) ? text.length : [...byCharacter().segment(text)].length;
}

/** A text of at most so many characters; a longer one ends after a whole word, if it has several, and its end is marked. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const first = firstCharacters(text, most + 1);
  if (first.length <= most) return text;
  const cut = first.slice(0, most - 1);
  return `${wholeWords(cut.join(''), first[most - 1]!).replace(/[\s.,;:(]+$/, '')}…`;
}

function firstCharacters(text: string, count: number): string[] {
  // What follows may be an accent of the last one.
  if (isPlain.test(text.slice(0, count + 1))) return [...text.slice(0, count)];
  const segments = byCharacter().segment(text)[Symbol.iterator]().take(count).toArray();
  return segments.map(({ segment }) => segment);
}

/** A text without the word that it was cut in, unless that word is most of it. */
function wholeWords(text: string, next: string): string {
  const whole = /^\s/.test(next) ? text : text.replace(/\s\S*$/, '');
  return whole.length * 2 < text.length ? text : whole;
}

/** Texts whose words are divided by spaces and signs; a pattern finds them ten times as fast as the segmenter. */
const isLatin = /^[\p{Script=Latin}\p{M}\p{N}\p{P}\p{S}\s]*$/u;
const latinWord =
  /[\p{L}\p{M}\p{N}_]+(?:(?:(?<=\p{L})['’.:·](?=\p{L})|(?<=\p{N})['’.,;](?=\p{N}))[\p{L}\p{M}\p{N}_]+)*/gu;

/** The words of a text in any script, in lower-case letters. */
export function wordsIn(text: string): string[] {
  if (isLatin.test(text)) return text.toLowerCase().match(latinWord) ?? [];
  return [...byWord().segment(text.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}

/** The sentences of a text in any script; a full stop after a common abbreviation ends none. */
export function sentencesIn(text: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of bySentence().segment(text)) {
    const isOpen = /\b(vs|e\.g|i\.e|cf|Mrs?|Dr|St|No)\.\s*$/.test(sentences.at(-1) ?? '');
    if (isOpen) sentences.push(sentences.pop()! + segment);
    else sentences.push(segment);
  }
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => wordsIn(sentence).length > 0);
}

/** A text on one line that no terminal takes for commands: control and direction signs are written as escapes. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) =>
    sign === '\n' ? '\\n' : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
