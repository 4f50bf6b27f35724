import type { Static } from 'typebox';
import type { Objective } from '../../bank/bank.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { withPlainSpaces } from '../../base/text/words.ts';
import type { PastReview } from '../../memory/model.ts';
import type { questionPage } from '../../practice/question/page.ts';
import { progressOf } from '../../practice/question/progress.ts';
import type { LoadedToday } from '../../practice/today/load.ts';
import { todayPage } from '../../practice/today/page.ts';
import type { verdictPage } from '../../practice/verdict/page.ts';
import { dateOf } from '../entry/schema.ts';
import type { Today, Verdict } from './schema.ts';

/** A learner's day as the API has it, in the words of its page. */
export function todayOf(given: LoadedToday): Static<typeof Today> {
  const { day, looked, learner } = given;
  const { heading, lead } = todayPage({ ...given, formToken: '', examToken: '' });
  const { answered, left, minutesLeft } = progressOf(day);
  const { examDay } = looked;
  return {
    date: dateOf(day.day),
    heading,
    lead,
    canAsk: given.canAsk,
    isDone: day.isDone,
    isStopped: learner?.stopped ?? false,
    answered,
    right: day.today.correct,
    left,
    minutesLeft,
    exam:
      examDay === undefined
        ? null
        : {
            date: dateOf(examDay),
            daysLeft: examDay - day.day,
            minutes: day.plan ? day.plan.order.minutes : null,
          },
    sitting: given.openSitting?.id ?? null,
  };
}

type Parts = Pick<ReturnType<typeof questionPage>, 'stem' | 'pick' | 'unit' | 'listed'> & {
  options: readonly {
    letter: string;
    value: string;
    text: string;
    choices: readonly { value: string; words: string }[];
  }[];
};

/** What practice and exams tell of a question, from the page that asks it. */
export function partsOf(question: Question, { stem, pick, unit, options, listed }: Parts) {
  const kind = kindOf(question);
  return {
    question: question.id,
    type: kind.name,
    stem,
    instruction: pick,
    unit,
    options: options.map(({ letter, value, text, choices }) => ({
      letter,
      // What is chosen from a list or typed is not told by the control.
      value: choices.length > 0 || kind.control === '' ? '' : value,
      text,
      choices: choices.map((choice) => ({ value: choice.value, words: choice.words })),
    })),
    listed: listed.map(({ letter, text }) => ({ letter, text })),
    wanted: kind.wanted,
  };
}

/** The topic of a question. */
export function domainOf({ domainTitle, title }: Objective) {
  return { title: domainTitle, objective: title };
}

/** A verdict as the API has it, from the page that shows it. */
export function verdictOf(review: PastReview, page: ReturnType<typeof verdictPage>): Static<typeof Verdict> {
  return {
    answer: review.id,
    question: review.question,
    isCorrect: review.correct,
    isUndone: review.undone,
    canUndo: page.canUndo,
    certainty: review.certainty,
    heading: page.heading,
    lead: page.lead,
    stem: page.stem,
    options: page.options.map(({ letter, text, rationale, mark, tag, isChosen }) => ({
      ...{ letter, text, rationale, mark, tag, isChosen },
    })),
    why: page.because,
    rationale: page.rationale,
    references: [...page.references],
    returns: withPlainSpaces(page.returnsInFull || page.returns),
    advice: page.advice,
    chance: review.recall ?? null,
  };
}
