import { letterIn, type Row } from './kinds/kind.ts';
import { kindOf } from './kinds/kinds.ts';
import type { Question } from './model.ts';
import type { Rendered } from './rendered.ts';

/** A question as it is asked: its text, rendered, and its options in an order. */
export type Asked = { question: Question; html: Rendered; order: readonly string[] };

/** What is asked by itself, with the fields of its form as they were sent. Nothing in it tells keys from distractors. */
export function askedParts({ question, html, order }: Asked, fields: readonly string[], hasKeys: boolean) {
  const kind = kindOf(question);
  return {
    stem: html.stem,
    view: kind.view,
    kind: kind.control,
    pick: kind.instruction,
    unit: question.unit ?? '',
    options: kind.controls(fields, order).map((control, i) => ({
      letter: control.letter,
      key: hasKeys ? String(i + 1) : '',
      text: textOf(html, control),
      value: control.value,
      checked: control.isChosen,
      choices: control.choices.map(({ value, word, option, isChosen }) => ({
        value,
        isChosen,
        words: option === undefined ? word : `${word}: ${html.options.get(option)!.line}`,
      })),
    })),
    listed: kind.listsOptions
      ? order.map((id) => ({ letter: letterIn(order, id), text: html.options.get(id)!.text }))
      : [],
  };
}

/** What is right and wrong about a response by itself, and why: every line with its rationale. */
export function answeredParts({ question, html, order }: Asked, response: readonly string[]) {
  const kind = kindOf(question);
  const rows = kind.rows(response, order).map((row) => ({
    letter: row.letter,
    text: textOf(html, row),
    rationale: rationaleOf(html, row),
    mark: row.mark,
    tag: row.tag,
    isChosen: row.tag.startsWith('Your'),
  }));
  return {
    stem: html.stem,
    options: rows,
    answers: kind.summary(rows),
    rationale: html.rationale,
    references: html.references,
    isExplained: html.rationale !== '' || html.references.length > 0,
  };
}

/** The right answer in a sentence: “the answers are A and B”. */
export function answerPhrase(question: Question, order: readonly string[]): string {
  const { isPlural, inWords } = kindOf(question);
  return `the ${isPlural ? 'answers are' : 'answer is'} ${inWords(question.key, order)}`;
}

type Line = Pick<Row, 'option' | 'prompt' | 'plain'>;

function textOf({ prompts, options }: Rendered, { option, prompt, plain }: Line): string {
  const texts = [
    ...(prompt === undefined ? [] : [prompts.get(prompt)!.text]),
    ...(option === undefined ? [] : [options.get(option)!.text]),
    ...(plain === undefined ? [] : [escaped(plain)]),
  ];
  return texts.length < 2 ? texts.join('') : `<div>${texts[0]}</div><div>→ ${texts[1]}</div>`;
}

function rationaleOf({ prompts, options }: Rendered, { option, prompt }: Line): string {
  const texts = [
    prompt === undefined ? '' : prompts.get(prompt)!.rationale,
    option === undefined ? '' : options.get(option)!.rationale,
  ].filter(Boolean);
  return texts.length < 2 ? texts.join('') : texts.map((text) => `<div>${text}</div>`).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
