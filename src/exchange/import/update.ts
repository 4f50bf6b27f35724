import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { plainText } from '../../base/text/markup.ts';
import { authoredOf } from '../item/own.ts';
import { stamped, stampIn, stampOf } from '../item/stamp.ts';

/** A question of the bank as a file changes it; a field without a value goes away. */
export type Update = { question: AuthoredQuestion; fields: Partial<AuthoredQuestion>; notes: string[] };

type Option = AuthoredQuestion['options'][number];

/**
 * What a file makes of a question that the bank has: nothing new, an update, or the reason why it is left alone.
 * Answers of learners stay with it, because it keeps its id and those of its options.
 */
export function updateOf(
  existing: Question,
  incoming: AuthoredQuestion,
  isOwn: boolean,
): Update | 'same' | string {
  const aligned = isOwn ? incoming : withIdsOf(existing, incoming);
  const fields = isOwn ? ownFields(existing, aligned) : foreignFields(existing, aligned);
  const before = authoredOf(existing);
  const changed = filledOut({ ...before, ...fields });
  const [then, now] = [stampOf(existing), stampOf(completed(existing, changed))];
  const about = isOwn ? 'all' : 'text';
  if (then[about] === now[about]) return 'same';
  const stamps = [stampIn(existing)[about], stampIn(incoming)[about]];
  if (!stamps.includes(then[about])) return editedSince(existing, stamps);
  const edition = editionOf(existing, completed(existing, changed));
  const raised = edition === existing.edition ? {} : { edition };
  const question = stamped({ ...changed, ...raised }, stampIn(incoming).mod);
  const { extensions } = question;
  const notes =
    'edition' in raised
      ? [`Its key changed, so it is edition ${edition}: answers to earlier editions no longer count.`]
      : [];
  return { question, fields: { ...fields, extensions, ...raised }, notes };
}

function editedSince({ id }: Question, stamps: readonly (string | undefined)[]): string {
  const what = stamps.some((stamp) => stamp !== undefined)
    ? 'was edited in Etude since it was last imported or exported'
    : 'may have been edited in Etude: it was never imported by a version that keeps track';
  return `The bank has this question as ${id}, in different words, and it ${what}. Edit it there, or remove it and import again.`;
}

function completed(existing: Question, changed: AuthoredQuestion): Question {
  const options = changed.options.map((option) => ({ rationale: '', ...option }));
  return { ...existing, rationale: '', ...changed, options } as Question;
}

function filledOut(question: AuthoredQuestion): AuthoredQuestion {
  return Object.fromEntries(
    Object.entries(question).filter(([, value]) => value !== undefined),
  ) as AuthoredQuestion;
}

/** A file of Etude says everything of a question; only its place, its edition and its earlier ids are the bank’s. */
function ownFields(existing: Question, incoming: AuthoredQuestion): Partial<AuthoredQuestion> {
  const { id: _, objective: __, edition: ___, ...fields } = incoming;
  const gone = Object.keys(authoredOf(existing)).filter((name) => name !== 'edition' && !(name in incoming));
  return {
    ...Object.fromEntries(gone.map((name) => [name, undefined])),
    ...fields,
    id: existing.id,
    objective: existing.objective,
    ...(existing.formerly.length > 0 ? { formerly: existing.formerly } : {}),
    ...(existing.concept === existing.id || fields.concept === incoming.id
      ? { concept: existing.concept }
      : {}),
  };
}

/** What other programs know of a question. */
function foreignFields(existing: Question, incoming: AuthoredQuestion): Partial<AuthoredQuestion> {
  const { type, stem, prompts, key, tolerance, shuffle, rationale, extensions } = incoming;
  const options = incoming.options.map((option) => {
    const confusedWith = existing.options.find(({ id }) => id === option.id)?.confusedWith;
    return confusedWith === undefined || key.includes(option.id) ? option : { ...option, confusedWith };
  });
  const all = { ...existing.extensions, ...extensions };
  return { type, stem, prompts, options, key, tolerance, shuffle, rationale, extensions: all };
}

/** A question whose options and prompts are called as those that say the same, or lie in the same place, were called. */
function withIdsOf(existing: Question, incoming: AuthoredQuestion): AuthoredQuestion {
  const options = matched(existing.options, incoming.options);
  const prompts = matched(existing.prompts ?? [], incoming.prompts ?? []);
  const rename = (part: string) => {
    const [first = '', second] = part.split('=');
    if (second !== undefined) return `${prompts.get(first) ?? first}=${options.get(second) ?? second}`;
    return options.get(part) ?? part;
  };
  return {
    ...incoming,
    options: incoming.options.map((option) => ({ ...option, id: options.get(option.id)! })),
    ...(incoming.prompts
      ? { prompts: incoming.prompts.map((prompt) => ({ ...prompt, id: prompts.get(prompt.id)! })) }
      : {}),
    key: incoming.options.length > 0 ? incoming.key.map(rename) : incoming.key,
  };
}

type Part = Pick<Option, 'id' | 'text'>;

function matched(before: readonly Part[], after: readonly Part[]): Map<string, string> {
  const names = new Map<string, string>();
  const isFree = (id: string) => ![...names.values()].includes(id);
  const words = (text: string) => plainText(text).replace(/\s+/g, ' ').trim();
  for (const { id, text } of after) {
    const same = before.find((each) => isFree(each.id) && words(each.text) === words(text));
    if (same) names.set(id, same.id);
  }
  for (const [i, { id }] of after.entries()) {
    if (names.has(id)) continue;
    const there = before[i]?.id;
    names.set(id, there !== undefined && isFree(there) ? there : newId(isFree, before));
  }
  return names;
}

function newId(isFree: (id: string) => boolean, before: readonly Part[]): string {
  for (let n = 0; ; n++) {
    const id = n < 26 ? String.fromCharCode(97 + n) : `o${n}`;
    if (isFree(id) && !before.some((each) => each.id === id)) return id;
  }
}

/** Another key needs the next edition; an edition never goes back, whatever an older file says. */
function editionOf(existing: Question, changed: Question): number {
  const [before, after] = [kindOf(existing), kindOf(changed)];
  const isSame = before.marking === after.marking && before.name === after.name;
  return isSame ? existing.edition : existing.edition + 1;
}
