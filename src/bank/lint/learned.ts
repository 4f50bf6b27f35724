import type { Work } from '../../base/turns.ts';
import type { Reading, ReadOption } from '../reading/reading.ts';

/** How many options there are, and how many of them are keys. */
type Counts = { keys: number; options: number };

/**
 * Learns from all questions how typical of a key each word is (naive Bayes). The value of an option is the mean over
 * its words, as learned from the other questions only.
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
  return ({ content }, { options }) => {
    const all = without(total, options);
    const odds = [...content].map((word) => {
      const own = options.filter(({ content }) => content.has(word));
      return logOdds(without(byWord.get(word)!, own), all);
    });
    return odds.reduce((sum, each) => sum + each, 0) / Math.max(1, odds.length);
  };
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
