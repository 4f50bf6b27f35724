import { categoryOf } from '../gift/read.ts';
import { parseHtml, textOf } from '../html/parse.ts';
import { choiceType } from '../item/ids.ts';
import { attempt, type Choice, type Item, type Outcome, Unfit } from '../item/model.ts';
import { plainNumber } from '../item/number.ts';
import { withRest } from '../item/rest.ts';
import { createConverter, decoded, titleOf } from '../item/text.ts';
import { elementsOf, type Xml } from '../xml/parse.ts';
import { allNamed, childrenOf } from '../xml/tree.ts';

type Convert = ReturnType<typeof createConverter>;
type Asked = Pick<Item, 'type' | 'options' | 'prompts' | 'key'> & { tolerance?: number };

/** Reads a file of Moodle XML: its questions, and the pictures inside it. */
export function readMoodle(text: string): { outcomes: Outcome[]; pictures: Map<string, Buffer> } {
  const outcomes: Outcome[] = [];
  const pictures = new Map<string, Buffer>();
  let [category, about]: [string[], About | undefined] = [[], undefined];
  for (const { element } of elementsOf(text, (name) => name === 'question')) {
    if (element.attributes.type === 'category') {
      if (about) outcomes.push(unkept(about, category));
      [category, about] = [categoryOf(said(element, 'category')), aboutIn(element)];
    } else {
      const outcome = readQuestion(element, category, outcomes.length + 1, pictures);
      outcomes.push(about && !('reason' in outcome) ? withAbout(outcome, about) : outcome);
      if (!('reason' in outcome)) about = undefined;
    }
  }
  if (about) outcomes.push(unkept(about, category));
  return { outcomes, pictures };
}

/** What a file says of a category. */
type About = Record<'info' | 'idnumber', string>;

function aboutIn(element: Xml): About | undefined {
  const about = { info: said(element, 'info'), idnumber: said(element, 'idnumber') };
  return about.info || about.idnumber ? about : undefined;
}

/** The first question of a category keeps what is said of it. */
function withAbout(item: Item, about: About): Item {
  // A file of Etude says it beside the question that keeps it.
  if (item.rest?.id !== undefined) return item;
  const change = 'The description and the id number of its category are kept, but not shown.';
  return { ...item, extra: { ...item.extra, category: about }, changes: [...item.changes, change] };
}

function unkept({ info }: About, category: string[]): Outcome {
  const reason = 'No question in this category was imported, so its description and id number are not kept.';
  return { id: `category ${category.join(' / ')}`, title: info, category, reason };
}

/** The text of an element of an element. */
function said(element: Xml, name: string): string {
  const [child] = childrenOf(element, name);
  if (!child) return '';
  const [inner] = childrenOf(child, 'text');
  return wordsOf(inner ?? child).trim();
}

function wordsOf({ children }: Xml): string {
  return children.map((child) => (typeof child === 'string' ? child : wordsOf(child))).join('');
}

function readQuestion(
  element: Xml,
  category: string[],
  number: number,
  pictures: Map<string, Buffer>,
): Outcome {
  const { type = '' } = element.attributes;
  const [name, idnumber] = [said(element, 'name'), said(element, 'idnumber')];
  const title = titleOf(name || textOf(parseHtml(said(element, 'questiontext'))));
  const outcome = attempt({ id: idnumber || `question ${number}`, title, category }, () => {
    const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
    if (!reader) throw new Unfit(`Etude does not support this type of question (${type || 'none'}).`);
    const convert = createConverter((source) => taken(element, source, number, pictures));
    const asked = reader(element, convert);
    const tags = allNamed(element, 'tag').map((tag) => said(tag, 'text') || wordsOf(tag).trim());
    const extra = extraOf(element, name, idnumber);
    if (childrenOf(element, 'hint').length > 0) convert.changes.add('Its hints are kept, but not shown.');
    const question = {
      ...asked,
      stem: textIn(element, 'questiontext', convert.block) || title,
      shuffle: type === 'multichoice' ? ['true', '1'].includes(said(element, 'shuffleanswers')) : true,
      rationale: textIn(element, 'generalfeedback', convert.block),
      extra,
      format: 'moodle',
      ...(tags.length > 0 ? { rest: { tags } } : {}),
    };
    return { ...question, changes: [...convert.changes] };
  });
  if ('reason' in outcome) return outcome;
  const order = ['matching', 'ordering'].includes(outcome.type) ? 'keyed' : 'written';
  return withRest(outcome, said(element, 'etude') || undefined, order);
}

/** Takes a picture that lies in the file beside the text that shows it, and names it by its question. */
function taken(question: Xml, source: string, number: number, pictures: Map<string, Buffer>): string {
  const name = decoded(source.replace(/^@@PLUGINFILE@@\//, '').replace(/%(?![0-9a-f]{2})/gi, '%25'));
  const file = allNamed(question, 'file').find(({ attributes }) => attributes.name === name);
  const own = `${number}/${name.replace(/[^\w.-]+/g, '-')}`;
  if (file) pictures.set(own, Buffer.from(wordsOf(file), 'base64'));
  return own;
}

const formats: Record<string, string> = { html: 'html', markdown: 'markdown', plain_text: 'plain' };

function textIn(element: Xml, name: string, convert: (text: string, format: string) => string): string {
  const [child] = childrenOf(element, name);
  return child ? convert(said(element, name), formats[child.attributes.format ?? 'html'] ?? 'moodle') : '';
}

function answerOf(answer: Xml, convert: Convert): { text: string; rationale?: string; weight: number } {
  const format = formats[answer.attributes.format ?? 'html'] ?? 'moodle';
  const [inner] = childrenOf(answer, 'text');
  const rationale = textIn(answer, 'feedback', convert.block);
  return {
    text: convert.line(inner ? wordsOf(inner) : '', format),
    weight: Number(answer.attributes.fraction ?? 0),
    ...(rationale === '' ? {} : { rationale }),
  };
}

const letterOf = (i: number) => String.fromCharCode(97 + i);

const readers: Record<string, (element: Xml, convert: Convert) => Asked> = {
  multichoice: (element, convert) => {
    const answers = childrenOf(element, 'answer').map((answer) => answerOf(answer, convert));
    const isSingle = !['false', '0', ''].includes(
      said(element, 'single') || (childrenOf(element, 'single').length > 0 ? '' : 'true'),
    );
    const isKey = (weight: number) => (isSingle ? weight >= 100 : weight > 0);
    const options = answers.map(
      ({ weight: _, ...answer }, i): Choice => ({ id: String.fromCharCode(97 + i), ...answer }),
    );
    const key = options.filter((_, i) => isKey(answers[i]!.weight)).map(({ id }) => id);
    if (answers.some(({ weight }) => weight > 0 && !isKey(weight)))
      convert.changes.add('A partly right answer now counts as wrong.');
    if (!isSingle || answers.some(({ weight }) => weight < 0))
      convert.changes.add('There are no marks for parts of the answer any more: all of it must be right.');
    return { type: choiceType(key), options, prompts: [], key };
  },
  truefalse: (element, convert) => {
    const answers = childrenOf(element, 'answer').map((answer) => answerOf(answer, convert));
    const isNamed = answers.some(({ text }) => /^(true|false)$/i.test(text));
    if (!isNamed)
      convert.changes.add('Its answers are not called true and false: the first was taken as true.');
    const find = (truth: string, i: number) =>
      isNamed ? answers.find(({ text }) => text.toLowerCase() === truth) : answers[i];
    const [yes, no] = [find('true', 0), find('false', 1)];
    if (!yes || !no) throw new Unfit('It does not have one true and one false answer.');
    const option = (id: string, text: string, { rationale }: typeof yes) => ({
      id,
      text,
      ...(rationale ? { rationale } : {}),
    });
    return {
      type: 'true-false',
      options: [option('true', 'True', yes), option('false', 'False', no)],
      prompts: [],
      key: [String(yes.weight > no.weight)],
    };
  },
  matching: (element, convert) => {
    const isOwn = childrenOf(element, 'etude').length > 0;
    const pairs = childrenOf(element, 'subquestion').map((each): [string, string] => {
      const format = formats[each.attributes.format ?? 'html'] ?? 'moodle';
      const [inner] = childrenOf(each, 'text');
      return [
        convert.line(inner ? wordsOf(inner) : '', format),
        convert.line(said(each, 'answer'), isOwn ? 'markdown' : 'plain'),
      ];
    });
    const texts = [...new Set(pairs.map(([, right]) => right))];
    const asked = pairs.filter(([left]) => left !== '');
    return {
      type: 'matching',
      options: texts.map((text, i) => ({ id: String.fromCharCode(97 + i), text })),
      prompts: asked.map(([text], i) => ({ id: String(i + 1), text })),
      key: asked.map(([, right], i) => `${i + 1}=${String.fromCharCode(97 + texts.indexOf(right))}`),
    };
  },
  // Its answers are listed in the right order; their fractions say nothing.
  ordering: (element, convert) => {
    const answers = childrenOf(element, 'answer').map((answer) => answerOf(answer, convert));
    if (!['', 'ALL'].includes(said(element, 'selecttype').toUpperCase()))
      convert.changes.add('It showed only some of its parts; now all of them must be put in order.');
    if (said(element, 'gradingtype').toUpperCase() !== 'ALL_OR_NOTHING')
      convert.changes.add('There are no marks for parts of the answer any more: all of it must be right.');
    const options = answers.map(({ weight: _, ...answer }, i): Choice => ({ id: letterOf(i), ...answer }));
    return { type: 'ordering', options, prompts: [], key: options.map(({ id }) => id) };
  },
  numerical: (element) => {
    const right = childrenOf(element, 'answer').filter(
      ({ attributes }) => Number(attributes.fraction) === 100,
    );
    if (right.length !== 1) throw new Unfit('It has several correct numbers, but Etude allows only one.');
    const [inner] = childrenOf(right[0]!, 'text');
    const key = plainNumber(wordsOf(inner ?? right[0]!).trim());
    return {
      type: 'numeric',
      options: [],
      prompts: [],
      key: [key],
      tolerance: Number(said(right[0]!, 'tolerance')) || 0,
    };
  },
};

/** What Etude has no place for, and keeps. */
function extraOf(element: Xml, name: string, idnumber: string): Record<string, unknown> {
  const hints = childrenOf(element, 'hint').map((hint) => said(hint, 'text') || wordsOf(hint).trim());
  const texts = [
    'correctfeedback',
    'partiallycorrectfeedback',
    'incorrectfeedback',
    'penalty',
    'defaultgrade',
  ];
  const kept = texts.map((each) => [each, said(element, each)]).filter(([, value]) => value !== '');
  return {
    ...(name === '' ? {} : { name }),
    ...(idnumber === '' ? {} : { idnumber }),
    ...Object.fromEntries(kept),
    ...(hints.length > 0 ? { hints } : {}),
  };
}
