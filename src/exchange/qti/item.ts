import { markdownOf, type TakePicture } from '../html/markdown.ts';
import type { Nodes } from '../html/parse.ts';
import { type About, attempt, type Choice, type Outcome, Unfit } from '../item/model.ts';
import type { Xml } from '../xml/parse.ts';
import { childrenOf, findAll, replaced } from '../xml/tree.ts';
import { feedbackIn, withoutFeedback } from './feedback.ts';
import { type Asked, isTrue, readers } from './interactions.ts';
import { asExported } from './texts.ts';
import { inNamesOf2, versionOf } from './vocabulary.ts';

/** Reads an item of QTI 2.1, 2.2 or 3.0. */
export function readItem(root: Xml, category: string[], picture: TakePicture): Outcome {
  const version = versionOf(root);
  const item = inNamesOf2(root);
  const { identifier = '', title = '' } = item.attributes;
  const about: About = { id: identifier, title: title.trim(), category };
  const outcome = attempt(about, () => {
    const body = childrenOf(item, 'itemBody')[0];
    if (!body) throw new Unfit('It has no body.');
    const interaction = onlyInteraction(item, body);
    const asked = readers[interaction.name]!({ item, interaction, picture });
    const changes = new Set(asked.changes);
    const convert = (nodes: Nodes) => {
      const { text, changes: own } = markdownOf(nodes, picture);
      for (const change of own) changes.add(change);
      return text;
    };
    const feedback = feedbackIn(item, [...asked.identifiers.keys()], convert);
    const stem = convert(stemOf(body, interaction).children);
    if (stem === '' && title === '') throw new Unfit('It has no text.');
    return {
      ...pick(asked),
      stem: stem || title,
      options: withRationales(asked, asked.options, feedback.ofOptions),
      prompts: withRationales(asked, asked.prompts, feedback.ofOptions),
      rationale: feedback.ofQuestion,
      ...(item.attributes.lang ? { language: item.attributes.lang } : {}),
      extra: { ...extraOf(item), version, ...(feedback.onWrong ? { onWrong: feedback.onWrong } : {}) },
      changes: [...changes, ...unkept(item, body), ...(feedback.onWrong ? [wrongKept] : [])],
    };
  });
  return asExported(outcome, item);
}

function pick({ type, key, shuffle, tolerance }: Asked) {
  return { type, key, shuffle, ...(tolerance === undefined ? {} : { tolerance }) };
}

function onlyInteraction(item: Xml, body: Xml): Xml {
  if (isTrue(item.attributes.adaptive)) throw new Unfit('It changes as the candidate answers (adaptive).');
  if (childrenOf(item, 'templateDeclaration').length > 0)
    throw new Unfit('Its values are drawn at random (template).');
  const found = findAll(body, ({ name }) => name.endsWith('Interaction'));
  const [interaction] = found;
  if (!interaction) throw new Unfit('It asks nothing (no interaction).');
  if (found.length > 1) throw new Unfit(`It asks ${found.length} things at once (${namesOf(found)}).`);
  if (!(interaction.name in readers))
    throw new Unfit(
      `Etude does not support this type of question (${interaction.name.replace(/Interaction$/, '')}).`,
    );
  return interaction;
}

function namesOf(interactions: readonly Xml[]): string {
  return [...new Set(interactions.map(({ name }) => name.replace(/Interaction$/, '')))].join(', ');
}

/** What is read before the options: the body, with the prompt where the interaction stood. */
function stemOf(body: Xml, interaction: Xml): Xml {
  const prompts = childrenOf(interaction, 'prompt').map((prompt) => ({ ...prompt, name: 'div' }));
  return replaced(withoutFeedback(body), (each) => {
    if (each.name === 'rubricBlock' && !isForCandidates(each)) return undefined;
    if (isFieldAlone(each)) return undefined;
    if (!each.name.endsWith('Interaction')) return each;
    return each.name === 'textEntryInteraction' ? gap : { name: 'div', attributes: {}, children: prompts };
  });
}

/** What a report says of feedback that Etude shows to nobody. */
export const wrongKept = 'the feedback on wrong answers is kept, but not shown';

/** A number is typed into a field of its own. */
const gap = '_____';

/** Whether a paragraph is nothing but the field, so that no sentence has a gap. */
function isFieldAlone(element: Xml): boolean {
  const [field, ...more] = element.children.filter(
    (child) => typeof child !== 'string' || child.trim() !== '',
  );
  return more.length === 0 && typeof field === 'object' && field.name === 'textEntryInteraction';
}

function isForCandidates({ attributes: { view = 'candidate' } }: Xml): boolean {
  return view.split(/\s+/).includes('candidate');
}

function withRationales(
  { identifiers }: Asked,
  options: readonly Choice[],
  said: ReadonlyMap<string, string>,
): Choice[] {
  const nameOf = new Map([...identifiers].map(([name, id]) => [id, name]));
  return options.map((option) => {
    const rationale = said.get(nameOf.get(option.id) ?? '');
    return rationale ? { ...option, rationale } : option;
  });
}

/** What Etude has no place for, and keeps. */
function extraOf(item: Xml): Record<string, unknown> {
  const { identifier, title } = item.attributes;
  return { identifier, ...(title ? { title } : {}) };
}

/** What is lost of an item, in words. */
function unkept(item: Xml, body: Xml): string[] {
  const rubrics = findAll(body, (each) => each.name === 'rubricBlock' && !isForCandidates(each));
  const parts = [
    ...(rubrics.length > 0 ? ['a note for scorers or tutors was left out'] : []),
    ...(childrenOf(item, 'stylesheet').length > 0 ? ['its style sheet was left out'] : []),
    ...(childrenOf(item, 'catalogInfo').length > 0 ? ['its support catalogue was left out'] : []),
  ];
  return parts;
}
