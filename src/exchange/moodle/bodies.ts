import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { escapeHtml } from '../../base/text/markup.ts';
import type { WriteText } from './texts.ts';

type Body = (question: Question, text: WriteText) => { type: string; xml: string };

function answer(fraction: number, content: string, rationale: string): string {
  const feedback = rationale === '' ? '' : `<feedback format="markdown">${rationale}</feedback>`;
  return `<answer fraction="${fraction}" format="markdown">${content}${feedback}</answer>\n`;
}

const multichoice =
  (isSingle: boolean): Body =>
  (question, text) => {
    const { options, key, shuffle } = question;
    const right = +(100 / kindOf(question).wanted).toFixed(5);
    const answers = options.map((option) =>
      answer(
        key.includes(option.id) ? right : isSingle ? 0 : -100,
        text(option.text),
        option.rationale && text(option.rationale),
      ),
    );
    return {
      type: 'multichoice',
      xml: `<single>${isSingle}</single>\n<shuffleanswers>${shuffle}</shuffleanswers>\n${answers.join('')}`,
    };
  };

const orderingSettings = [
  ['layouttype', 'VERTICAL'],
  ['selecttype', 'ALL'],
  ['selectcount', '0'],
  ['gradingtype', 'ALL_OR_NOTHING'],
  ['showgrading', 'SHOW'],
  ['numberingstyle', 'none'],
  ['shownumcorrect', '1'],
];

/** The part of a question that differs from type to type. */
export const bodies: Record<string, Body> = {
  single: multichoice(true),
  multiple: multichoice(false),
  'true-false': ({ options, key }, text) => ({
    type: 'truefalse',
    xml: options
      .map(({ id, rationale }) =>
        answer(key.includes(id) ? 100 : 0, `<text>${id}</text>`, rationale && text(rationale)),
      )
      .join(''),
  }),
  numeric: ({ key, tolerance = 0 }) => ({
    type: 'numerical',
    xml: `<answer fraction="100" format="plain_text"><text>${key[0]}</text><tolerance>${tolerance}</tolerance></answer>\n`,
  }),
  // Moodle takes the order in which the answers are listed for the right one.
  ordering: ({ options, key }, text) => ({
    type: 'ordering',
    xml: [
      ...orderingSettings.map(([name, value]) => `<${name}>${value}</${name}>\n`),
      ...key.map((id, i) => answer(i + 1, text(options.find((option) => option.id === id)!.text), '')),
    ].join(''),
  }),
  matching: ({ prompts = [], options, key }, text) => {
    const pairs = prompts.map((prompt): [string, string] => {
      const right = options.find(({ id }) => key.includes(`${prompt.id}=${id}`))!;
      return [text(prompt.text), right.text];
    });
    // An option that nothing belongs to is an answer without a question.
    const spare = options
      .filter(({ id }) => !key.some((pair) => pair.endsWith(`=${id}`)))
      .map((option): [string, string] => ['<text></text>', option.text]);
    return { type: 'matching', xml: [...pairs, ...spare].map(subquestion).join('') };
  },
};

function subquestion([prompt, option]: [string, string]): string {
  return `<subquestion format="markdown">${prompt}<answer><text>${escapeHtml(option)}</text></answer></subquestion>\n`;
}
