import { answeredParts } from '../../bank/asked.page.ts';
import { isBlank } from '../../bank/kinds/kind.ts';
import { letters, optionOrder } from '../../bank/options.ts';
import { capital } from '../../base/text/words.ts';
import { MINUTE } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { optionSeedOf } from '../marking/log-answers.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import type { Entry, Sitting } from '../sitting.ts';
import { isChanged, isRevised, markWord, minutesAndSeconds, type ResultGiven } from './page.ts';

/** What looking through a paper can be narrowed down to. */
export const answerFilters = ['all', 'wrong', 'flagged', 'changed', 'slow'] as const;
export type AnswerFilter = (typeof answerFilters)[number];

/** So many times the share of time that each question has makes one slow. */
const slow = 1.5;

/** Whether a question took much longer than its share of the blueprint's time. */
function isSlow({ terms }: Pick<Sitting, 'terms'>, { tookMs }: Pick<Entry, 'tookMs'>): boolean {
  return tookMs > (slow * terms.minutes * MINUTE) / terms.questions;
}

/** Every question of a settled paper to look through, each with its rationales. */
export function answersPage(given: ResultGiven, filter: AnswerFilter): Page & Record<string, unknown> {
  const { sitting, entries, learner } = given;
  const matches: Record<AnswerFilter, (entry: Entry) => boolean> = {
    all: () => true,
    wrong: ({ correct }) => correct === false,
    flagged: ({ flagged }) => flagged,
    changed: isChanged,
    slow: (entry) => isSlow(sitting, entry),
  };
  const path = sittingPath(sitting);
  const found = entries.filter(matches[filter]);
  return {
    title: `Questions: ${sitting.terms.title}`,
    here: 'exams',
    keys: keysOf(learner.keysOff),
    path,
    heading: filter === 'all' ? 'All questions' : `${found.length} of ${entries.length} ${filter}`,
    filters: answerFilters.map((name) => ({
      name: capital(name),
      path: `${path}/answers?show=${name}`,
      count: entries.filter(matches[name]).length,
      isHere: name === filter,
    })),
    none: found.length > 0 ? '' : `None was ${filter}.`,
    questions: found.map((entry) => answerOf(given, entry)),
  };
}

function answerOf({ sitting, shown, revised, domains }: ResultGiven, entry: Entry) {
  const asked = shown.get(entry.number)!;
  const order = optionOrder(asked.question, optionSeedOf(sitting, entry));
  const today = isRevised(entry) ? revised.get(entry.number) : undefined;
  const { question, html } = today ?? asked;
  const named = (ids: readonly string[]) =>
    ids
      .map((id) => letters[order.indexOf(id)]!)
      .toSorted()
      .join(' and ');
  const facts = [
    minutesAndSeconds(entry.tookMs),
    domains.get(entry.domain) ?? entry.domain,
    entry.seen ? 'seen before' : 'new to you',
    ...(entry.flagged ? ['flagged'] : []),
    ...(isChanged(entry) ? [`changed, first ${named(entry.firstResponse!)}`] : []),
    ...(entry.scored ? [] : ['did not count']),
  ];
  return {
    number: `Question ${entry.number}`,
    verdict: entry.correct ? 'is-right' : 'is-wrong',
    mark: markWord(entry),
    facts: capital(facts.join(', ')),
    steps: [],
    lead:
      revisedSentence(entry, today !== undefined) + leadOf(entry, named(entry.response), named(question.key)),
    ...answeredParts({ question, html, order }, entry.response),
  };
}

/** What must be said first of a question that was marked by a later edition than was asked. */
function revisedSentence(entry: Entry, isToday: boolean): string {
  if (!isRevised(entry)) return '';
  if (isToday) return 'It has been revised since and stands here as it is today. ';
  const now = entry.correct === undefined ? ' and has other options now, so it does not count any more' : '';
  return `It has been revised since${now}. Here stands what you were asked. `;
}

function leadOf({ response, correct }: Entry, chosen: string, keys: string): string {
  if (isBlank(response)) return `You left it open; the answer is ${keys}.`;
  return correct ? `You chose ${chosen}.` : `You chose ${chosen}; the answer is ${keys}.`;
}
