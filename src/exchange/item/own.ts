import { hasKind } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { AuthoredQuestion, Option } from '../../bank/schema/question.ts';
import type { About, Item } from './model.ts';

/** Whether a value has what a question of Etude cannot do without, each of the right kind. */
export function isOwnQuestion(value: unknown): value is AuthoredQuestion {
  if (typeof value !== 'object' || value === null) return false;
  const { stem, type, options, key, prompts = [], rationale } = value as Record<string, unknown>;
  const areTexts = (list: unknown) => Array.isArray(list) && list.every((each) => typeof each === 'string');
  if (typeof stem !== 'string' || typeof type !== 'string' || !areTexts(key) || !isText(rationale))
    return false;
  const areWhole = [options, prompts].every(
    (list) => areParts(list) && list.every(({ text }) => typeof text === 'string'),
  );
  return areWhole && hasKind({ type, options: options as [], key: key as string[] });
}

const isText = (value: unknown) => value === undefined || typeof value === 'string';

/** Whether a value is a list of options or prompts, as far as they say anything. */
export function areParts(list: unknown): list is { id: string; text?: string; rationale?: string }[] {
  return (
    Array.isArray(list) &&
    list.every((part: Record<string, unknown> | null) => {
      if (typeof part !== 'object' || part === null) return false;
      return typeof part.id === 'string' && isText(part.text) && isText(part.rationale);
    })
  );
}

/** A question as its author wrote it. */
export function ownItem(about: About, question: AuthoredQuestion): Item {
  const { stem, options, prompts = [], key, type, rationale = '', tolerance, ...rest } = question;
  return {
    ...about,
    type,
    stem,
    options,
    prompts,
    key,
    ...(tolerance === undefined ? {} : { tolerance }),
    shuffle: rest.shuffle ?? true,
    rationale,
    extra: {},
    changes: [],
    rest,
  };
}

/** A question without its defaults, its fields in the order in which files have them. */
export function authoredOf({ pictures: _, ...question }: Question): AuthoredQuestion {
  const options = question.options.map((option) => inOrder(Option, option));
  return inOrder(AuthoredQuestion, { ...question, options }) as AuthoredQuestion;
}

/** The fields that say something, in the order of a schema: a default that is empty says nothing, but no options do. */
function inOrder<T extends object>({ properties }: { properties: object }, value: T): Partial<T> {
  const names = Object.keys(properties);
  const said = Object.entries(value).filter(
    ([name, each]) =>
      name === 'options' ||
      (each !== undefined && each !== '' && !(Array.isArray(each) && each.length === 0)),
  );
  return Object.fromEntries(said.toSorted(([a], [b]) => names.indexOf(a) - names.indexOf(b))) as Partial<T>;
}
