import { kindOf } from '../../bank/kinds/kinds.ts';
import { plainText } from '../../base/text/markup.ts';
import type { TextWriter } from '../item/format.ts';

const line = (text: string) => plainText(text).replace(/\s+/g, ' ').trim();

/** Aiken, which holds a line of text, its options and one key. */
export const aikenWriter: TextWriter = {
  name: 'aiken',
  title: 'Aiken',
  ending: 'txt',
  unfit: (question) =>
    kindOf(question).hasOneKey ? undefined : 'Aiken allows only questions with one right option.',
  lost: ({ stem, options, rationale }) => [
    ...([stem, ...options.map(({ text }) => text)].some((text) => line(text) !== text.trim())
      ? ['Its formatting, code and pictures are left out.']
      : []),
    ...(rationale || options.some((option) => option.rationale) ? ['Its rationales are left out.'] : []),
  ],
  *write({ questions }) {
    for (const { stem, options, key } of questions) {
      const letters = options.map((option, i) => ({ ...option, letter: String.fromCharCode(65 + i) }));
      const right = letters.find(({ id }) => key.includes(id))!;
      const lines = letters.map(({ letter, text }) => `${letter}. ${line(text)}`);
      yield `${[line(stem), ...lines, `ANSWER: ${right.letter}`].join('\n')}\n\n`;
    }
  },
};
