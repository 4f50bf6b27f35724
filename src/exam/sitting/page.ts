import { askedParts } from '../../bank/asked.page.ts';
import { stemLine } from '../../bank/bank.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { letters, optionOrder } from '../../bank/options.ts';
import { capital, oneOrMany, spelled } from '../../base/text/words.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { Shown } from '../load.ts';
import { optionSeedOf } from '../marking/log-answers.ts';
import type { Entry, Sitting } from '../sitting.ts';
import { framePage, sittingPath } from './frame.page.ts';

/** What the pages of a running sitting are made of. */
export type SittingGiven = {
  sitting: Sitting;
  entries: readonly Entry[];
  /** The questions as they were asked, by number. */
  shown: ReadonlyMap<number, Shown>;
  learner: Learner;
  formToken: string;
  now: number;
};

/** One question of a paper. No key, rationale or weight is in it. */
export function examQuestionPage(given: SittingGiven, number: number): Page & Record<string, unknown> {
  const { sitting, entries, shown, learner } = given;
  const entry = entries[number - 1]!;
  const { question, html } = shown.get(number)!;
  const order = optionOrder(question, optionSeedOf(sitting, entry));
  const chosen = letters.filter((_, i) => entry.response.includes(order[i]!));
  const keys = keysOf(learner.keysOff);
  const where = `Question ${number} of ${entries.length}`;
  const asked = askedParts({ question, html, order }, chosen, keys.choose !== '');
  return {
    ...framePage(where, sitting, learner, given.now),
    ...asked,
    where,
    action: `${sittingPath(sitting)}/${number}`,
    formToken: given.formToken,
    shown: chosen.join(''),
    wanted: kindOf(question).wanted,
    options: asked.options.map((option, i) => ({
      ...option,
      isStruck: entry.struck.includes(order[i]!),
      strikeName: entry.struck.includes(order[i]!) ? 'restore' : 'strike',
      strikeKey: keys.strike && `Shift+${i + 1}`,
    })),
    pick: asked.pick && `${asked.pick}; any other number counts as not answered.`,
    flag: entry.flagged ? 'no' : 'yes',
    isFlagged: entry.flagged,
    previous: number > 1 ? number - 1 : '',
    next: number < entries.length ? number + 1 : 'review',
    nextWord: number < entries.length ? 'Next' : 'Review',
    cells: entries.map((each) => cellOf(given, each, number)),
    ...countsOf(given),
  };
}

function cellOf(given: SittingGiven, entry: Entry, here: number) {
  const isDone = isDoneIn(given, entry);
  const words = [isDone ? 'answered' : 'not answered', entry.flagged ? 'flagged' : ''].filter(Boolean);
  return {
    number: entry.number,
    words: `, ${words.join(', ')}`,
    isDone,
    isFlagged: entry.flagged,
    isHere: entry.number === here,
  };
}

function isDoneIn({ shown }: SittingGiven, entry: Entry): boolean {
  return kindOf(shown.get(entry.number)!.question).isComplete(entry.response);
}

function countsOf(given: SittingGiven) {
  const { entries } = given;
  const done = entries.filter((entry) => isDoneIn(given, entry)).length;
  return { done, open: entries.length - done, flagged: entries.filter(({ flagged }) => flagged).length };
}

/** What a review can be narrowed down to. */
export const reviewFilters = ['all', 'unanswered', 'flagged', 'answered'] as const;
export type ReviewFilter = (typeof reviewFilters)[number];

/** Every question of a paper with what has been done with it, and the end. */
export function reviewPage(given: SittingGiven, filter: ReviewFilter): Page & Record<string, unknown> {
  const { sitting, entries, shown, learner } = given;
  const counts = countsOf(given);
  const matches: Record<ReviewFilter, (entry: Entry) => boolean> = {
    all: () => true,
    unanswered: (entry) => !isDoneIn(given, entry),
    flagged: ({ flagged }) => flagged,
    answered: (entry) => isDoneIn(given, entry),
  };
  const path = sittingPath(sitting);
  return {
    ...framePage('All questions', sitting, learner, given.now),
    heading: counts.open === 0 ? 'All answered' : `${capital(spelled(counts.open))} left to answer`,
    lead: leadSentence(given, counts.open),
    path,
    place: sitting.place,
    formToken: given.formToken,
    filters: reviewFilters.map((name) => ({
      name: capital(name),
      path: `${path}/review?show=${name}`,
      count: entries.filter(matches[name]).length,
      isHere: name === filter,
    })),
    rows: entries.filter(matches[filter]).map((entry) => {
      const cell = cellOf(given, entry, 0);
      return {
        ...cell,
        path: `${path}/${entry.number}`,
        line: stemLine(shown.get(entry.number)!.question),
        state: capital(cell.words.slice(2)),
      };
    }),
    none: filter === 'all' ? '' : `None is ${filter}.`,
  };
}

/** So many numbers are named before the rest is only counted. */
const mostNamed = 30;

function leadSentence(given: SittingGiven, open: number): string {
  if (open === 0) return 'Once submitted, nothing can be changed any more.';
  const numbers = given.entries.filter((entry) => !isDoneIn(given, entry)).map(({ number }) => number);
  const more = numbers.length > mostNamed ? ` and ${numbers.length - mostNamed} more` : '';
  const named = `${oneOrMany(open, 'Question', 'Questions')} ${numbers.slice(0, mostNamed).join(', ')}${more}`;
  return `${named} ${oneOrMany(open, 'is', 'are')} not answered and ${oneOrMany(open, 'counts', 'count')} as wrong; a guess costs nothing. Once submitted, nothing can be changed any more.`;
}

/** What is shown when the time is up and the marks are not there yet. */
export function timeUpPage({ sitting, learner, formToken, now }: Omit<SittingGiven, 'entries' | 'shown'>) {
  return {
    ...framePage('Time is up', sitting, learner, now),
    here: 'exams' as const,
    clock: '',
    bare: false,
    path: sittingPath(sitting),
    formToken,
  };
}
