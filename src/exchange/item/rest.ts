import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { choiceType } from './ids.ts';
import type { Choice, Item } from './model.ts';
import { areParts, authoredOf } from './own.ts';
import { stamped } from './stamp.ts';

/** What a format shows of a question beside stem, options, key and rationale. */
type Shown = {
  /** Fields that have a place of their own. */
  fields?: readonly (keyof Question)[];
  /** Whether it says nothing of single options. */
  lacksRationales?: boolean;
  /** Whether it has words of its own for options, such as true and false. */
  lacksTexts?: boolean;
};

/** What a format of others has no place for, as one line of JSON that its files carry where their readers do not look. */
export function restOf(question: Question, { fields = [], lacksRationales, lacksTexts }: Shown = {}): string {
  const { stem: _, rationale: __, type: ___, tolerance: ____, ...said } = authoredOf(stamped(question));
  const { key, options, prompts, ...others } = said;
  const rest = Object.entries(others).filter(([name]) => !fields.includes(name as keyof Question));
  const own = options.map(({ text, rationale, ...option }) => ({
    ...option,
    ...(lacksTexts ? { text } : {}),
    ...(lacksRationales && rationale ? { rationale } : {}),
  }));
  return JSON.stringify({
    ...Object.fromEntries(rest),
    options: own,
    ...(prompts ? { prompts: prompts.map(({ text: _, ...prompt }) => prompt) } : {}),
    ...(prompts || kindOf(question).name === 'ordering' ? { key } : {}),
  });
}

/**
 * A question with the rest that an export of Etude wrote beside it; any other text changes nothing. Options come as the
 * bank has them, or in the order in which the key names them.
 */
export function withRest(item: Item, json: string | undefined, order: 'written' | 'keyed' = 'written'): Item {
  const rest = json === undefined ? undefined : parsed(json);
  if (!rest) return item;
  const { options = [], prompts = [], tolerance: _, key = [], ...fields } = rest;
  const names = namesOf(item, { options, prompts, key }, order);
  return {
    ...(names ? renamed(item, names, { options, prompts }) : item),
    extra: {},
    changes: [],
    rest: fields,
  };
}

type Own = Pick<AuthoredQuestion, 'options' | 'key'> & { prompts: NonNullable<AuthoredQuestion['prompts']> };
type Names = { options: Map<string, string>; prompts: Map<string, string> };

/** The ids that options and prompts had before they went out; undefined where some were added or removed. */
function namesOf(item: Item, { options, prompts, key }: Own, order: 'written' | 'keyed'): Names | undefined {
  if (item.options.length !== options.length || item.prompts.length !== prompts.length) return undefined;
  const given = order === 'keyed' ? keyedFirst(item.key, item.options) : item.options.map(({ id }) => id);
  const own = order === 'keyed' ? keyedFirst(key, options) : options.map(({ id }) => id);
  const ids = {
    options: pairs(given, own),
    prompts: pairs(
      item.prompts.map(({ id }) => id),
      prompts.map(({ id }) => id),
    ),
  };
  return new Set(own).size === options.length && ids.options.size === options.length ? ids : undefined;
}

/** The ids of options in the order in which a key names them, then the others. */
function keyedFirst(key: readonly string[], options: readonly { id: string }[]): string[] {
  const named = key.map((part) => part.split('=').at(-1)!);
  return [...new Set([...named, ...options.map(({ id }) => id)])];
}

function pairs(from: readonly string[], to: readonly string[]): Map<string, string> {
  return new Map(from.map((id, i) => [id, String(to[i])]));
}

function renamed(item: Item, names: Names, { options, prompts }: Pick<Own, 'options' | 'prompts'>): Item {
  const withOwn = (
    own: readonly { id: string }[],
    name: string | undefined,
    { id: _, text, ...said }: Choice,
  ) => {
    const more = (own.find(({ id }) => id === name) ?? { id: name }) as Partial<Choice> & { id: string };
    return { ...more, ...said, text: more.text ?? text };
  };
  const placeOf = ({ id }: Choice) => options.findIndex((each) => each.id === id);
  const rename = (part: string): string => {
    const [prompt, option] = part.split('=') as [string, string?];
    if (option !== undefined)
      return `${names.prompts.get(prompt) ?? prompt}=${names.options.get(option) ?? option}`;
    return names.options.get(part) ?? part;
  };
  return withOwnType({
    ...item,
    options: item.options
      .map((option) => withOwn(options, names.options.get(option.id), option))
      .toSorted((a, b) => placeOf(a) - placeOf(b)),
    prompts: item.prompts.map((prompt) => withOwn(prompts, names.prompts.get(prompt.id), prompt)),
    key: item.options.length > 0 ? item.key.map(rename) : item.key,
  });
}

/** Only the ids that Etude gave its options say whether they are true and false: other options may read so too. */
function withOwnType(item: Item): Item {
  if (item.options.map(({ id }) => id).join(' ') === 'true false') return { ...item, type: 'true-false' };
  return item.type === 'true-false' ? { ...item, type: choiceType(item.key) } : item;
}

function parsed(json: string): Partial<AuthoredQuestion> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isWhole(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value has lists where a question has them: a hand may have changed it. */
function isWhole(value: unknown): value is Partial<AuthoredQuestion> {
  if (typeof value !== 'object' || value === null) return false;
  const { options = [], prompts = [], key = [] } = value as Record<string, unknown>;
  const areTexts = Array.isArray(key) && key.every((part) => typeof part === 'string');
  return areParts(options) && areParts(prompts) && areTexts;
}
