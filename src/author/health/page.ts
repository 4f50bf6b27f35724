import type { AuthorView } from '../../bank/author/author-view.ts';
import type { Bank } from '../../bank/bank.ts';
import { type Score, winners } from '../../bank/lint/bots.ts';
import type { Finding } from '../../bank/lint/lint.ts';
import { ruleOf } from '../../bank/lint/rules/rules.ts';
import { stemLine } from '../../bank/rendered.ts';
import { capital, oneOrMany } from '../../base/text/words.ts';
import { isoDay } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { questionPath, readSearch, searchPath } from '../../learn/search.ts';
import type { Keys } from '../../learner/shortcuts.ts';
import type { Flag } from '../analysis/model.ts';
import { flagSentence } from '../analysis/page.ts';
import { obstacleParts } from '../findings.page.ts';
import { caps, type Report } from '../model.ts';

/** What the page on the bank's health is made of. */
export type HealthGiven = {
  bank: Bank;
  authorView: AuthorView;
  /** The newest reports, about whatever text. */
  reports: readonly Report[];
  /** Some questions whose answers an author should look at, and the first of those after them. */
  flagged: readonly { question: string; hash: string; flags: readonly Flag[] }[];
  keys: Keys;
};

/** How the bank is doing, for its authors. */
export function healthPage(given: HealthGiven): Page & Record<string, unknown> {
  const { authorView } = given;
  const { facts, objectives, concepts } = authorView.coverage();
  const notAsked = facts.filter(({ questions }) => questions === 0);
  const alone = concepts.filter(({ questions }) => questions === 1);
  return {
    title: 'Health of the bank',
    here: 'bank',
    keys: given.keys,
    ...obstacleParts(authorView),
    lead: `${counted(authorView.questions.length, 'question', 'questions')} on disk, ${counted(authorView.findings.length, 'finding', 'findings')}.${authorView.isBeingJudged ? ' Etude is still checking the rules. Reload in a moment.' : ''}`,
    ...flaggedOf(given),
    rules: rulesOf(authorView),
    stale: staleOf(given),
    objectives: objectives.map(({ id, questions, sealed, target }) => ({
      path: searchPath(readSearch({ objective: id }, ['objective']), 1),
      id,
      questions: ofTarget(questions, target),
      sealed,
    })),
    factsLine: `${facts.length - notAsked.length} of ${facts.length} facts have a question.`,
    facts: facts.map(({ fact, questions }) => ({ id: fact.id, text: fact.text, questions })),
    ...mixOf(authorView),
    ...botsOf(authorView.scores()),
    aloneLine: `${alone.length} of ${concepts.length} concepts have only one question.`,
    alone: alone.map(({ id }) => ({ id, path: searchPath(readSearch({ concept: id }, ['concept']), 1) })),
    ...reportsOf(given),
  };
}

function ofTarget(questions: number, target: number | undefined): string {
  if (target === undefined) return String(questions);
  const state = questions < target ? ', too few' : questions > target ? ', too many' : '';
  return `${questions} of ${target}${state}`;
}

/** How often each rule is broken, the most broken first. */
function rulesOf({ findings, isHeldBack }: AuthorView) {
  const withoutRule = isHeldBack
    ? 'Errors that stop a file going live.'
    : 'Errors that stop Etude reading facts.json.';
  const groups = Map.groupBy(findings, ({ rule }) => rule ?? '');
  return [...groups]
    .map(([rule, group]) => ({ rule, errors: countOf(group, 'error'), warnings: countOf(group, 'warning') }))
    .sort((a, b) => b.errors - a.errors || b.warnings - a.warnings)
    .map(({ rule, errors, warnings }) => ({
      rule: rule || 'none',
      what: ruleOf(rule)?.what ?? withoutRule,
      found: [
        ...(errors > 0 ? [counted(errors, 'error', 'errors')] : []),
        ...(warnings > 0 ? [counted(warnings, 'warning', 'warnings')] : []),
      ],
    }));
}

function countOf(findings: readonly Finding[], wanted: Finding['level']): number {
  return findings.filter(({ level }) => level === wanted).length;
}

/** The questions whose dated facts were not looked at for too long. */
function staleOf({ bank, authorView }: HealthGiven) {
  return authorView.questions
    .filter(({ question }) => authorView.findingsOf(question.id).some(({ rule }) => rule === 'stale'))
    .map(({ question }) => ({
      path: questionPath(question.id),
      line: stemLine(question, bank.language),
      asOf: question.asOf ?? '',
    }));
}

/** A column for each domain, because a bank has fewer of them than there are kinds and levels. */
function mixOf(authorView: AuthorView) {
  const { mix } = authorView.coverage();
  return {
    domains: mix.map(({ domain }) => domain),
    mix: Object.keys(mix[0]?.counts ?? {}).map((name) => ({
      name: name === 'questions' ? 'All' : capital(name),
      counts: mix.map(({ counts }) => counts[name] ?? 0),
    })),
  };
}

const counted = (n: number, one: string, many: string) => `${n} ${oneOrMany(n, one, many)}`;
const percent = (share: number) => (share * 100).toFixed(1);

function botsOf(scores: readonly Score[]) {
  const won = new Set(winners(scores));
  const most = Math.max(0, ...scores.map(({ questions }) => questions));
  return {
    botsLine: `What a bot scores by guessing without reading, as a percentage. Questions with several keys are left out${most > 0 ? `, so each bot answers up to ${most}` : ''}.`,
    bots: scores.map((score) => ({
      bot: score.bot,
      score: percent(score.score),
      range: `${percent(score.low)}–${percent(score.high)}`,
      chance: percent(score.chance),
      state: won.has(score) ? 'beats chance' : '',
    })),
  };
}

/** The questions whose answers an author should look at, by the text that is live. */
function flaggedOf({ bank, flagged }: HealthGiven) {
  const page = flagged.slice(0, caps.flagged);
  const last = page.at(-1)?.question ?? '';
  return {
    flagged: page
      .filter(({ question, hash }) => bank.question(question)?.hash === hash)
      .map(({ question, flags }) => ({
        path: `${questionPath(question)}#answers`,
        id: question,
        flags: flags.map(flagSentence),
      })),
    moreFlagged: flagged.length > page.length ? `/bank/health?after=${encodeURIComponent(last)}#flagged` : '',
  };
}

/** The reports that are open: about a text that is still live. An author who changes the text has dealt with them. */
function reportsOf({ bank, reports }: HealthGiven) {
  const open = reports.flatMap((report) => {
    const live = bank.question(report.question);
    return live?.hash === report.hash ? [{ ...report, question: live.question }] : [];
  });
  return {
    openLine: openLineOf(open.length),
    reports: open.slice(0, caps.reports).map(({ message, reportedAt, question }) => ({
      path: questionPath(question.id),
      id: question.id,
      message,
      when: isoDay(reportedAt),
    })),
  };
}

/** What the list of open reports does not say by itself. */
function openLineOf(open: number): string {
  if (open === 0) return 'No reports are open.';
  return open > caps.reports ? `These are the newest ${caps.reports} of ${open}.` : '';
}
