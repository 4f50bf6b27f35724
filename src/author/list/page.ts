import type { AuthorView, QuestionOnDisk } from '../../bank/author/author-view.ts';
import type { Finding } from '../../bank/lint/lint.ts';
import { stemLine } from '../../bank/rendered.ts';
import { oneOrMany } from '../../base/text/words.ts';
import type { Page } from '../../base/web/pages.ts';
import {
  countQuestions,
  type Field,
  type SearchGiven,
  searchForm,
  searchParts,
  select,
} from '../../learn/search.page.ts';
import { type Paged, questionPath, type Search } from '../../learn/search.ts';
import { obstacleParts } from '../findings.page.ts';

/** What an author's list is made of. */
export type ListGiven = SearchGiven & { authorView: AuthorView; found: Paged<QuestionOnDisk> };

/** The whole bank as its authors have it on disk. */
export function listPage(given: ListGiven): Page & Record<string, unknown> {
  const { bank, authorView, search, found } = given;
  const tags = [...new Set(authorView.questions.flatMap(({ question }) => question.tags ?? []))].sort();
  return {
    ...searchParts(given, found),
    lead: `${countQuestions(authorView.questions.length)} on disk, ${countQuestions(bank.questions.length)} live.`,
    fields: [...searchForm(bank, search, 'Concept'), ...authorFields(search, tags)],
    entries: found.items.map((each) => entryOf(each, authorView.findingsOf(each.question.id), bank.language)),
    nothing: 'No questions found. Try fewer or different words.',
    ...obstacleParts(authorView),
  };
}

function entryOf({ question, file, line }: QuestionOnDisk, findings: readonly Finding[], language: string) {
  const { id, objective, status, pool } = question;
  const found = findings.length === 0 ? 'nothing found' : countFindings(findings.length);
  return {
    path: questionPath(id),
    line: stemLine(question, language),
    facts: `${id}, in ${objective}: ${status}, ${pool}, ${found}.`,
    place: `${file}:${line}`,
  };
}

const countFindings = (n: number) => `${n} ${oneOrMany(n, 'finding', 'findings')}`;

function authorFields(search: Search, tags: readonly string[]): Field[] {
  const named = (values: readonly string[]) => values.map((value): [string, string] => [value, value]);
  return [
    select('tag', 'Tag', search.tag, named(tags)),
    select('status', 'Status', search.status, named(['draft', 'ready', 'retired'])),
    select('pool', 'Pool', search.pool, named(['study', 'sealed'])),
  ];
}
