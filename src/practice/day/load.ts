import type { Bank } from '../../bank/bank.ts';
import { calendarDay } from '../../base/time.ts';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import { defaults, type LastAnswer, type Learner, newAllowance, noStanding } from '../../learner/model.ts';
import { loadPlan } from '../../plan/day/load.ts';
import type { Plan } from '../../plan/day/model.ts';
import type { DayDeps } from '../deps.ts';
import { type DayTally, noMarks, type QueueRead } from '../model.ts';
import { type Habits, habitsOf } from './pace.ts';

/** A learner's day at one moment, as far as the row of the learner says. */
export type DayBegun = {
  day: number;
  today: DayTally;
  /** The last answer that was not taken back, and the one taken back since. */
  latest: LastAnswer | undefined;
  takenBack: LastAnswer | undefined;
  habits: Habits;
};

/** The same with its queue; what is unmet are the new concepts that may still be met today. */
export type Day = DayBegun &
  QueueRead & {
    /** The plan for the exam, which then decides what is asked. */
    plan: Plan | undefined;
    /** The unmet concepts that come after today's, as far as they were asked for. */
    beyond: string[];
    /** Whether everything for today has been asked; what was missed last may wait for another look. */
    isDone: boolean;
  };

/** Due cards to look at first, to find one from another objective than the last. */
export const firstLook = 8;

const emptyQueue = {
  waiting: [],
  due: [],
  dueCount: 0,
  unmet: [],
  asides: [],
  revisions: new Map(),
  kept: { exam: undefined, order: undefined },
  marks: noMarks,
  plan: undefined,
};

/** A learner's day, without its queue; without a learner, the first day of a newcomer. */
function beginDay(
  { zone }: Pick<DayDeps, 'zone'>,
  learner: Learner | undefined,
  now: number,
  all = noMarks,
): DayBegun {
  const { paceAnswers, paceMs, latest, takenBack } = learner?.standing ?? noStanding;
  const day = learner ? learnerDay(learner, now) : calendarDay(now, zone, defaults.dayStart);
  const logDay = learner ? toLogDay(learner, day) : day;
  return {
    day,
    today: tallyOf(learner, logDay),
    latest,
    takenBack: takenBack?.day === logDay ? takenBack : undefined,
    habits: habitsOf({ recent: { answers: paceAnswers, tookMs: paceMs }, all }),
  };
}

/** What was done on a day of the log, of which only the last one with an answer stands in the learner's row. */
export function tallyOf(learner: Learner | undefined, logDay: number): DayTally {
  const { day, answers, correct, first, tookMs } = learner?.standing ?? noStanding;
  const nothing = { answers: 0, correct: 0, first: 0, tookMs: 0 };
  return day === logDay ? { answers, correct, first, tookMs } : nothing;
}

/** Reads a learner's day, and so many unmet concepts beyond its own; without a learner, the first day of a newcomer. */
export async function loadDay(
  deps: DayDeps,
  learner: Learner | undefined,
  now: number,
  beyond = 0,
): Promise<Day> {
  const begun = beginDay(deps, learner, now);
  const concepts = deps.bank.syllabus.concepts;
  if (!learner) return { ...begun, ...emptyQueue, ...cut(concepts, defaults.newPerDay), isDone: false };
  const left = newLeft(learner, begun.day, begun.today);
  const { part, rest } = stretchOf(deps.bank, learner, left + beyond, begun.today.first);
  const queue = await deps.practice.queue(learner.id, begun.day, firstLook, part);
  const { habits } = beginDay(deps, learner, now, queue.marks);
  const [unmet, plan] = await Promise.all([
    findUnmet(deps, learner, left + beyond, queue.unmet, rest),
    loadPlan(deps, learner, begun.day, queue.kept),
  ]);
  const day = { ...begun, habits, ...queue, ...cut(unmet, left), plan };
  return { ...day, isDone: plan ? plan.state === 'done' : nothingLeft(deps.bank, day) };
}

/** The day of a set, which has a queue of its own. */
export function dayWithoutQueue(deps: DayDeps, learner: Learner | undefined, now: number): Day {
  return { ...beginDay(deps, learner, now), ...emptyQueue, beyond: [], isDone: false };
}

/** Whether nothing is left of a day but the miss that was asked last, which is not asked again at once. */
function nothingLeft(bank: Bank, { dueCount, unmet, waiting, latest }: Omit<Day, 'isDone'>): boolean {
  const last = latest && bank.question(latest.question)?.question.concept;
  return dueCount === 0 && unmet.length === 0 && waiting.every(({ concept }) => concept === last);
}

function cut(unmet: readonly string[], left: number): Pick<Day, 'unmet' | 'beyond'> {
  return { unmet: unmet.slice(0, left), beyond: unmet.slice(left) };
}

/** How many new concepts may still be met on a day. */
export function newLeft(learner: Learner, day: number, today: DayTally): number {
  return Math.max(0, newAllowance(learner, day) - today.first);
}

/** What is still to be met beyond today's: whether anything is, and how many of it tomorrow. */
export type Beyond = { hasMore: boolean; unmetTomorrow: number };

/** Unmet concepts to read beyond the day's own, for tomorrow and to know whether there are more. */
export function beyondOf(learner: Learner | undefined): number {
  return Math.max(1, (learner ?? defaults).newPerDay);
}

/** Looks beyond a day's new concepts. */
export function lookBeyond(learner: Learner | undefined, { beyond }: Day): Beyond {
  const { newPerDay } = learner ?? defaults;
  return { hasMore: beyond.length > 0, unmetTomorrow: Math.min(newPerDay, beyond.length) };
}

/** How far the syllabus has been met, once a concept is met as well: up to the next unmet one. Exams may have met what stands there. */
export async function loadSyllabusMet(deps: DayDeps, learner: Learner, metNow: string, now: number) {
  const { hash, concepts } = deps.bank.syllabus;
  const { today } = beginDay(deps, learner, now);
  const { part, rest } = stretchOf(deps.bank, learner, 2, today.first);
  const first = await deps.practice.unmet(learner.id, part);
  const unmet = await findUnmet(deps, learner, 2, first, rest);
  const next = unmet.find((concept) => concept !== metNow);
  const isKnown = learner.syllabus === hash;
  if (isKnown && next === concepts[learner.syllabusMet]) return { hash, count: learner.syllabusMet };
  return { hash, count: next === undefined ? concepts.length : concepts.indexOf(next) };
}

/** The most places of the syllabus that one query looks at. */
const stretch = 64;

/**
 * The first query looks at more places than are wanted, because an exam may have met some: each costs every page a
 * microsecond. It looks further where nothing is known to be met, as after an answer was taken back.
 */
const spare = { known: 4, unknown: 32 };

/** The part of the syllabus that mostly holds some unmet concepts, just after what is known to be met, and what follows. */
function stretchOf(
  { syllabus: { hash, concepts } }: Bank,
  learner: Learner,
  limit: number,
  metToday: number,
) {
  const from = learner.syllabus === hash ? learner.syllabusMet : 0;
  // What was met today lies among what is still wanted.
  const places = limit + metToday + (from > 0 ? spare.known : spare.unknown);
  const to = limit === 0 ? from : from + Math.min(stretch, places);
  return { part: concepts.slice(from, to), rest: concepts.slice(to) };
}

/** The first concepts of the syllabus that the learner has not met: those found already, then others from the rest. */
async function findUnmet(
  { practice }: DayDeps,
  learner: Learner,
  limit: number,
  first: readonly string[],
  rest: readonly string[],
): Promise<string[]> {
  const found = [...first];
  for (let from = 0; from < rest.length && found.length < limit; from += stretch)
    found.push(...(await practice.unmet(learner.id, rest.slice(from, from + stretch))));
  return found.slice(0, limit);
}
