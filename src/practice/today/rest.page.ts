import { listed, oneOrMany, spelled } from '../../base/text/words.ts';
import { dayName, SECOND, weekday, wholeMinutes } from '../../base/time.ts';
import type { Learner } from '../../learner/model.ts';
import { secondsWithVerdicts } from '../../plan/belief/posterior.ts';
import { minutesOn } from '../../plan/day/calendar.ts';
import type { Plan } from '../../plan/day/model.ts';
import { percentOf, rangeWords } from '../../plan/forecast/words.ts';
import type { Day } from '../day/load.ts';
import { foretell, minutes } from '../day/pace.ts';
import { missedDays } from '../set/set.ts';
import { counted, newOnes } from '../words.ts';
import { putRightOn } from './gains.ts';
import { daysAhead, type TodayGiven } from './model.ts';

/** Whether the learner has done what the day had to ask; a day off and the day of the exam have nothing to finish. */
export function isFinished({ isDone, today, plan }: Day): boolean {
  const isOff = plan !== undefined && (plan.order.daysLeft === 0 || plan.order.minutes === 0);
  return isDone && today.answers > 0 && !isOff;
}

/** What Today says at its head once the day is finished. */
export function finishedCover(given: TodayGiven) {
  const { day } = given;
  const { answers, correct, first } = day.today;
  const gained = gainedSentence(first, putRight(given));
  const repeat = !day.plan && day.waiting.length > 0 ? ' The one you missed last comes back tomorrow.' : '';
  return { heading: 'Done for today', lead: `${correct} of ${answers} right. ${gained}${repeat}`, begin: '' };
}

function gainedSentence(met: number, right: number): string {
  const fresh = met > 0 ? `met ${spelled(met)} new ${oneOrMany(met, 'idea', 'ideas')}` : '';
  const mended = right > 0 ? `put ${spelled(right)} earlier ${oneOrMany(right, 'miss', 'misses')} right` : '';
  const gained = [fresh, mended].filter(Boolean);
  return gained.length > 0 ? `You ${listed(gained)}.` : 'Everything comes back when it is due.';
}

/** What the day is, and on a finished one how long it took. */
export function dateOf({ day }: TodayGiven): string {
  const took = isFinished(day) ? `, ${minutes(secondsWithVerdicts(day.today) * SECOND)}` : '';
  return `${dayName(day.day)}${took}`;
}

/** What a finished day has brought, in figures. */
export function gainsOf(given: TodayGiven) {
  const { bank, day, looked } = given;
  const { first } = day.today;
  const ideas = bank.syllabus.concepts.length;
  const right = putRight(given);
  const now = day.plan?.now;
  return [
    {
      name: 'Ideas met',
      value: String(Math.min(looked.met, ideas)),
      small: `of ${ideas}${first > 0 ? `, ${first} new today` : ''}`,
    },
    ...(right > 0
      ? [{ name: 'Put right', value: String(right), small: `missed in the last ${missedDays} days` }]
      : []),
    ...(now
      ? [{ name: 'If your exam were today', value: percentOf(now.score.share), small: rangeWords(now.score) }]
      : []),
  ];
}

function putRight({ bank, learner, day, looked, played }: TodayGiven): number {
  return putRightOn(bank, learner!, day.day, looked.wrong, played);
}

/** What is offered to someone who has time left, quietly: a repeat, or more than the day had to ask. */
export function restParts({ learner, day, canAsk, beyond }: TodayGiven) {
  const isOver = learner !== undefined && !learner.stopped && (day.isDone || !canAsk);
  const repeat = isOver && canAsk && !day.plan;
  const more = isOver && (day.plan ? hasMore(day.plan) : day.unmet.length === 0 && beyond.hasMore);
  return {
    extra: repeat || more,
    repeat: repeat ? 'Repeat the one you missed' : '',
    more: more ? (day.plan ? 'Carry on with what helps most' : 'Ten more new questions') : '',
  };
}

/** Whether the plan has something to ask after the minutes of the day. */
export function hasMore({ order, state }: Plan): boolean {
  return state === 'done' && order.freshCount + order.againCount > 0;
}

/** What tomorrow brings; nothing while today can still change it. */
export function tomorrowOf(given: TodayGiven): string {
  const { learner, day, canAsk } = given;
  if (!learner || learner.stopped || (canAsk && !day.isDone)) return '';
  if (!day.plan) return tomorrowSentence(given);
  return isFinished(day) ? plannedTomorrow(day.plan, day.day) : '';
}

function plannedTomorrow({ exam, order }: Plan, day: number): string {
  if (order.daysLeft === 1) return 'Your exam.';
  const planned = minutesOn(exam, day + 1);
  if (planned === 0) return 'A day off.';
  const span = `${planned} ${oneOrMany(planned, 'minute', 'minutes')}`;
  return order.daysLeft === 2 ? `${span}: a light evening before the exam.` : `${span} of practice.`;
}

function tomorrowSentence(given: TodayGiven): string {
  const again = comingBack(given, given.day.day + 1);
  const fresh = given.beyond.unmetTomorrow;
  if (again + fresh === 0) return 'Nothing is due tomorrow.';
  const parts = [
    again > 0 ? `${counted(again, 'question comes', 'questions come')} back` : '',
    newOnes(fresh, again === 0),
  ].filter(Boolean);
  const { ms } = foretell({ fresh, again, waiting: 0 }, given.day.habits);
  return `${parts.join(' and ')}, about ${minutes(ms)}.`;
}

/** The days after today with what comes back and what is new on each; nothing when all of them are free. */
export function weekAhead(given: TodayGiven, learner: Learner) {
  const { day } = given;
  const days = Array.from({ length: daysAhead }, (_, i) => {
    const [again, fresh] = [comingBack(given, day.day + i + 1), freshOn(given, learner, i)];
    const { ms } = foretell({ fresh, again, waiting: 0 }, day.habits);
    return { again, fresh, ms: again + fresh === 0 ? 0 : ms };
  });
  const most = Math.max(...days.map(({ ms }) => ms));
  if (most === 0) return [];
  return days.map(({ again, fresh, ms }, i) => ({
    name: weekday(day.day + i + 1),
    again: again || 'none',
    fresh: fresh || 'none',
    minutes: ms === 0 ? '' : wholeMinutes(ms),
    width: Math.round((ms / most) * 100),
  }));
}

/** How many new concepts a later day brings, if the days before it are practised in full; tomorrow is 0. */
function freshOn(
  { bank, day, looked, beyond }: TodayGiven,
  { newPerDay }: Learner,
  daysAfterTomorrow: number,
): number {
  if (daysAfterTomorrow === 0) return beyond.unmetTomorrow;
  if (beyond.unmetTomorrow < newPerDay) return 0;
  const left = bank.syllabus.concepts.length - looked.met - day.unmet.length - daysAfterTomorrow * newPerDay;
  return Math.max(0, Math.min(newPerDay, left));
}

/** How many come back on a later day; what was missed and is not asked again today is left for tomorrow. */
function comingBack({ day, looked }: TodayGiven, later: number): number {
  const falling = looked.ahead.find((each) => each.day === later)?.count ?? 0;
  return falling + (later === day.day + 1 ? day.waiting.length : 0);
}
