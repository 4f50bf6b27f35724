import { lineOf, type TakePicture } from '../html/markdown.ts';
import { textOf } from '../html/parse.ts';
import { optionIds } from '../item/ids.ts';
import { type Choice, type Item, Unfit } from '../item/model.ts';
import { plainNumber } from '../item/number.ts';
import type { Xml } from '../xml/parse.ts';
import { allNamed, childrenOf } from '../xml/tree.ts';
import { withoutFeedback } from './feedback.ts';
import { declaredIn, keyOf, toleranceIn } from './responses.ts';

/** What an interaction makes of a question. */
export type Asked = Pick<Item, 'type' | 'options' | 'prompts' | 'key' | 'shuffle' | 'changes'> & {
  tolerance?: number;
  /** The names that options have in the file, by those they have in the question. */
  identifiers: ReadonlyMap<string, string>;
};

/** What an interaction is read with. */
type Given = { item: Xml; interaction: Xml; picture: TakePicture };

/** The interactions that Etude can ask, by name. */
export const readers: Readonly<Record<string, (given: Given) => Asked>> = {
  choiceInteraction,
  orderInteraction,
  matchInteraction,
  textEntryInteraction,
};

function choiceInteraction({ item, interaction, picture }: Given): Asked {
  const { options, ids, changes } = optionsOf(childrenIn(interaction, 'simpleChoice'), picture);
  const declared = declaredIn(item, interaction.attributes.responseIdentifier ?? 'RESPONSE');
  const { key: right, change } = keyOf(
    item,
    interaction.attributes.responseIdentifier ?? 'RESPONSE',
    declared,
  );
  if (!declared.isMultiple && right.length > 1)
    throw new Unfit(
      'Any one of several answers is right. In Etude, either there is only one right answer or all of them are needed.',
    );
  const asked: Asked = {
    type: declared.isMultiple ? 'multiple' : 'single',
    options,
    prompts: [],
    key: right.map((each) => known(ids, each)),
    shuffle: isTrue(interaction.attributes.shuffle),
    identifiers: ids,
    changes: change ? [...changes, change] : changes,
  };
  const ordered = options.every(({ anchor }) => anchor) ? inOneOrder(asked) : asked;
  return declared.isMultiple ? ordered : asTrueFalse(ordered);
}

/** Where every option keeps its place, the options are not shuffled. */
function inOneOrder(asked: Asked): Asked {
  return { ...asked, options: asked.options.map(({ anchor: _, ...option }) => option), shuffle: false };
}

function orderInteraction({ item, interaction, picture }: Given): Asked {
  const { options, ids, changes } = optionsOf(childrenIn(interaction, 'simpleChoice'), picture);
  const response = interaction.attributes.responseIdentifier ?? 'RESPONSE';
  const { key: right } = keyOf(item, response, declaredIn(item, response));
  if (right.length !== options.length) throw new Unfit('Its key does not put all the options in order.');
  return {
    type: 'ordering',
    options: options.map(({ anchor: _, ...option }) => option),
    prompts: [],
    key: right.map((each) => known(ids, each)),
    shuffle: true,
    identifiers: ids,
    changes,
  };
}

function matchInteraction({ item, interaction, picture }: Given): Asked {
  const sets = childrenIn(interaction, 'simpleMatchSet').map((set) =>
    childrenIn(set, 'simpleAssociableChoice'),
  );
  if (sets.length !== 2) throw new Unfit('It does not match two lists.');
  const [prompts, options] = [optionsOf(sets[0]!, picture), optionsOf(sets[1]!, picture)];
  const response = interaction.attributes.responseIdentifier ?? 'RESPONSE';
  const { key } = keyOf(item, response, declaredIn(item, response));
  const pairs = key.map((pair) => pair.split(' '));
  if (
    pairs.length !== prompts.options.length ||
    new Set(pairs.map(([prompt]) => prompt)).size !== pairs.length
  )
    throw new Unfit('Its key does not match each entry in the first list with one in the second.');
  return {
    type: 'matching',
    prompts: prompts.options.map(({ anchor: _, ...prompt }) => prompt),
    options: options.options.map(({ anchor: _, ...option }) => option),
    key: pairs.map(([prompt, option = '']) => `${known(prompts.ids, prompt!)}=${known(options.ids, option)}`),
    shuffle: true,
    identifiers: new Map([...prompts.ids, ...options.ids]),
    changes: [...prompts.changes, ...options.changes],
  };
}

function textEntryInteraction({ item, interaction }: Given): Asked {
  const response = interaction.attributes.responseIdentifier ?? 'RESPONSE';
  const declared = declaredIn(item, response);
  const [key = ''] = keyOf(item, response, declared).key;
  if (!['float', 'integer'].includes(declared.baseType) || !/^[-+]?\d*\.?\d+(e[-+]?\d+)?$/i.test(key))
    throw new Unfit('Candidates would type words (text entry), which Etude cannot mark.');
  return {
    type: 'numeric',
    options: [],
    prompts: [],
    key: [plainNumber(key)],
    tolerance: toleranceIn(item, Number(key)),
    shuffle: true,
    identifiers: new Map(),
    changes: [],
  };
}

function childrenIn(element: Xml, name: string): Xml[] {
  return name === 'simpleMatchSet' || name === 'simpleAssociableChoice'
    ? childrenOf(element, name)
    : allNamed(element, name);
}

/** Options with the names they get, and those they have in the file. */
function optionsOf(elements: readonly Xml[], picture: TakePicture) {
  const identifiers = elements.map(({ attributes }) => attributes.identifier ?? '');
  const ids = optionIds(identifiers);
  const changes: string[] = [];
  const options = elements.map((element, i): Choice => {
    const { text, changes: own } = lineOf(withoutFeedback(element).children, picture);
    changes.push(...own);
    return {
      id: ids.get(identifiers[i]!)!,
      text,
      ...(isTrue(element.attributes.fixed) ? { anchor: true } : {}),
    };
  });
  if (options.some(({ text }) => text === '')) throw new Unfit('One of its options has no text.');
  return { options, ids, changes };
}

/** A question with one key, whose two options are true and false, as one of that type. */
export function asTrueFalse(asked: Asked): Asked {
  const values = asked.options.map(({ text }) => truthOf(text));
  if (asked.options.length !== 2 || values[0] === values[1] || values.includes('?')) return asked;
  const named = asked.options.map((option, i) => ({ ...option, id: values[i]! }));
  return {
    ...asked,
    type: 'true-false',
    options: named.map(({ anchor: _, ...option }) => option).toSorted((a, b) => (a.id > b.id ? -1 : 1)),
    key: asked.key.map((key) => values[asked.options.findIndex(({ id }) => id === key)]!),
    shuffle: false,
    identifiers: new Map(
      [...asked.identifiers].map(([name, id]) => [
        name,
        values[asked.options.findIndex((each) => each.id === id)]!,
      ]),
    ),
  };
}

function truthOf(text: string): 'true' | 'false' | '?' {
  if (/^(true|t)\.?$/i.test(text.trim())) return 'true';
  return /^(false|f)\.?$/i.test(text.trim()) ? 'false' : '?';
}

function known(ids: ReadonlyMap<string, string>, identifier: string): string {
  const id = ids.get(identifier);
  if (id === undefined)
    throw new Unfit(`Its key names ${JSON.stringify(identifier)}, which is not one of its options.`);
  return id;
}

/** Whether an attribute says true, in whatever letters. */
export function isTrue(value: string | undefined): boolean {
  return /^(true|yes|1)$/i.test(value?.trim() ?? '');
}

/** The words of an element. */
export function wordsOf(element: Xml | undefined): string {
  return element ? textOf(element.children).trim().replace(/\s+/g, ' ') : '';
}
