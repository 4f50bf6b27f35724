import type { Question } from '../../bank/model.ts';
import { capital } from '../../base/text/words.ts';

/** What one field of a question was and has become; empty where there was or is nothing. */
export type Difference = { field: string; before: string; after: string };

/** What has changed from one text of a question to the next, field by field. */
export function differencesOf(before: Question, after: Question): Difference[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names
    .map((field) => ({ field, before: was.get(field) ?? '', after: is.get(field) ?? '' }))
    .filter((each) => each.before !== each.after);
}

/** Every field of a question in words, those that candidates read first. */
function fieldsOf(question: Question): Map<string, string> {
  const { stem, options, key, rationale, ...rest } = question;
  const others = Object.entries(rest).map(([name, value]) => [capital(name), inWords(value)] as const);
  return new Map([
    ['Stem', stem],
    ...options.flatMap((option) => optionFields(option)),
    ['Key', key.toSorted().join(', ')],
    ['Rationale', rationale],
    ...others,
  ]);
}

function optionFields({ id, text, rationale, ...rest }: Question['options'][number]): [string, string][] {
  const others = Object.entries(rest).map(([name, value]): [string, string] => [
    `Option ${id}, ${name}`,
    inWords(value),
  ]);
  return [[`Option ${id}`, text], [`Option ${id}, rationale`, rationale], ...others];
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join('; ');
  return typeof value === 'object' ? Object.values(value!).join(', ') : String(value);
}
