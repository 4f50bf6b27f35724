import type { Writer } from '../item/format.ts';
import { filled } from '../item/rest.ts';

/** Etude’s own JSON: the whole bank in one file, without its pictures. */
export const questionsWriter: Writer = {
  name: 'json',
  unfit: () => undefined,
  lost: ({ pictures }) => (pictures ? ['Its pictures are left out: copy them from the bank’s folder.'] : []),
  *write({ taxonomy, questions }) {
    const { $schema: _, ...bank } = taxonomy;
    yield `${JSON.stringify(bank).slice(0, -1)},"questions":[\n`;
    for (const [i, { pictures: __, ...question }] of questions.entries())
      yield `${JSON.stringify({ ...filled(question), options: question.options.map(filled) })}${i + 1 < questions.length ? ',' : ''}\n`;
    yield ']}\n';
  },
};
