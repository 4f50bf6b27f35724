import type { Objective } from '../../bank/bank.ts';
import { isBlank } from '../../bank/kinds/kind.ts';
import { isAskable, type Question } from '../../bank/model.ts';
import { optionOrder } from '../../bank/options.ts';
import type { Rendered } from '../../bank/rendered.ts';
import { DAY, dayName, isoDay } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { fromLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { SetCard } from '../../practice/model.ts';
import { certaintyNames, playedParts } from '../../practice/verdict/page.ts';
import { caps, type PastAnswer } from '../model.ts';
import { readSearch, searchPath } from '../search.ts';
import { resultWord } from './page.ts';
import { returnOf } from './returns.ts';

/** What the page of a question is made of for a candidate who has answered it. */
export type MetQuestionGiven = {
  learner: Learner;
  /** The text of their last answer, and rendered. */
  question: Question;
  html: Rendered;
  /** What it is today; undefined when it is no longer in the bank. */
  live: Question | undefined;
  objective: Objective | undefined;
  /** Their answers, the newest first; there is one at least. */
  answers: readonly PastAnswer[];
  card: SetCard | undefined;
  /** The id under which they asked not to be asked it again; empty if they have not. */
  aside: string;
  report: string;
  formToken: string;
  day: number;
};

/** A question as someone sees it who has answered it, and their own history with it. */
export function metQuestionPage(given: MetQuestionGiven): Page & Record<string, unknown> {
  const { learner, question, html, live, objective, answers, aside } = given;
  const last = answers[0]!;
  const returning = returnOf({ ...given, isSetAside: aside !== '' });
  return {
    title: 'A question you have answered',
    here: 'bank',
    keys: keysOf(learner.keysOff),
    domain: objective?.domainTitle ?? '',
    objective: objective?.title ?? '',
    summary: summaryOf(answers),
    ...playedParts({ ...last, question, html, order: optionOrder(question, last.seed) }),
    returns: returning.sentence,
    history: answers.map((answer) => historyRow(learner, answer)),
    id: last.id,
    canSetAside: aside === '' && live !== undefined && isAskable(live),
    aside,
    report: given.report,
    formToken: given.formToken,
    whyDue: live && returning.isPlanned ? `/progress/concepts/${live.concept}` : '',
    siblings: live ? searchPath(readSearch({ concept: live.concept }, ['concept']), 1) : '',
  };
}

function summaryOf(answers: readonly PastAnswer[]): string {
  const standing = answers.filter(({ undone }) => !undone);
  const right = standing.filter(({ correct }) => correct).length;
  if (standing.length === 0) return 'You undid your answer.';
  if (standing.length === 1) return onceSentence(standing[0]!);
  const given = standing.filter(({ response }) => !isBlank(response)).length;
  if (given === 0) return `You have asked for the answer to this ${standing.length} times.`;
  if (standing.length === caps.answers) return `Of your last ${caps.answers} answers, ${right} were right.`;
  return `You have answered this ${given === 1 ? 'once' : `${given} times`}, ${right} of them right.`;
}

function onceSentence({ correct, response }: PastAnswer): string {
  if (isBlank(response)) return 'You have asked for the answer to this once.';
  return `You have answered this once and ${correct ? 'got it right' : 'missed it'}.`;
}

function historyRow(learner: Learner, answer: PastAnswer) {
  const { id, certainty, response } = answer;
  const day = fromLogDay(learner, answer.day);
  return {
    path: `/practice/answers/${id}`,
    day: `${dayName(day)} ${isoDay(day * DAY).slice(0, 4)}`,
    result: resultWord({ ...answer, revealed: isBlank(response) }),
    said: isBlank(response) ? '' : certaintyNames[certainty],
  };
}
