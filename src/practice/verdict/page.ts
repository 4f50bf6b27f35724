import { type Asked, answeredParts, answerPhrase } from '../../bank/asked.page.ts';
import type { Concept } from '../../bank/bank.ts';
import { isBlank } from '../../bank/kinds/kind.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { isAskable, type Question } from '../../bank/model.ts';
import { optionOrder } from '../../bank/options.ts';
import type { Rendered } from '../../bank/rendered.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { PastReview } from '../../memory/model.ts';
import type { Certainty } from '../../memory/rate.ts';
import { type Progress, throughLine } from '../question/progress.ts';
import { withSet } from '../set/forms.ts';
import { fieldsOf, isComplete, type SetState } from '../set/set.ts';
import { type ReturnsGiven, returnsOf } from './returns.page.ts';

/** What a verdict page is made of. */
export type VerdictGiven = ReturnsGiven & {
  /** The question as it was shown, and rendered. */
  question: Question;
  html: Rendered;
  /** What it belongs to today; undefined when it is no longer in the bank. */
  concept: Concept | undefined;
  /** Whether it is shown to someone who has just answered the same once more. */
  isEarlier: boolean;
  /** Today, as the log numbers it. */
  logDay: number;
  now: number;
  formToken: string;
  isLatest: boolean;
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
export function verdictPage(given: VerdictGiven) {
  const { review, question, html, concept } = given;
  const parts = playedParts({ ...review, question, html, order: optionOrder(question, review.seed) });
  const stillCounts = given.live !== undefined && !review.undone;
  const isAsked = stillCounts && isAskable(given.live!) && !given.isSetAside;
  const isAside = stillCounts && given.isSetAside;
  const returns = returnsOf(given);
  const advice = !review.correct && review.certainty === 'sure' ? sureAdvice : '';
  return {
    title: verdictTitle({ ...review, question }),
    here: '',
    bare: true,
    progress: { ...throughLine(given.progress, given.progress.answered), more: repeatWords(given) },
    ...parts,
    isExplained: parts.isExplained || given.section !== undefined || advice !== '',
    isEarlier: given.isEarlier,
    domain: concept?.objective.domainTitle ?? '',
    objective: concept?.objective.title ?? '',
    returns: returns.short,
    returnsInFull: returns.full,
    isAside,
    showsReturn: returns.comesBack || isAside,
    chance: chanceSentence(review),
    whyDue: concept && returns.isDated ? `/progress/concepts/${concept.id}` : '',
    advice,
    canUndo: given.isLatest && !review.undone && review.day === given.logDay,
    canEase: isAsked && review.correct && !review.easy && given.isLatestOfConcept,
    canSetAside: isAsked,
    report: given.report,
    id: review.id,
    canFlag: given.live !== undefined,
    flag: given.isFlagged ? 'off' : 'on',
    isFlagged: given.isFlagged,
    set: given.set ? fieldsOf(given.set.before) : [],
    next: withSet('/practice', given.set?.after),
    nextWords: given.set && isComplete(given.set.after) ? 'Finish' : 'Next',
    section: given.section ?? '',
    keys: keysOf(given.learner.keysOff),
    token: given.formToken,
  };
}

/** What a verdict says of a response by itself: whether it was right, the answer in words, and every reason. */
export function playedParts(played: AnsweredQuestion) {
  const { response, certainty, correct } = played;
  const parts = answeredParts(played, response);
  return {
    verdict: correct ? 'is-right' : isBlank(response) ? 'is-shown' : 'is-wrong',
    correct,
    revealed: isBlank(response),
    heading: verdictTitle(played),
    steps: stepsOf(certainty),
    said: certaintyNames[certainty],
    lead: leadSentence(played),
    because: played.html.why,
    ...parts,
  };
}

function verdictTitle({
  correct,
  response,
  question,
}: Pick<AnsweredQuestion, 'correct' | 'response' | 'question'>) {
  if (correct) return 'Right';
  if (isBlank(response)) return 'Here is the answer';
  const partly = kindOf(question).partlyRight(response);
  return partly ? `Not quite: ${partly}` : 'Not quite';
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

function leadSentence({ question, order, correct, certainty, response }: AnsweredQuestion) {
  const { inWords, verb } = kindOf(question);
  const answer = answerPhrase(question, order);
  if (isBlank(response)) return `You asked to see the answer: ${answer}.`;
  // In an exam nobody says how sure they are.
  const said = `You ${verb} ${inWords(response, order)}${certainty === 'none' ? '' : ` and said ${certaintyNames[certainty]}`}`;
  return correct ? `${said}.` : `${said}; ${answer}.`;
}

const sureAdvice =
  'You were sure, so this one is worth a second read: when you correct a mistake you were sure of, the right answer tends to stick.';

function chanceSentence({ recall }: PastReview): string {
  if (recall === undefined) return 'It was new to you.';
  if (recall > 0.995) return 'You saw this recently.';
  return `Before this answer, we put your chance of knowing it at ${Math.round(recall * 100)}%.`;
}

/** What the answer adds to the day. */
function repeatWords({ stored, isLatest, progress }: VerdictGiven): string {
  return isLatest && progress.repeatsMisses && stored?.card?.readyAt !== undefined ? '+1 repeat' : '';
}
