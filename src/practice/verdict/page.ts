import { type Asked, answeredParts } from '../../bank/asked.page.ts';
import type { Concept, Rendered } from '../../bank/bank.ts';
import { isAskable, type Question } from '../../bank/model.ts';
import { letters, optionOrder } from '../../bank/options.ts';
import { listed } from '../../base/text/words.ts';
import { clockTime, dayName } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { PastReview, StoredCard } from '../../memory/model.ts';
import type { Certainty } from '../../memory/rate.ts';
import { ratings } from '../../memory/schedule.ts';
import { type Progress, throughLine } from '../question/progress.ts';
import { withSet } from '../set/forms.ts';
import { fieldsOf, isWhole, type SetState } from '../set/set.ts';

/** What a verdict page is made of. */
export type VerdictGiven = {
  learner: Learner;
  review: PastReview;
  /** The question as it was shown, and rendered. */
  question: Question;
  html: Rendered;
  /** What it belongs to today; undefined when it has left the bank. */
  concept: Concept | undefined;
  /** The question and its card as they are today; undefined when it has left the bank. */
  live: Question | undefined;
  stored: StoredCard | undefined;
  /** Whether the learner does not want to be asked this question again. */
  isSetAside: boolean;
  /** Whether it is shown to someone who has just answered the same once more. */
  isEarlier: boolean;
  /** Today: as the learner's calendar has it, and as the log numbers it. */
  day: number;
  logDay: number;
  now: number;
  formToken: string;
  isLatest: boolean;
  isLatestOfConcept: boolean;
  report: string;
  /** The set that is practised, before the answer and after it; undefined for the day's practice. */
  set: { before: SetState; after: SetState } | undefined;
  /** Whether the learner wants to come back to this question. */
  isFlagged: boolean;
  /** Where the lesson explains it. */
  section: { path: string; title: string } | undefined;
  progress: Progress;
};

/** A response to a question, with the options in the order shown. */
export type AnsweredQuestion = Pick<PastReview, 'response' | 'certainty' | 'correct'> & Asked;

/** The page that says whether it was right, why, and when it comes back. */
export function verdictPage(given: VerdictGiven): Page & Record<string, unknown> {
  const { review, question, html, concept } = given;
  const isAsked = given.live !== undefined && isAskable(given.live) && !given.isSetAside && !review.undone;
  return {
    title: verdictTitle(review),
    here: '',
    bare: true,
    progress: throughLine(given.progress, given.progress.answered),
    ...playedParts({ ...review, question, html, order: optionOrder(question, review.seed) }),
    isEarlier: given.isEarlier,
    domain: concept?.objective.domainTitle ?? '',
    objective: concept?.objective.title ?? '',
    returns: returnSentence(given),
    chance: chanceSentence(review),
    canUndo: given.isLatest && !review.undone && review.day === given.logDay,
    canEase: isAsked && review.correct && !review.easy && given.isLatestOfConcept,
    canSetAside: isAsked,
    report: given.report,
    id: review.id,
    canFlag: given.live !== undefined,
    flag: given.isFlagged ? 'off' : 'on',
    flagWords: given.isFlagged ? 'Flagged: take the flag off' : 'Flag',
    set: given.set ? fieldsOf(given.set.before) : [],
    next: withSet('/practice', given.set?.after),
    nextWords: given.set && isWhole(given.set.after) ? 'Finish' : 'Next question',
    section: given.section ?? '',
    keys: keysOf(given.learner.keysOff),
    token: given.formToken,
  };
}

/** What a verdict says of a response by itself: whether it was right, and why. */
export function playedParts(played: AnsweredQuestion) {
  const { question, order, response, certainty, correct } = played;
  const letterOf = (id: string) => letters[order.indexOf(id)]!;
  const revealed = response.length === 0;
  const chosen = response.map(letterOf).toSorted();
  const keys = question.key.map(letterOf).toSorted();
  return {
    verdict: correct ? 'is-right' : revealed ? 'is-shown' : 'is-wrong',
    correct,
    revealed,
    letters: (revealed ? keys : chosen).join(' '),
    heading: verdictTitle(played),
    said: saidSentence(certainty, correct, revealed),
    steps: stepsOf(certainty),
    lead: leadSentence(played, chosen, keys, revealed),
    ...answeredParts(played, response),
  };
}

function verdictTitle({ correct, response }: Pick<PastReview, 'correct' | 'response'>): string {
  if (correct) return 'Right';
  return response.length === 0 ? 'Here is the answer' : 'Not right';
}

function saidSentence(certainty: Certainty, correct: boolean, revealed: boolean): string {
  if (revealed || certainty === 'none') return '';
  if (certainty === 'sure') return ', and you were sure.';
  if (certainty === 'guess') return correct ? ', by a guess.' : ', but it was only a guess.';
  return correct ? ', as you thought.' : ', though you thought so.';
}

/** The three steps of the crescendo as far as the learner went; none where no certainty was asked. */
function stepsOf(certainty: Certainty): { isOn: boolean }[] {
  const step = { none: 0, guess: 1, think: 2, sure: 3 }[certainty];
  return step === 0 ? [] : [1, 2, 3].map((n) => ({ isOn: n <= step }));
}

/** A certainty as its button says it. */
export const certaintyNames: Record<Certainty, string> = {
  guess: 'Guess',
  think: 'Think so',
  sure: 'Sure',
  none: '',
};

function leadSentence(
  { correct, certainty }: AnsweredQuestion,
  chosen: string[],
  keys: string[],
  revealed: boolean,
): string {
  const answer = `the answer is ${listed(keys)}`;
  if (revealed) return `You asked to be shown: ${answer}. Knowing that you do not know is worth something.`;
  // In an exam nothing is said.
  const said = `You chose ${listed(chosen)}${certainty === 'none' ? '' : ` and said ${certaintyNames[certainty]}`}`;
  if (correct) return `${said}.`;
  const mended = ' Mistakes made with confidence are the ones that, once mended, stay mended.';
  return `${said}; ${answer}.${certainty === 'sure' ? mended : ''}`;
}

function chanceSentence({ recall }: PastReview): string {
  if (recall === undefined) return 'It was new to you.';
  if (recall > 0.995) return 'You had seen it only a short while before.';
  return `Before this answer we put your chance of knowing it at ${Math.round(recall * 100)} %.`;
}

/** When the concept comes back and why, in one sentence. */
function returnSentence(given: VerdictGiven): string {
  const { review, stored, learner, day, live, now } = given;
  if (review.undone) return 'You took this answer back, so it counts for nothing.';
  if (!live || !stored) return 'This question has left the bank and will not be asked again.';
  if (stored.asleep) {
    return given.isSetAside
      ? 'You asked not to be asked this again; Settings can bring it back.'
      : 'This question is not asked in practice at present.';
  }
  if (live.edition !== review.edition) {
    return 'The question has been revised since, so this answer no longer counts and it will be asked again.';
  }
  const { card } = stored;
  if (!card) return 'It will be asked again as if it were new.';
  const words = given.isSetAside ? ' It will be asked in other words; Settings can bring these back.' : '';
  if (card.readyAt !== undefined) return missedSentence(review, card.readyAt, learner, now) + words;
  const days = card.dueDay - day;
  const when = days <= 0 ? 'Today' : days === 1 ? 'Tomorrow' : `On ${dayName(card.dueDay)}, in ${days} days`;
  // What set the date is the last answer; an older one, or a date that is past, has no reason to give.
  const why = given.isLatestOfConcept && days > 0 ? `, ${reason(review, learner)}` : '';
  return `${when}${why}.${words}`;
}

function missedSentence(review: PastReview, readyAt: number, learner: Learner, now: number): string {
  const when = readyAt > now ? `Today, from ${clockTime(readyAt, learner.zone)} on` : 'Today';
  const why = review.correct
    ? 'because a right guess may be luck'
    : 'because what was missed needs a second look before it can wait until tomorrow';
  return `${when}, ${why}.`;
}

function reason(review: PastReview, learner: Learner): string {
  if (review.easy) return 'as late as it is because you found it too easy';
  if (!review.correct) return 'now that it has had its second look';
  const chance = `when your chance of knowing it will be about ${Math.round(learner.retention * 100)} %`;
  if (review.rating === ratings.good) return chance;
  return review.certainty === 'none'
    ? 'sooner than if it could not have been luck'
    : 'sooner than if you had been sure';
}
