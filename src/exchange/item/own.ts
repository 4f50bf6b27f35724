import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import type { About, Item } from './model.ts';

/** Whether a value has what a question of Etude cannot do without. */
export function isOwnQuestion(value: unknown): value is AuthoredQuestion {
  if (typeof value !== 'object' || value === null) return false;
  const { stem, options, key, prompts = [] } = value as Record<string, unknown>;
  const areParts = (list: unknown) =>
    Array.isArray(list) &&
    list.every((each) => typeof (each as { text?: unknown } | null)?.text === 'string');
  return typeof stem === 'string' && areParts(options) && areParts(prompts) && Array.isArray(key);
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
