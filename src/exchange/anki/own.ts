import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { digest } from '../../base/digest.ts';
import { escapeHtml, type Picture, pictureScheme, renderLine, renderMarkup } from '../../base/text/markup.ts';
import { authoredOf } from '../item/own.ts';
import { rightOf } from '../item/right.ts';
import { stamped } from '../item/stamp.ts';

/** The fields of a note that Etude writes, in their order; those of options are numbered. */
export const ownFields = [
  'Question',
  'QType',
  'Task',
  'Prompts',
  ...Array.from({ length: 8 }, (_, i) => `Option ${i + 1}`),
  'Answers',
  'Answer shown',
  'Explanation',
  'Reasons',
  'Etude',
];

/** What the field for Etude alone holds: the question as it was, and a sum of each field that it made. */
export type Kept = {
  question: object;
  /** The ids of the options in the order of their fields. */
  order: string[];
  /** The files of the pictures by their names. */
  pictures: Record<string, string>;
  sums: Record<string, string>;
};

/** The sum of a field’s content; Anki composes letters and accents. */
export function sumOf(html: string): string {
  return digest(html.normalize('NFC')).slice(0, 8);
}

/** The name of a picture among Anki’s media, where all decks share one folder. */
export function mediaName({ file }: Picture): string {
  return `etude-${file}`;
}

/** The fields of a question’s note by their names, in HTML. */
export function fieldsFor(question: Question, language: string): Map<string, string> {
  const shown = shownIn(question, language);
  const sums = Object.fromEntries([...shown].map(([name, html]) => [name, sumOf(html)]));
  const { pictures = {} } = question;
  const kept: Kept = {
    question: authoredOf(stamped(question)),
    order: orderOf(question).map(({ id }) => id),
    pictures: Object.fromEntries(
      Object.entries(pictures).map(([name, picture]) => [name, mediaName(picture)]),
    ),
    sums,
  };
  return shown.set('Etude', escapeHtml(JSON.stringify(kept)));
}

function shownIn(question: Question, language: string): Map<string, string> {
  const media = Object.entries(question.pictures ?? {}).map(([name, { dark: _, ...picture }]) => [
    name,
    { ...picture, file: mediaName(picture) },
  ]);
  const how = { pictures: Object.fromEntries(media), isChosen: true };
  const block = (text: string) => renderMarkup(text, language, how).replaceAll(pictureScheme, '');
  const line = (text: string) => renderLine(text, language, how).replaceAll(pictureScheme, '');
  const ordered = { ...question, options: orderOf(question) };
  const { name, instruction } = kindOf(question);
  const isTruth = name === 'true-false';
  const options = isTruth ? [] : ordered.options;
  return new Map([
    ['Question', block(question.stem)],
    ['QType', name],
    ['Task', escapeHtml(isTruth ? 'True or false?' : question.unit ? `In ${question.unit}` : instruction)],
    ['Prompts', listOf((question.prompts ?? []).map(({ text }) => line(text)))],
    ...Array.from({ length: 8 }, (_, i): [string, string] => [
      `Option ${i + 1}`,
      options[i] ? line(options[i].text) : '',
    ]),
    ['Answers', answersOf(ordered)],
    ['Answer shown', answerShown(ordered, line)],
    ['Explanation', question.rationale === '' ? '' : block(question.rationale)],
    ['Reasons', reasonsOf(ordered, block)],
  ]);
}

const listOf = (items: readonly string[]) =>
  items.length > 0 ? `<ol>${items.map((item) => `<li>${item}</li>`).join('')}</ol>` : '';

/** The options as Anki lists them: in another order than the right one where the order is the answer. */
function orderOf({ id, options, ...question }: Question): Question['options'] {
  const { comparesOptions, shuffles } = kindOf({ options, ...question });
  if (comparesOptions || shuffles === false) return options;
  const shuffled = options.toSorted((a, b) => (digest(id + a.id) < digest(id + b.id) ? -1 : 1));
  const isRight = shuffled.every((option, i) => option.id === question.key[i]);
  return isRight ? [...shuffled.slice(1), ...shuffled.slice(0, 1)] : shuffled;
}

/** The right answer as Etude and add-ons read it: a bit for each option, true or false, or what stands for the others. */
function answersOf(question: Question): string {
  const { options, key } = question;
  const { name, comparesOptions } = kindOf(question);
  if (name === 'true-false') return key[0] === 'true' ? 'True' : 'False';
  return comparesOptions
    ? options.map(({ id }) => (key.includes(id) ? '1' : '0')).join(' ')
    : rightOf(question);
}

function answerShown(question: Question, line: (text: string) => string): string {
  const { options, prompts = [], key, tolerance, unit = '' } = question;
  const optionText = (id: string | undefined) => line(options.find((option) => option.id === id)?.text ?? '');
  const { name } = kindOf(question);
  if (name === 'numeric') return escapeHtml(`${key[0]}${tolerance ? ` ± ${tolerance}` : ''} ${unit}`.trim());
  if (name === 'ordering') return listOf(key.map(optionText));
  if (name === 'matching')
    return listOf(
      prompts.map(({ id, text }) => {
        const pair = key.find((each) => each.startsWith(`${id}=`));
        return `${line(text)} → ${optionText(pair?.slice(id.length + 1))}`;
      }),
    );
  const right = options.flatMap((option, i) => (key.includes(option.id) ? [[option, i] as const] : []));
  return right
    .map(([{ text }, i]) => (name === 'true-false' ? line(text) : `<b>${letterOf(i)}</b> ${line(text)}`))
    .join('<br>');
}

const letterOf = (i: number) => String.fromCharCode(65 + i);

/** What an option is called where it is explained: its letter, or true or false. */
export function labelOf(id: string, i: number): string {
  return ({ true: 'True', false: 'False' } as Record<string, string>)[id] ?? letterOf(i);
}

/** What is said of single options and prompts, each after its letter or number. */
function reasonsOf({ options, prompts = [] }: Question, block: (text: string) => string): string {
  const said = [
    ...prompts.map(({ rationale = '' }, i) => [String(i + 1), rationale] as const),
    ...options.map(({ id, rationale }, i) => [labelOf(id, i), rationale] as const),
  ].filter(([, rationale]) => rationale !== '');
  const items = said.map(([letter, rationale]) => `<li><b>${letter}</b> ${block(rationale)}</li>`);
  return items.length > 0 ? `<ul>${items.join('')}</ul>` : '';
}
