import type { Bank } from '../../bank/bank.ts';
import { perObject } from '../../base/lazy.ts';
import { capital, listed, oneOrMany, spelled } from '../../base/text/words.ts';
import { clockTime, dayName, weekday, wholeMinutes } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { examNote } from '../../exam/list/note.page.ts';
import type { Sitting } from '../../exam/sitting.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { Ahead } from '../../plan/ahead/model.ts';
import type { Plan } from '../../plan/day/model.ts';
import type { Beyond, Day } from '../day/load.ts';
import { minutes } from '../day/pace.ts';
import { countCap, type DayTally, type MelodyAnswer } from '../model.ts';
import type { Offers } from '../set/load.ts';
import { endSentence, setChoices } from '../set/page.ts';
import type { SetState } from '../set/set.ts';
import { counted } from '../words.ts';
import { melodyOf } from './melody.ts';
import { planCover, planParts } from './plan.page.ts';

/** So many days are looked ahead. */
export const daysAhead = 6;

/** What Today is made of. */
export type TodayGiven = {
  bank: Bank;
  learner: Learner | undefined;
  formToken: string;
  day: Day;
  beyond: Beyond;
  /** Whether a question can be asked this minute. */
  canAsk: boolean;
  /** How many cards fall due on each of the days ahead; days without any are left out. */
  ahead: readonly { day: number; count: number }[];
  /** The learner's last day: its first answers, as many as the melody holds, and all of them counted. */
  played: readonly MelodyAnswer[];
  playedTally: DayTally;
  /** A mock exam under way, and the day of the real one. */
  openSitting: Sitting | undefined;
  examDay: number | undefined;
  now: number;
  /** The token of the form that sets a date. */
  examToken: string;
  /** The score to expect on the day of the exam, as it was worked out last. */
  onTheDay: Ahead | undefined;
  /** What can be practised by itself; nothing is offered to a newcomer. */
  offers: Offers | undefined;
  /** The set that has just ended. */
  ended: SetState | undefined;
};

/** The page Today. */
export function todayPage(given: TodayGiven): Page & Record<string, unknown> {
  const { bank, learner, day, canAsk, offers, ended } = given;
  const cover = learner ? coverFor(given, learner) : newcomerCover(given);
  const granted = day.unmet.length > 0;
  return {
    title: 'Today',
    here: 'today',
    ...cover,
    exam: learner ? examNote(learner, given.openSitting, given.examDay, day.day) : '',
    stopped: learner?.stopped ?? false,
    number: learner ? learner.practiceDays + (learner.lastDay < day.day ? 1 : 0) : 1,
    date: learner ? dayName(day.day) : 'Your first session',
    plan: day.plan && !learner?.stopped ? planParts(bank, day.plan, given.onTheDay) : '',
    examToken: !learner?.stopped && given.examDay === undefined ? given.examToken : '',
    purpose: bank.blueprints[0]
      ? `Practice for your exam: ${bank.blueprints[0].title}`
      : 'Practice for your exam',
    topics: learner ? [] : topicsOf(bank),
    canAsk,
    newcomer: learner === undefined,
    ended: ended ? endSentence(bank, ended) : '',
    sets: offers && bank.askable > 0 ? setChoices(bank, offers) : '',
    revised: revisedSentence(learner?.revised ?? 0),
    offersMore:
      learner !== undefined &&
      !learner.stopped &&
      !canAsk &&
      (day.plan ? hasMore(day.plan) : !granted && given.beyond.hasMore),
    more: day.plan ? 'Best next ten minutes' : 'Ten more new questions',
    ...melodyFor(given),
    formToken: given.formToken,
    zone: learner?.zone ?? '',
    keys: keysOf(learner?.keysOff ?? []),
    tomorrow: learner && !learner.stopped && !day.plan ? tomorrowSentence(given) : '',
    week: learner?.stopped || day.plan ? [] : weekAhead(given),
    bank: `${bank.askable} ${oneOrMany(bank.askable, 'question', 'questions')} on ${listed(bank.domains.map(({ title }) => title))}.`,
  };
}

/** The domains of a bank, for those who do not know it yet. */
const topicsOf = perObject(({ domains, concepts }: Bank) => {
  const count = Map.groupBy(concepts.values(), ({ objective }) => objective.domain);
  return domains.map(({ id, title, objectives }) => {
    const ideas = count.get(id)?.length ?? 0;
    return {
      title,
      objectives: listed(objectives.map((objective) => objective.title)),
      count: `${ideas} ${oneOrMany(ideas, 'idea', 'ideas')}`,
    };
  });
});

/** Whether the plan has something to ask after the minutes of the day. */
function hasMore({ order, state }: Plan): boolean {
  return state === 'done' && order.freshCount + order.againCount > 0;
}

/** What a learner is told once, when authors have revised what they had answered. */
function revisedSentence(revised: number): string {
  if (revised === 0) return '';
  const one =
    'A question you had answered has been revised. Your answer to the earlier text no longer counts, and';
  const many = `${capital(spelled(revised))} questions you had answered have been revised. Your answers to the earlier texts no longer count, and`;
  return `${revised === 1 ? `${one} it` : `${many} they`} will be asked again. Nothing else has changed.`;
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

function newcomerCover({ day }: TodayGiven) {
  const n = day.unmet.length;
  return {
    heading:
      n === 0
        ? 'Nothing to ask yet'
        : `${capital(spelled(n))} ${oneOrMany(n, 'question', 'questions')}, about ${minutes(n, day.pace)}`,
    lead: 'No account needed. Your answers are kept on this server, behind a cookie in this browser.',
    begin: 'Begin',
  };
}

function coverFor({ day, canAsk, now }: TodayGiven, learner: Learner) {
  if (learner.stopped) return stoppedCover;
  if (day.plan && (canAsk || hasMore(day.plan))) return planCover(day.plan, day);
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
    heading: `${counted(total, 'question', 'questions')}, about ${minutes(Math.min(total, countCap), day.pace)}`,
    lead: `${welcomeBack(gap)}${parts.join(', ')}.${restingSentence(day, learner, now)}`,
    begin: day.today.answers > 0 ? 'Go on' : 'Begin',
  };
}

const stoppedCover = {
  heading: 'Practice rests',
  lead: 'You have stopped it. Nothing is lost, and nothing waits for you.',
  begin: '',
};

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

/** The days after today with what comes back on each; nothing when all of them are free. */
function weekAhead(given: TodayGiven) {
  const counts = Array.from({ length: daysAhead }, (_, i) => comingBack(given, given.day.day + i + 1));
  const most = Math.max(...counts);
  if (most === 0) return [];
  return counts.map((count, i) => ({
    name: weekday(given.day.day + i + 1),
    due: count === 0 ? 'rest' : count,
    minutes: count === 0 ? '' : wholeMinutes(count * given.day.pace),
    width: Math.round((count / most) * 100),
  }));
}

/** How many come back on a later day; what was missed and is not asked again today is left for tomorrow. */
function comingBack({ day, ahead }: TodayGiven, later: number): number {
  const falling = ahead.find((each) => each.day === later)?.count ?? 0;
  return falling + (later === day.day + 1 ? day.waiting.length : 0);
}

function tomorrowSentence(given: TodayGiven): string {
  const { day } = given;
  const dueTomorrow = comingBack(given, day.day + 1);
  const fresh = given.beyond.unmetTomorrow;
  const total = dueTomorrow + fresh;
  if (total === 0) return 'Nothing is due tomorrow.';
  const parts = [
    dueTomorrow > 0 ? `${counted(dueTomorrow, 'question comes', 'questions come')} back` : '',
    fresh > 0 ? `${fresh} ${oneOrMany(fresh, 'is', 'are')} new` : '',
  ].filter(Boolean);
  return `${parts.join(' and ')}, about ${minutes(Math.min(total, countCap), day.pace)}.`;
}
