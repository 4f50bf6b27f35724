import { askedParts } from '../../bank/asked.page.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { optionOrder } from '../../bank/options.ts';
import { capital, listed, oneOrMany, runsOf, spelled } from '../../base/text/words.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { Shown } from '../load.ts';
import { optionSeedOf } from '../marking/log-answers.ts';
import { grace, isInGrace, type PaperItem, type Sitting } from '../sitting.ts';
import { framePage, sittingPath } from './frame.page.ts';

/** What the pages of a running sitting are made of. */
export type SittingGiven = {
  sitting: Sitting;
  items: readonly PaperItem[];
  /** The questions as they were asked, by number. */
  shown: ReadonlyMap<number, Shown>;
  learner: Learner;
  formToken: string;
  now: number;
};

/** One question of a paper. No key, rationale or weight is in it. */
export function examQuestionPage(given: SittingGiven, number: number) {
  const { sitting, items, shown, learner } = given;
  const item = items[number - 1]!;
  const { question, html } = shown.get(number)!;
  const order = optionOrder(question, optionSeedOf(sitting, item));
  const kind = kindOf(question);
  const chosen = kind.fieldsOf(item.response, order);
  const keys = keysOf(learner.keysOff);
  const where = `Question ${number} of ${items.length}`;
  const asked = askedParts({ question, html, order }, chosen, keys.choose !== '');
  return {
    ...framePage(where, sitting, learner, given.now),
    ...asked,
    where,
    action: `${sittingPath(sitting)}/${number}`,
    formToken: given.formToken,
    shown: chosen.join(''),
    view: kind.comparesOptions ? 'kinds/struck' : kind.view,
    wanted: kind.wanted,
    isDistinct: kind.isDistinct,
    options: asked.options.map((option, i) => ({
      ...option,
      isStruck: item.struck.includes(order[i]!),
      strikeName: item.struck.includes(order[i]!) ? 'restore' : 'strike',
      strikeKey: keys.strike && `Shift+${i + 1}`,
    })),
    pick:
      asked.pick &&
      `${asked.pick}; ${kind.comparesOptions ? 'any other number' : 'anything else'} counts as not answered.`,
    flag: item.flagged ? 'no' : 'yes',
    isFlagged: item.flagged,
    previous: number > 1 ? number - 1 : '',
    next: number < items.length ? number + 1 : 'review',
    nextWord: number < items.length ? 'Next' : 'Review',
    cells: items.map((each) => cellOf(given, each, number)),
    ...countsOf(given),
  };
}

function cellOf(given: SittingGiven, item: PaperItem, here: number) {
  const isDone = isDoneIn(given, item);
  const words = [isDone ? 'answered' : 'not answered', item.flagged ? 'flagged' : ''].filter(Boolean);
  return {
    number: item.number,
    words: `, ${words.join(', ')}`,
    isDone,
    isFlagged: item.flagged,
    isHere: item.number === here,
  };
}

function isDoneIn({ shown }: SittingGiven, item: PaperItem): boolean {
  return kindOf(shown.get(item.number)!.question).isComplete(item.response);
}

function countsOf(given: SittingGiven) {
  const { items } = given;
  const done = items.filter((item) => isDoneIn(given, item)).length;
  return { done, open: items.length - done, flagged: items.filter(({ flagged }) => flagged).length };
}

/** What a review can be narrowed down to. */
export const reviewFilters = ['all', 'unanswered', 'flagged', 'answered'] as const;
export type ReviewFilter = (typeof reviewFilters)[number];

/** Every question of a paper with what has been done with it, and the end. */
export function reviewPage(given: SittingGiven, filter: ReviewFilter): Page & Record<string, unknown> {
  const { sitting, items, shown, learner } = given;
  const counts = countsOf(given);
  const matches: Record<ReviewFilter, (item: PaperItem) => boolean> = {
    all: () => true,
    unanswered: (item) => !isDoneIn(given, item),
    flagged: ({ flagged }) => flagged,
    answered: (item) => isDoneIn(given, item),
  };
  const path = sittingPath(sitting);
  return {
    ...framePage('All questions', sitting, learner, given.now),
    heading: counts.open === 0 ? 'All answered' : `${capital(spelled(counts.open))} left to answer`,
    lead: leadSentence(given, counts.open),
    path,
    currentNumber: sitting.currentNumber,
    formToken: given.formToken,
    filters: reviewFilters.map((name) => ({
      name: capital(name),
      path: `${path}/review?show=${name}`,
      count: items.filter(matches[name]).length,
      isHere: name === filter,
    })),
    rows: items.filter(matches[filter]).map((item) => {
      const cell = cellOf(given, item, 0);
      return {
        ...cell,
        path: `${path}/${item.number}`,
        line: shown.get(item.number)!.html.line,
        state: capital(cell.words.slice(2)),
      };
    }),
    none: filter === 'all' ? '' : `No questions are ${filter}.`,
  };
}

/** Most numbers to name before counting the rest. */
const mostNamed = 30;

function leadSentence(given: SittingGiven, open: number): string {
  if (open === 0) return 'Submit when you are ready. You cannot change anything after that.';
  const numbers = given.items.filter((item) => !isDoneIn(given, item)).map(({ number }) => number);
  const runs = runsOf(numbers);
  const named =
    runs.length > mostNamed
      ? [...runsOf(numbers.slice(0, mostNamed)), `${numbers.length - mostNamed} more`]
      : runs;
  return `${oneOrMany(open, 'Question', 'Questions')} ${listed(named)} ${oneOrMany(open, 'is', 'are')} unanswered and will count as wrong; a guess costs nothing. You cannot change anything after you submit.`;
}

/** What is shown when the time is up and the marks are not there yet. */
export function timeUpPage({ sitting, learner, formToken, now }: Omit<SittingGiven, 'items' | 'shown'>) {
  const isWaiting = isInGrace(sitting, now);
  return {
    ...framePage('Time is up', sitting, learner, now),
    here: 'exams' as const,
    clock: '',
    bare: false,
    lead: isWaiting
      ? `Clicks that you made before the end count if they arrive within ${grace / 1000} seconds. Your result will be ready after that.`
      : 'Your answers are saved and can be marked now.',
    path: sittingPath(sitting),
    formToken,
  };
}
