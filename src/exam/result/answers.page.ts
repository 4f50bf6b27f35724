import { answeredParts, answerPhrase } from '../../bank/asked.page.ts';
import { isBlank } from '../../bank/kinds/kind.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { optionOrder } from '../../bank/options.ts';
import { capital } from '../../base/text/words.ts';
import { clockTime, MINUTE } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { optionSeedOf } from '../marking/log-answers.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import type { PaperItem, Sitting } from '../sitting.ts';
import type { ResultGiven } from './given.ts';
import { isChanged, isRevised, markWord } from './marks.ts';
import { minutesAndSeconds } from './pace.page.ts';

/** What looking through a paper can be narrowed down to. */
export const answerFilters = ['all', 'wrong', 'flagged', 'changed', 'slow'] as const;
export type AnswerFilter = (typeof answerFilters)[number];

/** A question is slow at this multiple of its share of the time. */
const slow = 1.5;

/** Whether a question took much longer than its share of the blueprint's time. */
function isSlow({ terms }: Pick<Sitting, 'terms'>, { tookMs }: Pick<PaperItem, 'tookMs'>): boolean {
  return tookMs > (slow * terms.minutes * MINUTE) / terms.questions;
}

/** Every question of a settled paper to look through, each with its rationales. */
export function answersPage(given: ResultGiven, filter: AnswerFilter): Page & Record<string, unknown> {
  const { sitting, items, learner } = given;
  const matches: Record<AnswerFilter, (item: PaperItem) => boolean> = {
    all: () => true,
    wrong: ({ correct }) => correct === false,
    flagged: ({ flagged }) => flagged,
    changed: isChanged,
    slow: (item) => isSlow(sitting, item),
  };
  const path = sittingPath(sitting);
  const found = items.filter(matches[filter]);
  return {
    title: `Questions: ${sitting.terms.title}`,
    here: 'exams',
    keys: keysOf(learner.keysOff),
    path,
    heading: headingOf(filter, found.length, items),
    filters: answerFilters.map((name) => ({
      name: capital(name),
      path: `${path}/answers?show=${name}`,
      count: items.filter(matches[name]).length,
      isHere: name === filter,
    })),
    questions: found.map((item) => answerOf(given, item)),
  };
}

function headingOf(filter: AnswerFilter, found: number, items: readonly PaperItem[]): string {
  if (filter === 'all') return 'All questions';
  if (found > 0) return `${found} of ${items.length} ${filter}`;
  return filter === 'wrong' && items.every(({ correct }) => correct)
    ? `All ${items.length} right`
    : `None ${filter}`;
}

function answerOf({ sitting, shown, revised, domains, learner }: ResultGiven, item: PaperItem) {
  const asked = shown.get(item.number)!;
  const order = optionOrder(asked.question, optionSeedOf(sitting, item));
  const today = isRevised(item) ? revised.get(item.number) : undefined;
  const { question, html } = today ?? asked;
  const { inWords, verb } = kindOf(question);
  const named = (response: readonly string[]) => inWords(response, order);
  const facts = [
    minutesAndSeconds(item.tookMs),
    domains.get(item.domain) ?? item.domain,
    item.seen ? 'seen before' : 'new to you',
    ...(item.flagged ? ['flagged'] : []),
    ...(isChanged(item) ? [`changed, first ${named(item.firstResponse!)}`] : []),
    ...(item.inGrace ? ['received just after the end, and counted'] : []),
    ...(item.scored ? [] : ['did not count']),
  ];
  return {
    number: `Question ${item.number}`,
    verdict: item.correct ? 'is-right' : 'is-wrong',
    mark: markWord(item),
    facts: capital(facts.join(', ')),
    steps: [],
    lead: [
      revisedSentence(item, today !== undefined),
      leadOf(item, `You ${verb} ${named(item.response)}`, answerPhrase(question, order)),
      lateSentence(item, verb, named, learner.zone),
    ]
      .filter(Boolean)
      .join(' '),
    ...answeredParts({ question, html, order }, item.response),
  };
}

/** What must be said first of a question that was marked by a later edition than was asked. */
function revisedSentence(item: PaperItem, isToday: boolean): string {
  if (!isRevised(item)) return '';
  if (isToday) return 'It has been revised since; this is today’s version.';
  const now = item.correct === undefined ? ' and now has different options, so it no longer counts' : '';
  return `It has been revised since${now}. This is the version you answered.`;
}

/** What must be said of a choice that came too late to count. */
function lateSentence(
  { late, response }: PaperItem,
  verb: string,
  named: (ids: readonly string[]) => string,
  zone: string,
) {
  if (!late) return '';
  const at = clockTime(late.at, zone);
  if (isBlank(late.response))
    return `You cleared your choice at ${at}, but that reached the server after the exam ended.`;
  const what = isBlank(response)
    ? `You ${verb} ${named(late.response)}`
    : `You changed it to ${named(late.response)}`;
  return `${what} at ${at}, but that reached the server after the exam ended, so it does not count.`;
}

function leadOf({ response, correct, late }: PaperItem, said: string, answer: string): string {
  if (isBlank(response) && late) return `${capital(answer)}.`;
  if (isBlank(response)) return `You did not answer it; ${answer}.`;
  return correct ? `${said}.` : `${said}; ${answer}.`;
}
