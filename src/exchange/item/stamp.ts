import { kindOf } from '../../bank/kinds/kinds.ts';
import { complete, type Question } from '../../bank/model.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { digest } from '../../base/digest.ts';

/**
 * What a question was when it last came in or went out, under `extensions.etude`: a digest of what other programs know
 * of it, and one of all that its author wrote. A question that still is what its stamp says has not been edited since.
 */
export type Stamp = {
  text: string;
  all: string;
  /** When Anki last saw it change, in seconds. */
  mod?: number;
};

/** The stamp of a question as it is now. */
export function stampOf(question: Question): Stamp {
  const { id, objective: _, pictures: __, key: ___, tolerance: ____, ...fields } = question;
  const { extensions = {}, concept, ...all } = fields;
  const { etude: _____, ...others } = extensions as Extended;
  const { type, stem, options, prompts, shuffle, rationale } = question;
  const shown = options.map(({ confusedWith: _, ...option }) => option);
  // The key in one order, with the tolerance.
  const { marking } = kindOf(question);
  return {
    text: short({ type, stem, options: shown, prompts, marking, shuffle, rationale }),
    all: short({ ...all, concept: concept === id ? undefined : concept, extensions: others, marking }),
  };
}

/** The stamp that a question carries. */
export function stampIn(question: { extensions?: object }): Partial<Stamp> {
  return (question.extensions as Extended | undefined)?.etude ?? {};
}

/** A question with the stamp of what it is now; a moment of Anki holds as long as nothing has changed since. */
export function stamped<Q extends AuthoredQuestion | Question>(question: Q, mod?: number): Q {
  const stamp = stampOf(complete(question as AuthoredQuestion, question.objective ?? ''));
  const etude = mod === undefined ? stamp : { ...stamp, mod };
  return { ...question, extensions: { ...question.extensions, etude } };
}

type Extended = { etude?: Partial<Stamp> } & Record<string, unknown>;

function short(value: unknown): string {
  return digest(JSON.stringify(inOrder(value))).slice(0, 16);
}

/** A value with the fields of its objects in one order, without those that say nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value).filter(([, each]) => each !== undefined && !isEmpty(each));
  return Object.fromEntries(said.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, inOrder(v)]));
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
