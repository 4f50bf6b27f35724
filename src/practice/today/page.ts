import type { Bank } from '../../bank/bank.ts';
import { perObject } from '../../base/lazy.ts';
import { capital, dotted, listed, oneOrMany, spelled } from '../../base/text/words.ts';
import { examNote } from '../../exam/list/note.page.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { foretell, minutes } from '../day/pace.ts';
import { countCap } from '../model.ts';
import { endSentence, setChoices } from '../set/page.ts';
import { counted, newOnes } from '../words.ts';
import { melodyOf } from './melody.ts';
import type { TodayGiven } from './model.ts';
import { planCover, planParts, purposeOfPlan } from './plan.page.ts';
import { progressLine } from './progress.page.ts';
import {
  dateOf,
  finishedCover,
  gainsOf,
  hasMore,
  isFinished,
  restParts,
  tomorrowOf,
  weekAhead,
} from './rest.page.ts';

/** The page Today. */
export function todayPage(given: TodayGiven) {
  const { bank, learner, day, offers, ended, looked } = given;
  // A finished day offers its one optional repeat quietly.
  const canAsk = given.canAsk && !day.isDone;
  const cover = learner ? coverFor(given, learner) : newcomerCover(given);
  const finished = learner !== undefined && !learner.stopped && isFinished(day);
  return {
    title: 'Today',
    here: 'today',
    ...cover,
    exam: learner ? examNote(learner, given.openSitting, looked.examDay, day.day) : '',
    stopped: learner?.stopped ?? false,
    number: learner ? learner.practiceDays + (learner.lastDay < day.day ? 1 : 0) : 1,
    kicker: learner ? kickerOf(given, finished) : purposeOf(bank),
    plan: day.plan && !learner?.stopped ? planParts(bank, day.plan, looked.onTheDay, finished) : '',
    examToken: !learner?.stopped && looked.examDay === undefined ? given.examToken : '',
    topics: learner ? [] : topicsOf(bank),
    canAsk,
    newcomer: learner === undefined,
    ended: ended ? endSentence(bank, ended) : '',
    sets: offers && bank.askable > 0 ? setChoices(bank, offers) : '',
    revised: revisedSentence(learner?.revised ?? 0),
    ...restParts(given),
    progress: progressLine(given),
    gains: finished ? gainsOf(given) : [],
    ...melodyFor(given),
    formToken: given.formToken,
    zone: learner?.zone ?? '',
    keys: keysOf(learner?.keysOff ?? []),
    tomorrow: tomorrowOf(given),
    week: learner && !learner.stopped && !day.plan ? weekAhead(given, learner) : [],
    size: sizeOf(bank),
    contents: contentsOf(bank),
  };
}

/** The line above the heading: the exam that is being prepared for, if there is one, and otherwise the date. */
function kickerOf(given: TodayGiven, finished: boolean): string {
  const { plan } = given.day;
  return plan && !finished && !given.learner?.stopped ? purposeOfPlan(given.bank, plan) : dateOf(given);
}

/** What a bank is for. */
function purposeOf({ blueprints: [first] }: Bank): string {
  return first ? `Practice for your exam: ${first.title}` : 'Practice for your exam';
}

/** How much there is to ask. */
const sizeOf = ({ askable }: Bank) => `${askable} ${oneOrMany(askable, 'question', 'questions')}`;

/** What there is to ask about. */
const contentsOf = perObject(({ domains }: Bank) => dotted(domains.map(({ title }) => title)));

/** The domains of a bank, for those who do not know it yet. */
const topicsOf = perObject((bank: Bank) =>
  bank.domains.map(({ id, title, objectives }) => {
    const ideas = bank.topic(id)!.concepts.length;
    return {
      title,
      objectives: dotted(objectives.map((objective) => objective.title)),
      count: `${ideas} ${oneOrMany(ideas, 'idea', 'ideas')}`,
    };
  }),
);

/** What a learner is told once, when authors have revised what they had answered. */
function revisedSentence(revised: number): string {
  if (revised === 0) return '';
  const one =
    'A question you had answered has been revised. Your answer to the earlier version no longer counts, and';
  const many = `${capital(spelled(revised))} questions you had answered have been revised. Your answers to the earlier versions no longer count, and`;
  return `${revised === 1 ? `${one} it` : `${many} they`} will be asked again. Nothing else has changed.`;
}

function melodyFor({ played, playedTally: { answers, correct }, learner, day }: TodayGiven) {
  const soFar = learner?.lastDay === day.day && !day.isDone ? ' so far' : '';
  return {
    melody: melodyOf(played),
    melodyName: `${answers} ${oneOrMany(answers, 'answer', 'answers')}, ${correct} right`,
    caption:
      learner && answers > 0
        ? `Day ${learner.practiceDays}${soFar}: ${correct} of ${answers} right. Higher notes are surer answers; hollow notes are misses.`
        : 'Nothing here yet. Each answer adds a note.',
  };
}

function newcomerCover({ day }: TodayGiven) {
  const n = day.unmet.length;
  return {
    heading:
      n === 0
        ? 'Nothing to ask yet'
        : `${capital(spelled(n))} ${oneOrMany(n, 'question', 'questions')}, about ${minutes(foretell({ fresh: n, again: 0, waiting: 0 }, day.habits).ms)}`,
    lead: 'No account needed. This server keeps your answers, and a cookie in this browser links you to them.',
    begin: 'Begin',
  };
}

function coverFor(given: TodayGiven, learner: Learner) {
  const { day } = given;
  if (learner.stopped) return stoppedCover;
  if (isFinished(day)) return finishedCover(given);
  if (day.plan && (given.canAsk || hasMore(day.plan))) return planCover(day.plan, day);
  const back = day.dueCount + day.waiting.length;
  const fresh = day.unmet.length;
  const total = back + fresh;
  if (!given.canAsk || day.isDone) return nothingDue;
  const { repeats, ms } = foretell(
    { fresh, again: Math.min(day.dueCount, countCap), waiting: day.waiting.length },
    day.habits,
  );
  const parts = [back > 0 ? `${counted(back, 'comes', 'come')} back` : '', newOnes(fresh, back === 0)].filter(
    Boolean,
  );
  const gap = day.day - learner.lastDay;
  return {
    heading: `${counted(total, 'question', 'questions')}, about ${minutes(ms)}`,
    lead: `${welcomeBack(gap)}${capital(listed(parts))}.${expected(repeats)}`,
    begin: day.today.answers > 0 ? 'Carry on' : 'Begin',
  };
}

function expected(repeats: number): string {
  return repeats > 0 ? ` Expect about ${counted(repeats, 'repeat', 'repeats')}.` : '';
}

const stoppedCover = {
  heading: 'Practice is paused',
  lead: 'You stopped practising. Your progress is kept, and nothing piles up.',
  begin: '',
};

function welcomeBack(gap: number): string {
  if (gap < 7) return '';
  const away = gap < 60 ? `${gap} days` : `${Math.floor(gap / 30)} months`;
  return `Good to see you again after ${away}. What has faded will come back quickly. `;
}

const nothingDue = {
  heading: 'Nothing is due today',
  lead: 'What you know is still fresh. Rest is part of learning.',
  begin: '',
};
