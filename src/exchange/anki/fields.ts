import type { Note } from './model.ts';

/** The fields of a note by what they are for. */
export type Fields = {
  question: string;
  options: string[];
  /** What says which options are right, as it is written. */
  answer: string;
  rationale: string[];
  title: string;
  kind: string;
};

const names = {
  question: /^(question|stem|prompt|front|frage|pregunta|problem)(text)?$/,
  option: /^(q|option|choice|answer|opt|alternative|distractor|antwort)?([a-h]|\d)$/,
  answer:
    /^(answers?|correct(answers?|options?|choices?)?|keys?|solution|right(answers?)?|back|correctindex)$/,
  rationale:
    /^(explanations?|rationale|extra\d?|backextra|comments?|notes?|sources?|references?|feedback|reason|hint)$/,
};

/** The fields of a note by the usual names; undefined where none is a question. */
export function fieldsOf({ type, fields }: Note): Fields | undefined {
  const all = type.fields.map((name, i) => ({ name: plain(name), text: fields[i] ?? '' }));
  const one = (pattern: RegExp) => all.find(({ name }) => pattern.test(name))?.text ?? '';
  const question = one(names.question);
  if (question.trim() === '') return undefined;
  const options = all.filter(({ name }) => names.option.test(name)).map(({ text }) => text);
  return {
    question,
    options: options.slice(0, options.findLastIndex((text) => text.trim() !== '') + 1),
    answer: one(names.answer),
    rationale: all.filter(({ name }) => names.rationale.test(name)).map(({ text }) => text),
    title: one(/^title$/),
    kind: one(/^qtype/),
  };
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\(.*\)/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
