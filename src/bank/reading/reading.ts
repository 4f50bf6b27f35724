import { perObject } from '../../base/lazy.ts';
import type { Question } from '../model.ts';
import type { Option } from '../schema/question.ts';
import { leadIn } from './expressions.ts';
import { type Quantity, quantityOf } from './quantity.ts';
import { contentWords, plain, wordsOf } from './text.ts';

/** An option as the linter reads it. */
export type ReadOption = {
  option: Option;
  /** Its place in the file, from 0. */
  index: number;
  isKey: boolean;
  text: string;
  words: string[];
  content: Set<string>;
  quantity: Quantity | undefined;
};

/** A question as the linter reads it: without marks, in words, with keys and distractors apart. */
export type Reading = {
  question: Question;
  stem: string;
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
export function read(question: Question): Reading {
  const stem = plain(question.stem);
  const options = question.options.map((option, index): ReadOption => {
    const text = plain(option.text);
    return {
      option,
      index,
      isKey: question.key.includes(option.id),
      text,
      words: wordsOf(text),
      content: contentWords(text),
      quantity: quantityOf(text),
    };
  });
  return {
    question,
    stem,
    stemContent: contentWords(stem),
    leadIn: leadIn(stem),
    options,
    keys: options.filter(({ isKey }) => isKey),
    distractors: options.filter(({ isKey }) => !isKey),
    isNumeric: options.every(({ quantity }) => quantity !== undefined),
    rationale: plain(question.rationale),
  };
}

/** The reading of a question, made once. */
export const readingOf = perObject(read);
