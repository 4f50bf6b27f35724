import type { Question } from '../bank/model.ts';

/** The fields of the search form that say what is wanted; an empty one asks for nothing. */
export const searchFields = ['q', 'domain', 'objective', 'concept', 'tag', 'status', 'pool', 'show'] as const;

/** What is looked for in the bank. */
export type Search = Record<(typeof searchFields)[number], string>;

/** The search of a form; fields that are not for the reader are passed over. */
export function readSearch(query: Partial<Search>, fields: readonly (keyof Search)[]): Search {
  const asked = (name: keyof Search) => (fields.includes(name) ? (query[name] ?? '').trim() : '');
  return Object.fromEntries(searchFields.map((name) => [name, asked(name)])) as Search;
}

/** Whether a question is looked for: by the words of a text, and by where the question is filed today. */
export function matches(search: Search, question: Question, filed: Question = question): boolean {
  const { objective, concept, tags = [], status, pool } = filed;
  const asks = (wanted: string, ...given: string[]) => wanted === '' || given.includes(wanted);
  return (
    asks(search.domain, objective.split('.')[0]!) &&
    asks(search.objective, objective) &&
    asks(search.concept, concept) &&
    asks(search.tag, ...tags) &&
    asks(search.status, status) &&
    asks(search.pool, pool) &&
    says(question, search.q)
  );
}

/** Whether every word that is looked for stands somewhere in a question. */
function says(question: Question, text: string): boolean {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { id, stem, options, rationale } = question;
  const texts = [...options, ...(question.prompts ?? [])].flatMap((option) => [
    option.text,
    option.rationale,
  ]);
  const everything = folded([id, stem, ...texts, rationale].join('\n'));
  return words.every((word) => everything.includes(word));
}

function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[‘’‚‛‹›]/g, "'")
    .replaceAll(/[“”„‟«»「」]/g, '"');
}

/** Entries on a page. */
const pageSize = 25;

/** One page of a list. */
export type Paged<T> = { items: T[]; number: number; pages: number; total: number };

/** A page of a list by its number; the nearest there is. */
export function pageOf<T>(list: readonly T[], wanted: number): Paged<T> {
  const pages = Math.max(1, Math.ceil(list.length / pageSize));
  const number = Math.min(pages, Math.max(1, Math.trunc(wanted) || 1));
  const items = list.slice((number - 1) * pageSize, number * pageSize);
  return { items, number, pages, total: list.length };
}

/** The address of a page of a search. */
export function searchPath(search: Search, page: number): string {
  const given = searchFields.filter((name) => search[name] !== '').map((name) => [name, search[name]]);
  const query = new URLSearchParams([...given, ...(page > 1 ? [['page', String(page)]] : [])] as string[][]);
  return query.size === 0 ? '/bank' : `/bank?${query}`;
}

/** The address of a question. */
export function questionPath(id: string): string {
  return `/bank/${id}`;
}
