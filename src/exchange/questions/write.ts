import type { TextWriter } from '../item/format.ts';
import { authoredOf } from '../item/own.ts';
import { stamped } from '../item/stamp.ts';

/** Etude’s own JSON: the whole bank in one file, without its pictures. */
export const questionsWriter: TextWriter = {
  name: 'json',
  title: 'Etude’s own JSON',
  ending: 'json',
  unfit: () => undefined,
  lost: ({ pictures }) => (pictures ? ['Its pictures are left out: copy them from the bank’s folder.'] : []),
  *write({ taxonomy, questions }) {
    const { $schema: _, ...bank } = taxonomy;
    yield `${JSON.stringify(bank).slice(0, -1)},"questions":[\n`;
    for (const [i, given] of questions.entries()) {
      const question = authoredOf(stamped(given));
      yield `${JSON.stringify(question)}${i + 1 < questions.length ? ',' : ''}\n`;
    }
    yield ']}\n';
  },
};
