import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { escapeHtml } from '../../base/text/markup.ts';
import { categoryOf } from '../gift/write.ts';
import type { Outgoing, Writer } from '../item/format.ts';
import { restOf } from '../item/rest.ts';

/** Moodle XML, its texts marked as Markdown and its pictures inside. */
export const moodleWriter: Writer = {
  name: 'moodle-xml',
  unfit: (question) =>
    Object.hasOwn(bodies, kindOf(question).name)
      ? undefined
      : 'Moodle XML does not support this type of question.',
  lost: (question) =>
    ['matching', 'numeric'].includes(kindOf(question).name) &&
    question.options.some(({ rationale }) => rationale)
      ? ['The rationales of its options are left out.']
      : [],
  *write(bank: Outgoing) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n';
    let objective = '';
    for (const question of bank.questions) {
      if (question.objective !== objective)
        yield `<question type="category"><category><text>${escapeHtml(categoryOf(bank.taxonomy, question))}</text></category></question>\n`;
      objective = question.objective;
      yield questionXml(bank, question);
    }
    yield '</quiz>\n';
  },
};

function questionXml(bank: Outgoing, question: Question): string {
  const files = Object.keys(question.pictures ?? {});
  const text = (name: string, content: string, more = '') =>
    `<${name} format="markdown"><text>${escapeHtml(linked(content, files))}</text>${more}</${name}>\n`;
  const pictures = files.map((name) => {
    const bytes = bank.picture(question, name);
    return bytes
      ? `<file name="${escapeHtml(name)}" path="/" encoding="base64">${bytes.toString('base64')}</file>`
      : '';
  });
  const { type, xml } = bodies[kindOf(question).name]!(question, files);
  return `<question type="${type}">
<name><text>${escapeHtml(question.id)}</text></name>
${text('questiontext', question.stem, pictures.join(''))}${text('generalfeedback', question.rationale ?? '')}<idnumber>${escapeHtml(question.id)}</idnumber>
${xml}<etude><text>${escapeHtml(restOf(question))}</text></etude>
</question>
`;
}

/** A text whose pictures are found inside the file. */
function linked(text: string, files: readonly string[]): string {
  return files.reduce((all, name) => all.replaceAll(`](${name})`, `](@@PLUGINFILE@@/${name})`), text);
}

type Body = (question: Question, files: readonly string[]) => { type: string; xml: string };

function answer(
  fraction: number,
  text: string,
  rationale: string | undefined,
  files: readonly string[],
): string {
  const said = rationale
    ? `<feedback format="markdown"><text>${escapeHtml(linked(rationale, files))}</text></feedback>`
    : '';
  return `<answer fraction="${fraction}" format="markdown"><text>${escapeHtml(linked(text, files))}</text>${said}</answer>\n`;
}

const multichoice =
  (isSingle: boolean): Body =>
  (question, files) => ({
    type: 'multichoice',
    xml: `<single>${isSingle}</single>\n<shuffleanswers>${question.shuffle}</shuffleanswers>\n${question.options
      .map(({ id, text, rationale }) =>
        answer(
          question.key.includes(id) ? +(100 / kindOf(question).wanted).toFixed(5) : isSingle ? 0 : -100,
          text,
          rationale,
          files,
        ),
      )
      .join('')}`,
  });

const bodies: Record<string, Body> = {
  single: multichoice(true),
  multiple: multichoice(false),
  'true-false': ({ options, key }, files) => ({
    type: 'truefalse',
    xml: options
      .map(({ id, rationale }) => answer(key.includes(id) ? 100 : 0, id, rationale, files))
      .join(''),
  }),
  numeric: ({ key, tolerance = 0 }) => ({
    type: 'numerical',
    xml: `<answer fraction="100" format="plain_text"><text>${key[0]}</text><tolerance>${tolerance}</tolerance></answer>\n`,
  }),
  matching: ({ prompts = [], options, key }, files) => {
    const pairs = prompts.map(({ id, text }): [string, string] => {
      const right = options.find((option) => key.includes(`${id}=${option.id}`))!;
      return [linked(text, files), right.text];
    });
    // An option that nothing belongs to is an answer without a question.
    const spare = options
      .filter(({ id }) => !key.some((pair) => pair.endsWith(`=${id}`)))
      .map(({ text }): [string, string] => ['', text]);
    return { type: 'matching', xml: [...pairs, ...spare].map(subquestion).join('') };
  },
};

function subquestion([prompt, option]: [string, string]): string {
  return `<subquestion format="markdown"><text>${escapeHtml(prompt)}</text><answer><text>${escapeHtml(option)}</text></answer></subquestion>\n`;
}
