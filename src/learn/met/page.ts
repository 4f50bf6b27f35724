import type { Question } from '../../bank/model.ts';
import { stemLine } from '../../bank/rendered.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import type { SetCard } from '../../practice/model.ts';
import type { LastAnswer } from '../model.ts';
import { type Field, type SearchGiven, searchForm, searchParts } from '../search.page.ts';
import { type Paged, questionPath, type Search, searchPath } from '../search.ts';
import { type MetFilter, metFilters } from './filters.ts';
import { returnOf } from './returns.ts';

/**
 * A question that a learner has answered, their last answer to it and the text they saw then: the one of today may be
 * another that they shall not know yet. It is undefined when the question is no longer in the bank.
 */
export type Met = { live: Question | undefined; seen: Question; last: LastAnswer; isFlagged: boolean };

/** What a candidate's list is made of; newcomers have no learner and nothing answered. */
export type MetGiven = SearchGiven & {
  learner: Learner | undefined;
  found: Paged<Met>;
  /** How many questions each filter shows. */
  counts: ReadonlyMap<MetFilter, number>;
  /** Their cards of the concepts on the page. */
  cards: ReadonlyMap<string, SetCard>;
  /** Present ids of what they do not want to be asked again. */
  asides: ReadonlySet<string>;
  day: number;
};

/** The bank as far as a candidate has answered it. */
export function metPage(given: MetGiven): Page & Record<string, unknown> {
  const { search, found, learner } = given;
  const entries = learner ? found.items.map((met) => entryOf(met, given)) : [];
  return {
    ...searchParts(given, found),
    lead: 'Every question you have answered, newest first, with the explanations and your history.',
    fields: searchForm(given.bank, search, 'Idea').filter(isForCandidates),
    filters: filtersOf(given),
    entries,
    isEmpty: entries.length === 0 && isEmpty(search),
    nothing: isEmpty(search)
      ? 'Nothing yet. Questions you answer will appear here.'
      : 'No answered questions found. Try fewer or different words.',
    offersPractice: isEmpty(search),
  };
}

/** An idea has no name that a candidate knows: they come to it by a link, and can then leave it again. */
function isForCandidates({ name, value }: Field): boolean {
  return name !== 'concept' || value !== '';
}

function filtersOf({ search, counts }: MetGiven) {
  return metFilters.map(({ show, name }) => ({
    name,
    path: searchPath({ ...search, show }, 1),
    count: counts.get(show) ?? 0,
    isHere: show === search.show,
  }));
}

function entryOf({ live, seen, last }: Met, given: MetGiven) {
  const { id, concept, objective } = live ?? seen;
  const { sentence } = returnOf({
    live,
    card: given.cards.get(concept),
    isSetAside: given.asides.has(id),
    day: given.day,
  });
  return {
    path: questionPath(id),
    line: stemLine(seen, given.bank.language),
    facts: [given.bank.topic(objective)?.title, resultWord(last), sentence].filter(Boolean).join('. '),
  };
}

/** How an answer went, in a word or two. */
export function resultWord({
  correct,
  undone,
  revealed,
}: Pick<LastAnswer, 'correct' | 'undone' | 'revealed'>) {
  if (undone) return 'Undone';
  if (revealed) return 'Shown';
  return correct ? 'Right' : 'Missed';
}

const isEmpty = (search: Search) => Object.values(search).every((value) => value === '');
