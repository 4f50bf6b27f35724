import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { escapeHtml, plainText } from '../../base/text/markup.ts';
import { categoryOf, explainsParts } from '../gift/write.ts';
import type { Outgoing, TextWriter } from '../item/format.ts';
import { restOf } from '../item/rest.ts';
import { bodies } from './bodies.ts';
import { textsOf } from './texts.ts';

/** Moodle XML, its texts marked as Markdown and its pictures inside. */
export const moodleWriter: TextWriter = {
  name: 'moodle-xml',
  title: 'Moodle XML',
  ending: 'xml',
  unfit: (question) =>
    Object.hasOwn(bodies, kindOf(question).name)
      ? undefined
      : 'Moodle XML does not support this type of question.',
  lost: (question) => [
    ...(!showsRationales(question) && explainsParts(question)
      ? ['The rationales for its options are left out.']
      : []),
    ...(kindOf(question).name === 'matching' && question.options.some(({ text }) => plainText(text) !== text)
      ? ['Moodle shows its options as plain text, with their Markdown symbols.']
      : []),
    ...(Object.values(question.pictures ?? {}).some(({ dark }) => dark)
      ? ['The dark versions of its pictures are left out.']
      : []),
  ],
  *write(bank: Outgoing) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n';
    let objective = '';
    for (const question of bank.questions) {
      if (question.objective !== objective) yield categoryXml(bank, question);
      objective = question.objective;
      yield questionXml(bank, question);
    }
    yield '</quiz>\n';
  },
};

const showsRationales = (question: Question) =>
  !['matching', 'numeric', 'ordering'].includes(kindOf(question).name);

/** What an import from Moodle has kept. */
type Kept = {
  name?: string;
  idnumber?: string;
  hints?: string[];
  category?: { info?: string; idnumber?: string };
} & Record<string, unknown>;

function keptOf({ extensions }: Question): Kept {
  return (extensions as { moodle?: Kept } | undefined)?.moodle ?? {};
}

const textXml = (name: string, text: string) =>
  `<${name} format="html"><text>${escapeHtml(text)}</text></${name}>\n`;

/** The category of a question that comes first in it, with what an import found said of it. */
function categoryXml({ taxonomy, questions }: Outgoing, { objective }: Question): string {
  const ofCategory = questions.filter((question) => question.objective === objective);
  const about = ofCategory.map((question) => keptOf(question).category).find((each) => each !== undefined);
  const path = `<category><text>${escapeHtml(categoryOf(taxonomy, ofCategory[0]!))}</text></category>`;
  const info = about?.info ? textXml('info', about.info) : '';
  const idnumber = about?.idnumber ? `<idnumber>${escapeHtml(about.idnumber)}</idnumber>` : '';
  return `<question type="category">${path}${info}${idnumber}</question>\n`;
}

const combined = ['correctfeedback', 'partiallycorrectfeedback', 'incorrectfeedback'];

function questionXml(bank: Outgoing, question: Question): string {
  const text = textsOf(bank, question);
  const kept = keptOf(question);
  const said = (name: string) => (typeof kept[name] === 'string' ? kept[name] : undefined);
  const { type, xml } = bodies[kindOf(question).name]!(question, text);
  const tags = question.tags ?? [];
  return [
    `<question type="${type}">\n`,
    `<name><text>${escapeHtml(said('name') ?? question.id)}</text></name>\n`,
    `<questiontext format="markdown">${text(question.stem)}</questiontext>\n`,
    `<generalfeedback format="markdown">${text(question.rationale)}</generalfeedback>\n`,
    ...['defaultgrade', 'penalty'].map((name) =>
      said(name) ? `<${name}>${escapeHtml(said(name)!)}</${name}>\n` : '',
    ),
    `<idnumber>${escapeHtml(said('idnumber') ?? question.id)}</idnumber>\n`,
    ...combined.map((name) => (said(name) ? textXml(name, said(name)!) : '')),
    xml,
    ...(Array.isArray(kept.hints) ? kept.hints.map((hint) => textXml('hint', String(hint))) : []),
    tags.length > 0
      ? `<tags>${tags.map((tag) => `<tag><text>${escapeHtml(tag)}</text></tag>`).join('')}</tags>\n`
      : '',
    `<etude><text>${escapeHtml(
      restOf(question, {
        lacksRationales: !showsRationales(question),
        lacksTexts: kindOf(question).name === 'true-false',
      }),
    )}</text></etude>\n`,
    '</question>\n',
  ].join('');
}
