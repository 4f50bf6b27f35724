import type { Question } from '../../bank/model.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import type { Item } from './model.ts';

/** What a format of others has no place for, as one line of JSON that its files carry where their readers do not look. */
export function restOf(question: Question): string {
  const { stem: _, rationale: __, key: ___, type: ____, pictures: _____, options, ...rest } = question;
  const own = options.map(({ text: _, rationale: __, ...option }) => option);
  return JSON.stringify({ ...filled(rest), options: own });
}

/** The fields that say something: a default that is empty is none. */
export function filled<T extends object>(fields: T): Partial<T> {
  const said = Object.entries(fields).filter(
    ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(said) as Partial<T>;
}

/** A question with the rest that an export of Etude wrote beside it; any other text changes nothing. */
export function withRest(item: Item, json: string | undefined): Item {
  const rest = json === undefined ? undefined : parsed(json);
  if (!rest) return item;
  const { options = [], prompts: _, tolerance: __, ...fields } = rest;
  if (item.prompts.length > 0) return { ...item, extra: {}, rest: fields };
  if (item.options.length !== options.length) return item;
  const names = new Map(item.options.map(({ id }, i) => [id, String(options[i]?.id ?? id)]));
  return {
    ...item,
    options: item.options.map((option, i) => ({ ...option, ...options[i], text: option.text })),
    key: item.key.map((id) => names.get(id) ?? id),
    extra: {},
    rest: fields,
  };
}

function parsed(json: string): Partial<AuthoredQuestion> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Partial<AuthoredQuestion>) : undefined;
  } catch {
    return undefined;
  }
}
