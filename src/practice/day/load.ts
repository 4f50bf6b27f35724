import type { Bank } from '../../bank/bank.ts';
import { calendarDay } from '../../base/time.ts';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import { defaults, type Learner, newAllowance } from '../../learner/model.ts';
import type { LastAnswer } from '../../memory/model.ts';
import type { Sources } from '../deps.ts';
import type { DayTally } from '../model.ts';
import { paceOf } from './pace.ts';

/** A learner's day at one moment, as far as the store knows it. */
export type Day = {
  day: number;
  today: DayTally;
  /** The last answer that stands, and the one taken back since. */
  latest: LastAnswer | undefined;
  takenBack: LastAnswer | undefined;
  waiting: { concept: string; readyAt: number }[];
  /** The first concepts that are due, and how many there are in all. */
  due: string[];
  dueCount: number;
  /** The new concepts that may still be met today. */
  unmet: string[];
};

/** So many due cards are looked at before the rest, to find one of another objective than the last. */
export const firstLook = 8;

/** Reads a learner's day; without a learner, the first day of a newcomer. */
export async function loadDay(sources: Sources, learner: Learner | undefined, now: number): Promise<Day> {
  const { bank, memory, practice, zone } = sources;
  if (!learner) return firstDay(bank, calendarDay(now, zone, defaults.dayStart));
  const day = learnerDay(learner, now);
  const logDay = toLogDay(learner, day);
  const [today, { latest, takenBack }, waiting, due] = await Promise.all([
    practice.tally(learner.id, logDay),
    memory.latest(learner.id),
    practice.waiting(learner.id),
    practice.due(learner.id, day, firstLook),
  ]);
  const left = newLeft(learner, day, today);
  return {
    day,
    today,
    latest,
    takenBack: takenBack?.day === logDay ? takenBack : undefined,
    waiting,
    due,
    dueCount: due.length < firstLook ? due.length : await practice.countDue(learner.id, day),
    unmet: await loadUnmet(sources, learner, left),
  };
}

/** How many new concepts may still be met on a day. */
export function newLeft(learner: Learner, day: number, today: DayTally): number {
  return Math.max(0, newAllowance(learner, day) - today.first);
}

function firstDay({ syllabus }: Bank, day: number): Day {
  return {
    day,
    today: { answers: 0, correct: 0, first: 0 },
    latest: undefined,
    takenBack: undefined,
    waiting: [],
    due: [],
    dueCount: 0,
    unmet: syllabus.concepts.slice(0, defaults.newPerDay),
  };
}

/** What is still to be met beyond today's: whether anything is, and how many of it tomorrow. */
export type Beyond = { hasMore: boolean; unmetTomorrow: number };

/** Looks beyond a day's new concepts. */
export async function loadBeyond(sources: Sources, learner: Learner | undefined, day: Day): Promise<Beyond> {
  const { newPerDay } = learner ?? defaults;
  const left = learner ? newLeft(learner, day.day, day.today) : newPerDay;
  const wanted = left + Math.max(1, newPerDay);
  const found = learner
    ? (await loadUnmet(sources, learner, wanted)).length
    : sources.bank.syllabus.concepts.length;
  return { hasMore: found > left, unmetTomorrow: Math.min(newPerDay, Math.max(0, found - left)) };
}

/** The milliseconds that one answer takes this learner. */
export async function loadPace({ practice }: Sources, learner: Learner | undefined): Promise<number> {
  return paceOf(learner ? await practice.pace(learner.id) : { answers: 0, tookMs: 0 });
}

/** How far the syllabus has been met, once a concept is met as well: up to the next unmet one. Exams may have met what stands there. */
export async function loadSyllabusMet(sources: Sources, learner: Learner, metNow: string) {
  const { hash, concepts } = sources.bank.syllabus;
  const next = (await loadUnmet(sources, learner, 2)).find((concept) => concept !== metNow);
  const isKnown = learner.syllabus === hash;
  if (isKnown && next === concepts[learner.syllabusMet]) return { hash, count: learner.syllabusMet };
  return { hash, count: next === undefined ? concepts.length : concepts.indexOf(next) };
}

/** So many places of the syllabus are looked at in one query at most. */
const stretch = 64;

/** The first concepts of the syllabus that the learner has not met; mostly those just after what is known to be met. */
async function loadUnmet({ bank, practice }: Sources, learner: Learner, limit: number): Promise<string[]> {
  const { hash, concepts } = bank.syllabus;
  const found: string[] = [];
  let from = learner.syllabus === hash ? learner.syllabusMet : 0;
  for (let size = limit; from < concepts.length && found.length < limit; size = stretch) {
    const part = concepts.slice(from, from + Math.min(stretch, size));
    found.push(...(await practice.unmet(learner.id, part)));
    from += part.length;
  }
  return found.slice(0, limit);
}
