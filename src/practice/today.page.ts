import type { Page } from '../base/pages.ts';
import { clockTime, dayName } from '../base/time.ts';
import type { Learner } from '../learner/model.ts';
import { keysOf } from '../learner/shortcuts.ts';
import type { Day } from './load.ts';
import { melodyOf, type Played } from './melody.ts';
import { type DayTally, minutes } from './progress.ts';
import { countCap } from './queue.ts';
import { capital, counted, listed, oneOrMany, spelled } from './words.ts';

/** What Today is made of. */
export type TodayGiven = {
  domains: readonly { title: string }[];
  /** How many questions practice can ask. */
  questions: number;
  learner: Learner | undefined;
  formToken: string;
  day: Day;
  /** Whether a question can be asked this minute. */
  canAsk: boolean;
  dueTomorrow: number;
  /** The learner's last day: its first answers, as many as the melody holds, and all of them counted. */
  played: readonly Played[];
  playedTally: DayTally;
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
    offersMore: learner !== undefined && !canAsk && !granted && day.hasMore,
    ...melodyFor(given),
    formToken: given.formToken,
    keys: keysOf(learner?.keysOff ?? []),
    tomorrow: learner ? tomorrowSentence(given) : '',
    bank: `${given.questions} ${oneOrMany(given.questions, 'question', 'questions')} on ${listed(given.domains.map((domain) => domain.title))}.`,
  };
}

function melodyFor({ played, playedTally: { answers, correct }, learner, day }: TodayGiven) {
  const when = learner?.lastDay === day.day ? 'so far' : 'as you played it';
  return {
    melody: melodyOf(played),
    melodyName: `${answers} ${oneOrMany(answers, 'answer', 'answers')}, ${correct} right`,
    caption:
      learner && answers > 0
        ? `No. ${learner.practiceDays}, ${when}: ${correct} of ${answers} right. Higher is surer; a hollow note is a miss.`
        : 'Nothing is written here yet. Each answer will put down one note.',
  };
}

function newcomerCover({ day, pace }: TodayGiven) {
  const n = day.unmet.length;
  return {
    heading:
      n === 0
        ? 'Nothing to ask yet'
        : `${capital(spelled(n))} ${oneOrMany(n, 'question', 'questions')}, about ${minutes(n, pace)}`,
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
    fresh > 0 ? `${fresh} ${oneOrMany(fresh, 'is', 'are')} new` : '',
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
  return `Good to see you after ${away}. Nothing is lost: what has faded soon feels known again. `;
}

function restingSentence({ waiting }: Day, learner: Learner, now: number): string {
  const resting = waiting.filter(({ readyAt }) => readyAt > now);
  const first = resting[0];
  if (!first) return '';
  return ` ${capital(spelled(resting.length))} you missed ${oneOrMany(resting.length, 'rests', 'rest')} until ${clockTime(first.readyAt, learner.zone)}.`;
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

function tomorrowSentence({ day, dueTomorrow: newlyDue, pace }: TodayGiven): string {
  // What was missed and is not asked again today is left for tomorrow.
  const dueTomorrow = newlyDue + day.waiting.length;
  const fresh = day.unmetTomorrow;
  const total = dueTomorrow + fresh;
  if (total === 0) return 'Nothing is due tomorrow.';
  const parts = [
    dueTomorrow > 0 ? `${counted(dueTomorrow, 'question comes', 'questions come')} back` : '',
    fresh > 0 ? `${fresh} ${oneOrMany(fresh, 'is', 'are')} new` : '',
  ].filter(Boolean);
  return `${parts.join(' and ')}, about ${minutes(Math.min(total, countCap), pace)}.`;
}
