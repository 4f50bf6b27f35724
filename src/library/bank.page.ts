import type { Desk, DeskQuestion } from '../bank/author/desk.ts';
import { type Bank, stemLine } from '../bank/bank.ts';
import type { Finding } from '../bank/lint/lint.ts';
import type { Question } from '../bank/model.ts';
import { oneOrMany } from '../base/text/words.ts';
import type { Page } from '../base/web/pages.ts';
import type { Learner } from '../learner/model.ts';
import type { Keys } from '../learner/shortcuts.ts';
import type { SetCard } from '../practice/model.ts';
import { obstaclesOf } from './findings.ts';
import type { LastAnswer } from './model.ts';
import { returnSentence } from './returns.ts';
import { type Paged, type Search, searchPath } from './search.ts';

/** What every page that lists the bank is made of. */
type ListGiven = { bank: Bank; keys: Keys; search: Search };

/**
 * A question that a learner has answered, their last answer to it and the text they saw then: the one of today may be
 * another that they shall not know yet. It is undefined when the question has left the bank.
 */
export type Answered = { live: Question | undefined; seen: Question; last: LastAnswer };

/** What a candidate's list is made of; newcomers have no learner and nothing answered. */
export type CandidateGiven = ListGiven & {
  learner: Learner | undefined;
  found: Paged<Answered>;
  /** Their cards of the concepts on the page. */
  cards: ReadonlyMap<string, SetCard>;
  /** Present ids of what they do not want to be asked again. */
  asides: ReadonlySet<string>;
  day: number;
  now: number;
};

/** What an author's list is made of. */
export type AuthorGiven = ListGiven & {
  desk: Desk;
  found: Paged<DeskQuestion>;
};

/** One line of a list. */
type Entry = { path: string; line: string; facts: string; place: string };

/** The bank as far as a candidate has answered it. */
export function candidateBankPage(given: CandidateGiven): Page & Record<string, unknown> {
  const { search, found, learner } = given;
  return {
    ...listPage(given, found),
    isAuthor: false,
    lead: 'Every question that you have answered, the last one first, with its reasons and your own history.',
    fields: fieldsOf(given.bank, search),
    entries: learner ? found.items.map((answered) => candidateEntry(answered, learner, given)) : [],
    nothing: isEmpty(search)
      ? 'Nothing yet: what you have answered will stand here.'
      : 'You have answered no such question yet. Fewer or other words may find more.',
    offersPractice: isEmpty(search),
    obstacles: [],
    obstaclesMean: '',
    moreObstacles: '',
  };
}

function candidateEntry({ live, seen, last }: Answered, learner: Learner, given: CandidateGiven): Entry {
  const { id, concept, objective } = live ?? seen;
  const returns = returnSentence({
    live,
    card: given.cards.get(concept),
    isSetAside: given.asides.has(id),
    learner,
    day: given.day,
    now: given.now,
  });
  return {
    path: questionPath(id),
    line: stemLine(seen),
    facts: [given.bank.topic(objective)?.title, resultWord(last), returns].filter(Boolean).join('. '),
    place: '',
  };
}

/** How an answer went, in a word or two. */
export function resultWord({
  correct,
  undone,
  revealed,
}: Pick<LastAnswer, 'correct' | 'undone' | 'revealed'>) {
  if (undone) return 'Taken back';
  if (revealed) return 'Shown';
  return correct ? 'Right' : 'Missed';
}

/** The whole bank as its authors have it on disk. */
export function authorBankPage(given: AuthorGiven): Page & Record<string, unknown> {
  const { bank, desk, search, found } = given;
  const tags = [...new Set(desk.questions.flatMap(({ question }) => question.tags ?? []))].sort();
  return {
    ...listPage(given, found),
    isAuthor: true,
    lead: `${countOf(desk.questions.length)} on disk, ${countOf(bank.questions.length)} live.`,
    fields: [...fieldsOf(bank, search), ...authorFields(search, tags)],
    entries: found.items.map((each) => authorEntry(each, desk.findingsOf(each.question.id))),
    nothing: 'There is no such question. Fewer or other words may find more.',
    offersPractice: false,
    ...obstacleParts(desk),
  };
}

function authorEntry({ question, file, line }: DeskQuestion, findings: readonly Finding[]): Entry {
  const { id, objective, status, pool } = question;
  const found = findings.length === 0 ? 'nothing found' : countedFindings(findings.length);
  return {
    path: questionPath(id),
    line: stemLine(question),
    facts: `${id}, in ${objective}: ${status}, ${pool}, ${found}.`,
    place: `${file}:${line}`,
  };
}

const countedFindings = (n: number) => `${n} ${oneOrMany(n, 'finding', 'findings')}`;

/** So many errors are listed at the head of a page. */
const mostObstacles = 20;

/** What cannot be read, for the head of an author's page, and whether it keeps the files from going live. */
export function obstacleParts(desk: Desk) {
  const obstacles = obstaclesOf(desk);
  const more = obstacles.length - mostObstacles;
  return {
    obstacles: obstacles.slice(0, mostObstacles).map(findingParts),
    obstaclesMean: desk.isHeldBack
      ? 'The files cannot go live like this. What was live before still is.'
      : 'The facts cannot be read, and nothing is judged by them. The questions are live.',
    moreObstacles: more > 0 ? `And ${more} more.` : '',
  };
}

/** A finding as it is shown. */
export function findingParts({ level, rule, message, file, line, column }: Finding) {
  const isError = level === 'error';
  return {
    isError,
    level: `${isError ? 'Error' : 'Warning'}${rule ? ` ${rule}` : ''}`,
    message,
    place: `${file}:${line}:${column}`,
  };
}

/** The address of a question. */
export function questionPath(id: string): string {
  return `/bank/${id}`;
}

const countOf = (n: number) => `${n} ${oneOrMany(n, 'question', 'questions')}`;

const isEmpty = (search: Search) => Object.values(search).every((value) => value === '');

function listPage({ keys, search }: ListGiven, { number, pages, total }: Paged<unknown>) {
  return {
    title: 'Bank',
    here: 'bank' as const,
    keys,
    counted: countOf(total),
    where: pages > 1 ? `Page ${number} of ${pages}` : '',
    previous: number > 1 ? searchPath(search, number - 1) : '',
    next: number < pages ? searchPath(search, number + 1) : '',
  };
}

/** A field of the search form: one to write in, or one to choose from. */
type Field = { name: string; label: string; value: string; choices: Choice[] };
type Choice = { value: string; name: string; selected: boolean };

function fieldsOf({ domains }: Bank, search: Search): Field[] {
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
    { name: 'concept', label: 'Concept', value: search.concept, choices: [] },
  ];
}

function authorFields(search: Search, tags: readonly string[]): Field[] {
  const named = (values: readonly string[]) => values.map((value): [string, string] => [value, value]);
  return [
    select('tag', 'Tag', search.tag, named(tags)),
    select('status', 'Status', search.status, named(['draft', 'ready', 'retired'])),
    select('pool', 'Pool', search.pool, named(['study', 'sealed'])),
  ];
}

/** What is looked for and unknown stays in the list of choices, so that it is seen and can be changed. */
function select(name: string, label: string, value: string, values: readonly [string, string][]): Field {
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
