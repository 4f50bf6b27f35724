import type { Bank } from '../../src/bank/bank.ts';
import { letters } from '../../src/bank/kinds/kind.ts';
import type { Question } from '../../src/bank/model.ts';
import { setLine } from '../../src/base/text/markup.ts';

/** A question as it was found in the bank by what can be read on its page, and what letters stand there for. */
export type Solved = {
  question: Question;
  /** The option id behind each letter. */
  ids: Map<string, string>;
  right: string[];
  /** As many wrong letters as there are right ones. */
  wrong: string[];
};

const fold = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What texts read as, by language, each of them set once. */
const plainTexts = new Map<string, string>();

/** Finds a question by its stem, and its letters by the options' texts in the order shown. */
export function solve(bank: Bank, stem: string, texts: readonly string[]): Solved {
  const plain = (text: string) =>
    plainTexts.getOrInsertComputed(`${bank.language} ${text}`, () => fold(setLine(text, bank.language)));
  const sought = fold(stem);
  const { question } = bank.questions.find((live) => plain(live.question.stem) === sought)!;
  const idOf = (text: string) => question.options.find((option) => plain(option.text) === fold(text))!.id;
  const ids = new Map(texts.map((text, i) => [letters[i]!, idOf(text)]));
  const lettersOf = (right: boolean) =>
    [...ids].filter(([, id]) => question.key.includes(id) === right).map(([letter]) => letter);
  return {
    question,
    ids,
    right: lettersOf(true),
    wrong: lettersOf(false).slice(0, question.key.length),
  };
}
