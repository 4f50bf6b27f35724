import type { Concept, LiveQuestion, Objective, Rendered } from '../bank/bank.ts';
import type { Question } from '../bank/model.ts';
import type { Page } from '../base/pages.ts';
import { clockTime, dayName, wholeMinutes } from '../base/time.ts';
import type { Learner } from '../learner/model.ts';
import type { PastReview, StoredCard } from '../memory/model.ts';
import type { Certainty } from '../memory/rate.ts';
import type { Day } from './load.ts';
import { letters, optionOrder } from './options.ts';
import { countCap } from './queue.ts';

const numberWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** The time an answer is reckoned to take until the learner's own pace is known. */
const usualAnswerMs = 30_000;
const answersUntilPace = 20;

/** The milliseconds that one answer takes this learner. */
export function paceOf({ answers, tookMs }: { answers: number; tookMs: number }): number {
  return answers < answersUntilPace ? usualAnswerMs : tookMs / answers;
}

function counted(n: number, one: string, many: string): string {
  return `${n > countCap ? `${countCap}+` : n} ${n === 1 ? one : many}`;
}

function verb(n: number, one: string, many: string): string {
  return n === 1 ? one : many;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What Today is made of. */
export type TodayGiven = {
  title: string;
  domains: readonly { title: string }[];
  questions: number;
  learner: Learner | undefined;
  formToken: string;
  day: Day;
  /** Whether a question can be asked this minute. */
  canAsk: boolean;
  dueTomorrow: number;
  pace: number;
  now: number;
};

/** The page Today. */
export function todayPage(given: TodayGiven): Page & Record<string, unknown> {
  const { learner, day, canAsk } = given;
  const cover = learner ? coverFor(given, learner) : newcomerCover(given);
  const granted = day.unmet.length > 0;
  return {
    title: 'Today',
    here: 'today',
    ...cover,
    number: learner ? learner.practiceDays + (learner.lastDay < day.day ? 1 : 0) : 1,
    date: learner ? dayName(day.day) : 'Your first study',
    canAsk,
    newcomer: learner === undefined,
    offersMore: learner !== undefined && !canAsk && !granted && day.unmetTomorrow > 0,
    formToken: given.formToken,
    tomorrow: learner ? tomorrowSentence(given) : '',
    bank: `${given.questions} questions on ${listed(given.domains.map((domain) => domain.title))}.`,
  };
}

function newcomerCover({ day, pace }: TodayGiven) {
  const n = day.unmet.length;
  return {
    heading: n === 0 ? 'Nothing to ask yet' : `${capital(spelled(n))} questions, about ${minutes(n, pace)}`,
    lead: 'No account needed. Your answers are kept on this server, behind a cookie in this browser.',
    begin: 'Begin',
  };
}

function coverFor({ day, canAsk, pace, now }: TodayGiven, learner: Learner) {
  const back = day.dueCount + day.waiting.length;
  const fresh = day.unmet.length;
  const total = back + fresh;
  if (!canAsk) return { ...doneCover(day, learner), begin: '' };
  const parts = [
    back > 0 ? `${counted(back, 'comes', 'come')} back today` : '',
    fresh > 0 ? `${fresh} ${verb(fresh, 'is', 'are')} new` : '',
  ].filter(Boolean);
  const gap = day.day - learner.lastDay;
  return {
    heading: `${counted(total, 'question', 'questions')}, about ${minutes(Math.min(total, countCap), pace)}`,
    lead: `${welcomeBack(gap)}${parts.join(', ')}.${restingSentence(day, learner, now)}`,
    begin: day.today.answers > 0 ? 'Go on' : 'Begin',
  };
}

function welcomeBack(gap: number): string {
  if (gap < 7) return '';
  const away = gap < 60 ? `${gap} days` : `${Math.floor(gap / 30)} months`;
  return `Good to see you after ${away}. Nothing is lost: what has faded comes first and soon feels known. `;
}

function restingSentence({ waiting }: Day, learner: Learner, now: number): string {
  const resting = waiting.filter(({ readyAt }) => readyAt > now);
  const first = resting[0];
  if (!first) return '';
  return ` ${capital(spelled(resting.length))} you missed ${verb(resting.length, 'rests', 'rest')} until ${clockTime(first.readyAt, learner.zone)}.`;
}

function doneCover({ today, waiting }: Day, learner: Learner) {
  const first = waiting[0];
  if (first) {
    return {
      heading: `One more at ${clockTime(first.readyAt, learner.zone)}`,
      lead: 'What you missed last rests for ten minutes before it is asked again. Come back then, or leave it for tomorrow.',
    };
  }
  if (today.answers === 0) {
    return {
      heading: 'Nothing is due today',
      lead: 'What you know is still fresh. Rest is part of learning.',
    };
  }
  return {
    heading: `${today.correct} of ${today.answers} right`,
    lead: 'Done for today. What you have answered is best left alone until it comes back.',
  };
}

function tomorrowSentence({ day, dueTomorrow, pace }: TodayGiven): string {
  const fresh = day.unmetTomorrow;
  const total = dueTomorrow + fresh;
  if (total === 0) return 'Nothing is due tomorrow.';
  const parts = [
    dueTomorrow > 0 ? `${counted(dueTomorrow, 'question comes', 'questions come')} back` : '',
    fresh > 0 ? `${fresh} ${verb(fresh, 'is', 'are')} new` : '',
  ].filter(Boolean);
  return `${parts.join(' and ')}, about ${minutes(Math.min(total, countCap), pace)}.`;
}

function minutes(answers: number, pace: number): string {
  const n = wholeMinutes(answers * pace);
  return `${n} ${verb(n, 'minute', 'minutes')}`;
}

function spelled(n: number): string {
  return numberWords[n] ?? String(n);
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** How far through the day: answers given, of how many as things stand. */
export type Progress = { answered: number; total: number; minutesLeft: string };

/** The progress of a day. */
export function progressOf(day: Day, pace: number): Progress {
  const left = day.dueCount + day.waiting.length + day.unmet.length;
  return {
    answered: day.today.answers,
    total: day.today.answers + left,
    minutesLeft: left === 0 ? 'nothing left' : `about ${wholeMinutes(left * pace)} min left`,
  };
}

/** What a question page is made of. */
export type QuestionGiven = {
  question: Question;
  html: Rendered;
  objective: Objective;
  seed: string;
  token: string;
  progress: Progress;
  /** Letters that were chosen before, when the form comes back with a note. */
  chosen: readonly string[];
  note: string;
};

/** The page that asks. Nothing in it tells keys from distractors. */
export function questionPage(given: QuestionGiven): Page & Record<string, unknown> {
  const { question, html, objective, progress, chosen } = given;
  const multiple = question.type === 'multiple';
  const number = progress.answered + 1;
  const where = `Question ${number} of ${Math.max(number, progress.total)}`;
  return {
    title: `${where}, ${objective.domainTitle}`,
    here: '',
    bare: true,
    where,
    progress: throughLine(progress, number),
    domain: objective.domainTitle,
    objective: objective.title,
    stem: html.stem,
    kind: multiple ? 'checkbox' : 'radio',
    pick: multiple ? `Choose ${spelled(question.key.length).toUpperCase()}` : '',
    options: optionOrder(question, given.seed).map((id, i) => ({
      letter: letters[i],
      text: html.options.get(id)!.text,
      checked: chosen.includes(letters[i]!),
    })),
    token: given.token,
    note: given.note,
  };
}

function throughLine({ answered, total, minutesLeft }: Progress, number: number) {
  const of = Math.max(number, total);
  return { number, total: of, minutesLeft, percent: of === 0 ? 0 : Math.round((answered / of) * 100) };
}

/** The gentle word when an answer has not the number of options that is asked for. */
export function choiceNote(question: Question, chosen: number): string {
  const wanted = question.key.length;
  if (chosen === 0) {
    const what = wanted === 1 ? 'an option' : `${spelled(wanted)} options`;
    return `Choose ${what} first, then say how sure you are. Or let us show you. Nothing has been counted.`;
  }
  return `This one asks for ${spelled(wanted)} options and you chose ${spelled(chosen)}. Nothing has been counted.`;
}

/** What a verdict page is made of. */
export type VerdictGiven = {
  learner: Learner;
  review: PastReview;
  /** The question as it was shown, and rendered. */
  question: Question;
  html: Rendered;
  /** What it belongs to today; undefined when it has left the bank. */
  concept: Concept | undefined;
  live: LiveQuestion | undefined;
  stored: StoredCard;
  day: number;
  now: number;
  formToken: string;
  isLatest: boolean;
  isLatestOfConcept: boolean;
  report: string;
  progress: Progress;
};

/** The page that says whether it was right, why, and when it comes back. */
export function verdictPage(given: VerdictGiven): Page & Record<string, unknown> {
  const { review, question, html, concept, stored } = given;
  const order = optionOrder(question, review.seed);
  const letterOf = (id: string) => letters[order.indexOf(id)]!;
  const revealed = review.response.length === 0;
  const chosen = review.response.map(letterOf).toSorted();
  const keys = question.key.map(letterOf).toSorted();
  return {
    title: verdictTitle(review, revealed),
    here: '',
    bare: true,
    progress: throughLine(given.progress, given.progress.answered),
    verdict: review.correct ? 'is-right' : revealed ? 'is-shown' : 'is-wrong',
    correct: review.correct,
    revealed,
    letters: (revealed ? keys : chosen).join(' '),
    heading: verdictTitle(review, revealed),
    said: saidSentence(review.certainty, review.correct, revealed),
    lead: leadSentence(review, chosen, keys, revealed),
    undone: review.undone,
    domain: concept?.objective.domainTitle ?? '',
    objective: concept?.objective.title ?? '',
    stem: html.stem,
    options: order.map((id) => optionVerdict(question, html, review, id, letterOf(id))),
    rationale: html.rationale,
    references: question.references.map(({ title, url, locator, year }) => ({
      title,
      url: url ?? '',
      locator: locator ?? '',
      year,
    })),
    returns: returnSentence(given),
    chance: chanceSentence(review),
    canUndo: given.isLatest && !review.undone && review.day === given.day,
    canEase: review.correct && !review.undone && !review.easy && given.isLatestOfConcept && !stored.asleep,
    canSetAside: concept !== undefined && !stored.asleep && !review.undone,
    asleep: stored.asleep,
    report: given.report,
    id: review.id,
    formToken: given.formToken,
  };
}

function verdictTitle(review: PastReview, revealed: boolean): string {
  if (review.correct) return 'Right';
  return revealed ? 'Here is the answer' : 'Not right';
}

function saidSentence(certainty: Certainty, correct: boolean, revealed: boolean): string {
  if (revealed || certainty === 'none') return '';
  if (certainty === 'sure') return correct ? ', and you were sure.' : ', and you were sure.';
  if (certainty === 'guess') return correct ? ', by a guess.' : ', but it was only a guess.';
  return correct ? ', as you thought.' : ', though you thought so.';
}

const certaintyNames: Record<Certainty, string> = {
  guess: 'Guess',
  think: 'Think so',
  sure: 'Sure',
  none: '',
};

function leadSentence(review: PastReview, chosen: string[], keys: string[], revealed: boolean): string {
  const answer = `the answer is ${listed(keys)}`;
  if (revealed) return `You asked to be shown: ${answer}. Knowing that you do not know is worth something.`;
  const said = `You chose ${listed(chosen)} and said ${certaintyNames[review.certainty]}`;
  if (review.correct) return `${said}.`;
  const mended = ' Mistakes made with confidence are the ones that, once mended, stay mended.';
  return `${said}; ${answer}.${review.certainty === 'sure' ? mended : ''}`;
}

function optionVerdict(question: Question, html: Rendered, review: PastReview, id: string, letter: string) {
  const isKey = question.key.includes(id);
  const isChosen = review.response.includes(id);
  const { text, rationale } = html.options.get(id)!;
  const mark = isKey ? 'key' : isChosen ? 'missed' : '';
  const tag = isKey ? `Correct answer${isChosen ? ', your answer' : ''}` : isChosen ? 'Your answer' : '';
  return { letter, text, rationale, mark, tag };
}

function chanceSentence({ recall }: PastReview): string {
  if (recall === undefined) return 'It was new to you.';
  return `Before this answer we put your chance of knowing it at ${Math.round(recall * 100)} %.`;
}

/** When the concept comes back and why, in one sentence. */
function returnSentence({ review, stored, learner, day, live, now, concept }: VerdictGiven): string {
  if (review.undone) return 'You took this answer back, so it counts for nothing.';
  if (!live || !concept) return 'This question has left the bank and will not be asked again.';
  if (stored.asleep) return 'You asked not to be asked this again; Settings can bring it back.';
  if (live.question.edition !== review.edition) {
    return 'The question has been revised since, so this answer no longer counts and it will be asked again.';
  }
  const { card } = stored;
  if (!card) return 'It will be asked again as if it were new.';
  if (card.readyAt !== undefined) return missedSentence(review, card.readyAt, learner, now);
  const days = card.dueDay - day;
  const when = days <= 0 ? 'Today' : days === 1 ? 'Tomorrow' : `On ${dayName(card.dueDay)}, in ${days} days`;
  return `${when}, ${reason(review, learner)}.`;
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
  return review.certainty === 'sure' ? chance : `sooner than if you had been sure`;
}
