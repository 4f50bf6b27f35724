import type { Bank } from '../../bank/bank.ts';
import { capital, listed, oneOrMany, spelled } from '../../base/text/words.ts';
import { dayName, weekday } from '../../base/time.ts';
import type { RealExam } from '../../exam/model.ts';
import type { Ahead } from '../../plan/ahead/model.ts';
import { minutesOn } from '../../plan/day/calendar.ts';
import type { DayOrder, Plan } from '../../plan/day/model.ts';
import { contentsOf } from '../../plan/day/state.ts';
import { examOfBank } from '../../plan/exam-of.ts';
import { minutesSentences, scoreRow } from '../../plan/forecast/page.ts';
import { chanceWords, verdictOn } from '../../plan/forecast/words.ts';
import type { Day } from '../day/load.ts';
import { newOnes } from '../words.ts';

/** What Today says at its head on the way to an exam. */
export function planCover(plan: Plan, { waiting }: Pick<Day, 'waiting'>) {
  const { order, state } = plan;
  if (order.daysLeft === 0) return examDayCover(state === 'goes on');
  if (state === 'done') return dayOff;
  return {
    heading: headingOf(plan),
    lead: leadOf(plan, waiting.length),
    begin: state === 'begins' ? 'Begin' : 'Carry on',
  };
}

function headingOf({ order, state, secondsLeft }: Plan): string {
  if (state === 'goes on') return 'Extra practice';
  const minutes = Math.max(1, Math.round(secondsLeft / 60));
  const span = `${minutes} ${oneOrMany(minutes, 'minute', 'minutes')}`;
  if (order.daysLeft === 1) return `${capital(span)}, then rest`;
  return state === 'begins' ? `${span} today` : `${span} left today`;
}

function leadOf({ order, secondsLeft }: Plan, waiting: number): string {
  const { fresh, again, missed } = contentsOf(order, secondsLeft, waiting);
  const parts = [
    again > 0 ? `${spelled(again)} ${oneOrMany(again, 'comes', 'come')} back` : '',
    newOnes(fresh, again === 0, spelled(fresh)),
    missed > 0 ? `${spelled(missed)} you missed ${oneOrMany(missed, 'is', 'are')} asked again` : '',
  ].filter(Boolean);
  const what =
    parts.length > 0
      ? `${capital(listed(parts))}.`
      : 'Etude asks the questions that will help you most in the exam.';
  return order.daysLeft === 1
    ? `${what} A light evening before the exam does more for you than another hour.`
    : what;
}

function examDayCover(goesOn: boolean) {
  const lead = goesOn
    ? 'A few questions to warm up. Nothing is due today.'
    : 'Nothing is due today. Read each question twice, and answer every one: a blank scores nothing.';
  return { heading: 'Good luck', lead, begin: goesOn ? 'Carry on' : '' };
}

const dayOff = {
  heading: 'A day off',
  lead: 'Your plan sets aside no time for today. Rest is part of learning.',
  begin: '',
};

/** What Today says of the exam besides: the days left until the day is finished, the score to expect, and a mock exam where the plan proposes one. */
export function planParts(
  bank: Bank,
  { exam, order, now }: Plan,
  onTheDay: Ahead | undefined,
  isFinished: boolean,
) {
  const { blueprint } = examOfBank(bank, exam.blueprint)!;
  const passMark = blueprint.pass / 100;
  const { daysLeft } = order;
  return {
    left: daysLeft > 0 && !isFinished ? { number: daysLeft, unit: oneOrMany(daysLeft, 'day', 'days') } : '',
    chance: now ? chanceSentence(now.pass, onTheDay) : tooEarly,
    scores: now
      ? [
          scoreRow('If your exam were today', now, passMark),
          ...(onTheDay && daysLeft > 0
            ? [scoreRow(`On ${dayName(exam.day)}`, onTheDay.planned, passMark)]
            : []),
        ]
      : [],
    minutes: now && onTheDay && daysLeft > 0 ? minutesSentences(onTheDay) : [],
    days: daysOf(exam, order),
    mock: order.proposesMock
      ? { sentence: 'Your plan suggests a mock exam today.', path: `/exams/new/${blueprint.id}` }
      : '',
  };
}

/** What the days before an exam are for. */
export function purposeOfPlan(bank: Bank, { exam, order: { daysLeft } }: Plan): string {
  const { blueprint } = examOfBank(bank, exam.blueprint)!;
  const when = daysLeft === 0 ? 'today' : daysLeft === 1 ? 'tomorrow' : dayName(exam.day);
  return `${blueprint.title}, ${when}`;
}

const tooEarly =
  'Once you have given 30 answers and covered a fifth of the exam, you will see here what score to expect.';

function chanceSentence(now: number, onTheDay: Ahead | undefined): string {
  const today = `If your exam were today, your chance of passing would be ${chanceWords(now)}.`;
  return onTheDay ? `${verdictOn(onTheDay.planned.pass)}, if you keep this up. ${today}` : today;
}

/** So many days of the plan are shown at most. */
const mostDays = 7;

/** The next days of the plan, until the exam. */
function daysOf(exam: RealExam, { day, daysLeft }: DayOrder) {
  const most = Math.max(1, ...exam.minutes);
  return Array.from({ length: Math.min(mostDays, daysLeft) }, (_, i) => {
    const minutes = minutesOn(exam, day + i + 1);
    const isExam = i + 1 === daysLeft;
    return {
      name: weekday(day + i + 1),
      what: isExam
        ? 'Your exam'
        : minutes === 0
          ? 'Day off'
          : i + 2 === daysLeft
            ? 'A light evening'
            : 'Practice',
      minutes: minutes || '',
      width: Math.round((minutes / most) * 100),
    };
  });
}
