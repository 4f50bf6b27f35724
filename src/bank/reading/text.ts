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
const otherLetter = /(?!\p{Script=Latin})\p{L}/u;
const otherLetters = /(?!\p{Script=Latin})\p{L}/gu;

/** A text that has none of them, as a glance tells: most texts are written like this. */
const plainLatin = /^[\0-\x7f\u2010-\u2027]*$/;

const hasOtherScript = (text: string) => !plainLatin.test(text) && otherLetter.test(text);

/** Whether a text is English, so that what holds for English can be said of it. */
export function isEnglish(text: string, language: string): boolean {
  if (!/^en\b/i.test(language)) return false;
  if (!hasOtherScript(text)) return true;
  const others = text.match(otherLetters)?.length ?? 0;
  return others < (text.match(/\p{L}/gu)?.length ?? 0) / 2;
}

/** The words of a text in any script, in lower-case letters. */
export function wordsOf(text: string): string[] {
  if (hasOtherScript(text)) return wordsIn(text);
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

/** A word without its commonest endings, so that `deploys` and `deployment` are one. */
function rootOf(word: string): string {
  const plural = word
    .replace(/['’]s$/, '')
    .replace(/ies$/, 'y')
    .replace(/(?<=[^s])s$/, '');
  return plural.replace(/(?<=\w{4})(ations?|ments?|ingly|edly|ings?|ers?|ed|ly|e)$/, '');
}

/** Whether a word in lower-case letters carries meaning. */
export function hasMeaning(word: string): boolean {
  return word.length >= 3 && !stopWords.has(word);
}

const meanings = new Map<string, string>();

/** The root of a word that carries meaning; nothing of another. */
function meaningOf(word: string): string {
  const known = meanings.get(word);
  if (known !== undefined) return known;
  const root = hasMeaning(word) ? rootOf(word) : '';
  const meaning = root.length >= 4 ? root : '';
  // A bank has few words: the map stays small unless someone writes to fill it.
  if (meanings.size < 100_000) meanings.set(word, meaning);
  return meaning;
}

/** The roots of those words that carry meaning. */
export function contentAmong(words: readonly string[]): Set<string> {
  const content = new Set(words.map(meaningOf));
  content.delete('');
  return content;
}

/** The sentences of a text in any script. */
export function sentencesOf(text: string): string[] {
  if (hasOtherScript(text)) return sentencesIn(text);
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

/** Three words in a row, for every place in a text, as numbers: a large bank has a million, and two that share one change little. */
export function shinglesOf(text: string): Set<number> {
  const words = wordsOf(text).map(numberOf);
  if (words.length < 3) return new Set([words.reduce(mixed, 0) >> 1]);
  return new Set(words.slice(2).map((word, i) => mixed(mixed(words[i]!, words[i + 1]!), word) >> 1));
}

function numberOf(word: string): number {
  let number = 0;
  for (let i = 0; i < word.length; i++) number = (Math.imul(number, 31) + word.charCodeAt(i)) | 0;
  return number;
}

/** One number of two whose order counts. */
const mixed = (a: number, b: number) => Math.imul(Math.imul(a, 31) + b, 16_777_619);

/** What two sets share, from 0 to 1. */
export function likeness<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  const shared = countShared(a, b);
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

/** How many entries two sets share. */
export function countShared<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const entry of small) if (large.has(entry)) shared++;
  return shared;
}

/** An author's text cut short, to be quoted in a message. */
export function quote(text: string): string {
  return `“${shortened(text, 60)}”`;
}
