import { type Asked, answeredParts, askedParts } from '../../bank/asked.page.ts';
import type { AuthorView, QuestionOnDisk } from '../../bank/author/author-view.ts';
import type { LiveQuestion } from '../../bank/bank.ts';
import { hashOf } from '../../bank/bank.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Finding } from '../../bank/lint/lint.ts';
import type { Question } from '../../bank/model.ts';
import type { Rendered } from '../../bank/rendered.ts';
import { stemLine } from '../../bank/rendered.ts';
import type { Fact } from '../../bank/schema/facts.ts';
import { capital, oneOrMany, spelled } from '../../base/text/words.ts';
import { isoDay } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { questionPath, readSearch, searchPath } from '../../learn/search.ts';
import type { Keys } from '../../learner/shortcuts.ts';
import type { Certainty } from '../../memory/rate.ts';
import { playedParts } from '../../practice/verdict/page.ts';
import type { ResponseCount } from '../analysis/model.ts';
import { analysisParts } from '../analysis/page.ts';
import { findingParts, obstacleParts } from '../findings.page.ts';
import { caps, type Report, type StoredText } from '../model.ts';
import { differencesOf } from './differences.ts';
import { countOrders, orderAt } from './orders.ts';

/** How a preview is looked at. */
export type Look = { order: number; theme: 'light' | 'dark' | '' };

/** What an author does with a preview: nothing yet, a form that comes back with a note, or an answer. */
export type Trial =
  | { chosen: readonly string[]; note: string }
  | { response: string[]; certainty: Certainty };

/** What an author's page of a question is made of. */
export type WorkbenchGiven = {
  /** The language of the bank. */
  language: string;
  authorView: AuthorView;
  /** The question as it is on disk; undefined when it is live only, because its file is broken or has gone. */
  onDisk: QuestionOnDisk | undefined;
  live: LiveQuestion | undefined;
  /** The one of the two that is shown, and rendered. */
  question: Question;
  html: Rendered;
  findings: readonly Finding[];
  siblings: readonly Question[];
  texts: readonly StoredText[];
  reports: readonly (Report & { seen: Question })[];
  /** The question as candidates meet it, and how often each response was given. */
  analysed: { question: Question; counts: readonly ResponseCount[] };
  look: Look;
  trial: Trial;
  keys: Keys;
  /** Where the browser is told of changes. */
  changesPath: string;
};

/** A question as its author works on it: as candidates see it, and everything they do not. */
export function workbenchPage(given: WorkbenchGiven): Page & Record<string, unknown> {
  const { authorView, onDisk, question, html, findings, look } = given;
  const order = orderAt(question, look.order);
  return {
    title: question.id,
    here: 'bank',
    keys: given.keys,
    ...(look.theme && { theme: look.theme }),
    changesPath: given.changesPath,
    id: question.id,
    place: onDisk ? `${onDisk.file}:${onDisk.line}` : '',
    state: `${capital(question.status)}, ${question.pool}, edition ${question.edition}`,
    notes: notesOf(given),
    heading: authorView.isBeingJudged ? 'Etude is still checking the rules' : findingsHeading(findings),
    findings: findings.map(findingParts),
    ...obstacleParts(authorView),
    ...previewParts(given, order),
    options: authorRows({ question, html, order }),
    rationale: html.rationale,
    references: html.references,
    file: fileRows(question, authorView.facts),
    siblings: given.siblings.map((sibling) => ({
      path: questionPath(sibling.id),
      line: stemLine(sibling, given.language),
      status: sibling.status,
    })),
    conceptPath: searchPath(readSearch({ concept: question.concept }, ['concept']), 1),
    editions: editionsOf(given),
    reports: given.reports.map((report) => reportRow(report, given.live)),
    ...analysisParts(given.analysed.question, given.analysed.counts),
  };
}

/** What an author should know about where the question stands. */
function notesOf({ onDisk, live, question }: WorkbenchGiven): string[] {
  if (!onDisk) return ['This is the live text. Its file has been removed or has errors to fix.'];
  if (!live) return ['This text is on disk but not live.'];
  return hashOf(question) === live.hash ? [] : ['The text on disk is not live: an earlier one still is.'];
}

function findingsHeading(findings: readonly Finding[]): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  const parts = [
    ...(errors > 0 ? [`${spelled(errors)} ${oneOrMany(errors, 'error', 'errors')}`] : []),
    ...(warnings > 0 ? [`${spelled(warnings)} ${oneOrMany(warnings, 'warning', 'warnings')}`] : []),
  ];
  return parts.length === 0 ? 'No problems found' : capital(parts.join(', '));
}

/** The question as candidates meet it, or the verdict on what the author has tried. */
function previewParts({ question, html, look, trial, keys }: WorkbenchGiven, order: readonly string[]) {
  const orders = countOrders(question);
  const path = (changes: Partial<Look>) => lookPath(question.id, { ...look, ...changes });
  const asked =
    'note' in trial
      ? { ...askedParts({ question, html, order }, trial.chosen, keys.choose !== ''), note: trial.note, keys }
      : '';
  return {
    asked,
    played:
      'response' in trial
        ? playedParts({
            ...trial,
            question,
            html,
            order,
            correct: kindOf(question).isCorrect(trial.response),
          })
        : '',
    action: questionPath(question.id),
    look,
    again: path({}),
    themes: (['light', 'dark'] as const).map((theme) => ({
      name: capital(theme),
      path: path({ theme }),
      isHere: look.theme === theme,
    })),
    orderLine: `Order ${look.order} of ${orders}`,
    previousOrder: look.order > 1 ? path({ order: look.order - 1 }) : '',
    nextOrder: look.order < orders ? path({ order: look.order + 1 }) : '',
  };
}

function lookPath(id: string, { order, theme }: Look): string {
  const query = new URLSearchParams({ order: String(order), ...(theme && { theme }) });
  return `${questionPath(id)}?${query}#preview`;
}

/** The lines of a verdict as authors see them: which are keys, and what distractors are confused with. */
function authorRows(asked: Asked) {
  const { question, order } = asked;
  const { comparesOptions } = kindOf(question);
  return answeredParts(asked, []).options.map((row, i) => {
    const confused = comparesOptions && question.options.find(({ id }) => id === order[i])?.confusedWith;
    const isKey = row.tag === 'Right answer';
    return { ...row, tag: isKey ? 'Key' : confused ? `Confused with ${confused}` : row.tag };
  });
}

/** What the file says beyond the texts, by its words. */
function fileRows(question: Question, facts: readonly Fact[]): { name: string; values: string[] }[] {
  const textOf = (id: string) => facts.find((fact) => fact.id === id)?.text;
  const rows: [string, string[]][] = [
    ['Objective', [question.objective]],
    ['Concept', [question.concept]],
    ['Kind', [`${kindOf(question).name}, level ${question.difficulty}, ${question.cognitive}`]],
    ['Facts', (question.facts ?? []).map((id) => [id, textOf(id)].filter(Boolean).join(': '))],
    ['Correct as of', [question.asOf ?? question.timeless ?? []].flat()],
    ['Tags', question.tags ?? []],
    ['Waived', (question.waive ?? []).map(({ rule, reason }) => `${rule}: ${reason}`)],
    ['Formerly', question.formerly],
    ['Authors', question.authors ?? []],
  ];
  return rows.filter(([, values]) => values.length > 0).map(([name, values]) => ({ name, values }));
}

/** Every text there was, the live one first and then the newest, each with what sets it apart from the next. */
function editionsOf({ texts, question, onDisk, live }: WorkbenchGiven) {
  const hash = hashOf(question);
  const isStored = texts.some((text) => text.hash === hash);
  const unsaved = onDisk && !isStored ? [{ hash, question, storedAt: undefined }] : [];
  const all = [...unsaved, ...texts];
  return all.map((text, i) => {
    const before = all[i + 1]?.question;
    const isOldest =
      before === undefined &&
      texts.length < caps.texts &&
      texts.every(({ storedAt }) => storedAt >= (text.storedAt ?? 0));
    return {
      name: `Edition ${text.question.edition}`,
      when: text.storedAt === undefined ? 'on disk only' : `live from ${isoDay(text.storedAt)}`,
      isLive: text.hash === live?.hash,
      changes: before ? differencesOf(before, text.question) : [],
      first: isOldest ? 'The first version.' : '',
    };
  });
}

function reportRow({ message, reportedAt, hash, seen }: Report & { seen: Question }, live?: LiveQuestion) {
  const isCurrent = hash === live?.hash;
  return {
    message,
    when: isoDay(reportedAt),
    about: isCurrent ? 'about the live text' : 'about an earlier version of the text',
    stem: seen.stem,
    options: seen.options.map(({ id, text }) => ({ id, text, isKey: seen.key.includes(id) })),
  };
}
