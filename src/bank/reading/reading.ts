import { perObject } from '../../base/lazy.ts';
import { withoutCode } from '../../base/text/code.ts';
import { plainText } from '../../base/text/markup.ts';
import type { Question } from '../model.ts';
import { leadIn } from './expressions.ts';
import { type Quantity, quantityOf } from './quantity.ts';
import { contentAmong, isEnglish, plain, plainOption, wordsOf } from './text.ts';

/** An option as the linter reads it. */
export type ReadOption = {
  option: Question['options'][number];
  /** Its place in the file, from 0. */
  index: number;
  isKey: boolean;
  text: string;
  /** Whether some of it is code, whose form nobody chooses. */
  hasCode: boolean;
  /** The text without code. */
  prose: string;
  words: string[];
  /** The words that carry its meaning; none in another language than English, whose small words are not known. */
  content: Set<string>;
  quantity: Quantity | undefined;
};

/** A question as the linter reads it: without marks, in words, with keys and distractors apart. */
export type Reading = {
  question: Question;
  language: string;
  /** Whether what holds for English can be said of it. */
  isEnglish: boolean;
  /** The stem without its blocks of code. */
  stem: string;
  /** Everything that the stem says, code too. */
  asked: string;
  stemContent: Set<string>;
  leadIn: string;
  options: ReadOption[];
  keys: ReadOption[];
  distractors: ReadOption[];
  /** All options are numbers or spans, in which length and words are no cue. */
  isNumeric: boolean;
  rationale: string;
};

/** Reads a question once for all rules. */
export function read(question: Question, language = 'en-GB'): Reading {
  const stem = plain(question.stem);
  const english = isEnglish(stem, language);
  const contentOf = (words: readonly string[]) => (english ? contentAmong(words) : new Set<string>());
  const options = question.options.map((option, index): ReadOption => {
    const text = plainOption(option.text);
    const bare = withoutCode(option.text);
    const hasCode = bare !== option.text;
    const prose = hasCode ? plainOption(bare.replaceAll('``', '')) : text;
    const words = wordsOf(prose);
    return {
      option,
      index,
      isKey: question.key.includes(option.id),
      text,
      hasCode,
      prose,
      words,
      content: contentOf(hasCode ? wordsOf(text) : words),
      quantity: quantityOf(text),
    };
  });
  return {
    question,
    language,
    isEnglish: english,
    stem,
    asked: question.stem.includes('\n') ? plainText(question.stem) : stem,
    stemContent: contentOf(wordsOf(stem)),
    leadIn: leadIn(stem),
    options,
    keys: options.filter(({ isKey }) => isKey),
    distractors: options.filter(({ isKey }) => !isKey),
    isNumeric: options.every(({ quantity }) => quantity !== undefined),
    rationale: plain(question.rationale),
  };
}

/** How questions of a language are read, each once. */
export function reader(language: string): (question: Question) => Reading {
  return readers.getOrInsertComputed(language, () => perObject((question) => read(question, language)));
}

const readers = new Map<string, (question: Question) => Reading>();
