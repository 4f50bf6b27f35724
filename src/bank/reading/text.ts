import { plainLine, plainProse } from '../../base/text/markup.ts';
import { sentencesIn, shortened, wordsIn } from '../../base/text/words.ts';

/** An authored text as it is read: composed, without marks and blocks of code, on one line. */
export function plain(text: string): string {
  return onOneLine(text, plainProse);
}

/** An option as it is read: with its code, and without lists. */
export function plainOption(text: string): string {
  return onOneLine(text, plainLine);
}

function onOneLine(text: string, bare: (text: string) => string): string {
  const composed = text.normalize('NFC');
  const words = /[*_`~[\]\\&<>\n!-]/.test(composed) ? bare(composed) : composed;
  return words.replace(/\s+/g, ' ').trim();
}

/** Letters of scripts that may not divide words by spaces, or that begin no sentence with a capital. */
const otherScript = /(?!\p{Script=Latin})\p{L}/u;
const otherLetters = /(?!\p{Script=Latin})\p{L}/gu;

/** Whether a text is English, so that what holds for English can be said of it. */
export function isEnglish(text: string, language: string): boolean {
  if (!/^en\b/i.test(language)) return false;
  const others = text.match(otherLetters)?.length ?? 0;
  return others === 0 || others < (text.match(/\p{L}/gu)?.length ?? 0) / 2;
}

/** The words of a text in any script, in lower-case letters. */
export function wordsOf(text: string): string[] {
  if (otherScript.test(text)) return wordsIn(text);
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’.,][\p{L}\p{N}]+)*/gu) ?? [];
}

const stopWords = new Set(
  `about above after again against also although among another any are because been before being below between
  both but cannot could did does doing done down during each either else ever every few following for from further
  had has have having here how however into its itself just least less like made make makes many may might more most
  much must neither never nor not now off once one only onto other others ought our out over own per rather same
  should since some still such than that the their them themselves then there therefore these they this those though
  through thus too two three under until upon used using very via was well were what when where whether which while
  who whom whose why will with within without would yet you your and all can was its that way ways first second
  third none several always often`
    .split(/\s+/)
    .filter(Boolean),
);

const roots = new Map<string, string>();

/** A word without its commonest endings, so that `deploys` and `deployment` are one. */
function rootOf(word: string): string {
  const known = roots.get(word);
  if (known !== undefined) return known;
  const plural = word
    .replace(/['’]s$/, '')
    .replace(/ies$/, 'y')
    .replace(/(?<=[^s])s$/, '');
  const root = plural.replace(/(?<=\w{4})(ations?|ments?|ingly|edly|ings?|ers?|ed|ly|e)$/, '');
  // A bank has few words: the map stays small unless someone writes to fill it.
  if (roots.size < 100_000) roots.set(word, root);
  return root;
}

/** Whether a word in lower-case letters carries meaning. */
export function hasMeaning(word: string): boolean {
  return word.length >= 3 && !stopWords.has(word);
}

/** The words of a text that carry its meaning, by their roots. */
export function contentWords(text: string): Set<string> {
  const words = wordsOf(text).filter(hasMeaning);
  return new Set(words.map(rootOf).filter((root) => root.length >= 4));
}

/** The sentences of a text in any script. */
export function sentencesOf(text: string): string[] {
  if (otherScript.test(text)) return sentencesIn(text);
  return text.split(/(?<=[.!?])\s+(?=[\p{Lu}("“'*])/u).filter(Boolean);
}

/** The school year that a text asks for, after Flesch and Kincaid. */
export function gradeOf(text: string): number {
  const words = wordsOf(text).filter((word) => /\p{L}/u.test(word));
  if (words.length === 0) return 0;
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 0.39 * (words.length / sentencesOf(text).length) + 11.8 * (syllables / words.length) - 15.59;
}

function syllablesOf(word: string): number {
  return Math.max(1, (word.replace(/(?:[^laeiouy]es|[^laeiouy]e|ed)$/, '').match(/[aeiouy]+/g) ?? []).length);
}

/** Three words in a row, for every place in a text. */
export function shinglesOf(text: string): Set<string> {
  const words = wordsOf(text);
  if (words.length < 3) return new Set([words.join(' ')]);
  return new Set(words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`));
}

/** What two sets share, from 0 to 1. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = countShared(a, b);
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

/** How many entries two sets share. */
export function countShared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const entry of small) if (large.has(entry)) shared++;
  return shared;
}

/** An author's text cut short, to be quoted in a message. */
export function quote(text: string): string {
  return `“${shortened(text, 60)}”`;
}
