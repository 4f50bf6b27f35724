import { perObject } from '../../base/lazy.ts';
import type { Work } from '../../base/turns.ts';
import type { Reading, ReadOption } from '../reading/reading.ts';

/** How many options there are, and how many of them are keys. */
type Counts = { keys: number; options: number };

/**
 * Learns from all questions how typical of a key each word is (naive Bayes). The value of an option is the mean over
 * its words, as learned from other families of questions only: those that share an option are keys and distractors to
 * one another, and would teach the opposite of what is asked.
 */
export function* learningKeys(
  readings: readonly Reading[],
): Work<(option: ReadOption, reading: Reading) => number> {
  const total: Counts = { keys: 0, options: 0 };
  const byWord = new Map<string, Counts>();
  for (const { options } of readings) {
    for (const option of options) {
      count(total, option);
      for (const word of option.content) count(countsOf(byWord, word), option);
    }
    yield;
  }
  const familyOf = familiesOf(readings);
  return ({ content }, reading) => {
    const family = familyOf(reading);
    const all = without(total, family);
    const odds = [...content].map((word) => {
      const own = family.filter(({ content }) => content.has(word));
      return logOdds(without(byWord.get(word)!, own), all);
    });
    return odds.reduce((sum, each) => sum + each, 0) / Math.max(1, odds.length);
  };
}

/** Finds the options of a question and of all that share one of them, whatever their small words. */
function familiesOf(readings: readonly Reading[]): (reading: Reading) => readonly ReadOption[] {
  const wordsOf = ({ content }: ReadOption) => [...content].sort().join(' ');
  const byWords = Map.groupBy(
    readings.flatMap((reading) => reading.options.map((option) => ({ words: wordsOf(option), reading }))),
    ({ words }) => words,
  );
  return perObject((reading) => {
    const sharing = reading.options.flatMap((option) => byWords.get(wordsOf(option)) ?? []);
    return [...new Set([reading, ...sharing.map((each) => each.reading)])].flatMap(({ options }) => options);
  });
}

function countsOf(byWord: Map<string, Counts>, word: string): Counts {
  const counts = byWord.get(word) ?? { keys: 0, options: 0 };
  byWord.set(word, counts);
  return counts;
}

function count(counts: Counts, { isKey }: ReadOption): void {
  counts.options++;
  if (isKey) counts.keys++;
}

function without({ keys, options }: Counts, own: readonly ReadOption[]): Counts {
  return { keys: keys - own.filter(({ isKey }) => isKey).length, options: options - own.length };
}

/** How much likelier a word is in a key than in a distractor, by naive Bayes; one in four is the key at first. */
function logOdds(word: Counts, all: Counts): number {
  const usual = (all.keys + 1) / (all.options + 4);
  const [inKeys, inOthers] = [word.keys + usual, word.options - word.keys + 1 - usual];
  return Math.log(inKeys / usual) - Math.log(inOthers / (1 - usual));
}
