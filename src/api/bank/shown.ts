import type { Static } from 'typebox';
import type { AuthorView, QuestionOnDisk } from '../../bank/author/author-view.ts';
import type { Finding } from '../../bank/lint/lint.ts';
import { whyOf } from '../../bank/model.ts';
import { stemLine } from '../../bank/rendered.ts';
import { Failure } from '../../base/failure.ts';
import { withPlainSpaces } from '../../base/text/words.ts';
import type { BankQuestion, Check, Questions } from './schema.ts';

/** Where a page of a list begins and how long it is. */
export type Page = { cursor?: string | undefined; limit?: number | undefined };

/** A page of the questions on disk; the cursor is the id of the last one before. */
export function questionsOf(view: AuthorView, { cursor, limit = 25 }: Page, language: string) {
  const { questions } = view;
  const from = cursor === undefined ? 0 : questions.findIndex(({ question }) => question.id === cursor) + 1;
  if (cursor !== undefined && from === 0) throw badCursor();
  const page = questions.slice(from, from + limit);
  const isLast = from + limit >= questions.length;
  return {
    questions: page.map((each) => ({
      ...entryOf(each, language),
      findings: view.findingsOf(each.question.id).length,
    })),
    cursor: isLast ? null : page.at(-1)!.question.id,
  } satisfies Static<typeof Questions>;
}

function entryOf({ question, file, line }: QuestionOnDisk, language: string) {
  const { id, objective, concept, type, status, pool, edition } = question;
  return {
    ...{ id, objective, concept, type, status, pool, edition },
    line: withPlainSpaces(stemLine(question, language)),
    place: { file, line },
  };
}

/** A question with its answer and what was found about it. */
export function bankQuestionOf(
  view: AuthorView,
  onDisk: QuestionOnDisk,
  language: string,
): Static<typeof BankQuestion> {
  const { question } = onDisk;
  return {
    ...entryOf(onDisk, language),
    findings: view.findingsOf(question.id).map(findingOf),
    stem: question.stem,
    options: question.options.map(({ id, text, rationale }) => ({
      ...{ id, text, rationale },
      isKey: question.key.includes(id),
    })),
    prompts: (question.prompts ?? []).map(({ id, text }) => ({ id, text })),
    key: [...question.key],
    why: whyOf(question),
    rationale: question.rationale,
    tags: [...(question.tags ?? [])],
  };
}

/** A page of what the check of the bank found; the cursor counts what was listed before. */
export function checkOf(view: AuthorView, { cursor = '0', limit = 25 }: Page): Static<typeof Check> {
  const { findings, isHeldBack, isBeingJudged } = view;
  if (!/^\d{1,6}$/.test(cursor)) throw badCursor();
  const from = Number(cursor);
  const to = from + limit;
  return {
    isHeldBack,
    isBeingJudged,
    findings: findings.slice(from, to).map(findingOf),
    cursor: to >= findings.length ? null : String(to),
  };
}

function findingOf({ file, line, column, level, rule, message }: Finding) {
  return { file, line, column, level, rule: rule ?? null, message };
}

function badCursor(): Failure {
  return new Failure(
    'invalid',
    'The list has changed since, or this cursor is not valid. Read it from the start.',
  );
}
