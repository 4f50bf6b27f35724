import type { Bank } from '../bank/bank.ts';
import { oneOrMany } from '../base/text/words.ts';
import type { Keys } from '../learner/shortcuts.ts';
import { type Paged, type Search, searchPath } from './search.ts';

/** What every page that searches the bank is made of. */
export type SearchGiven = { bank: Bank; keys: Keys; search: Search };

/** A field of the search form: one to write in, or one to choose from. */
export type Field = { name: string; label: string; value: string; choices: Choice[] };
type Choice = { value: string; name: string; selected: boolean };

/** What every search of the bank shows: how much it found, and the way to the pages before and after. */
export function searchParts({ keys, search }: SearchGiven, { number, pages, total }: Paged<unknown>) {
  return {
    title: 'Bank',
    show: search.show,
    here: 'bank' as const,
    keys,
    counted: countQuestions(total),
    where: pages > 1 ? `Page ${number} of ${pages}` : '',
    previous: number > 1 ? searchPath(search, number - 1) : '',
    next: number < pages ? searchPath(search, number + 1) : '',
  };
}

/** A number of questions in words. */
export function countQuestions(n: number): string {
  return `${n} ${oneOrMany(n, 'question', 'questions')}`;
}

/** The fields of the search form that everyone has; authors and candidates have different words for a concept. */
export function searchForm({ domains }: Bank, search: Search, concept: 'Concept' | 'Idea'): Field[] {
  const objectives = domains.flatMap((domain) => domain.objectives);
  return [
    { name: 'q', label: 'Words', value: search.q, choices: [] },
    select(
      'domain',
      'Domain',
      search.domain,
      domains.map(({ id, title }) => [id, title]),
    ),
    select(
      'objective',
      'Objective',
      search.objective,
      objectives.map(({ id, title, domainTitle }) => [id, `${domainTitle}: ${title}`]),
    ),
    { name: 'concept', label: concept, value: search.concept, choices: [] },
  ];
}

/** A field to choose from. An unknown value stays in the list of choices, so that it is seen and can be changed. */
export function select(
  name: string,
  label: string,
  value: string,
  values: readonly [string, string][],
): Field {
  const isKnown = value === '' || values.some(([each]) => each === value);
  const all: (readonly [string, string])[] = [
    ['', 'Any'],
    ...values,
    ...(isKnown ? [] : [[value, value] as const]),
  ];
  return {
    name,
    label,
    value,
    choices: all.map(([each, words]) => ({ value: each, name: words, selected: each === value })),
  };
}
