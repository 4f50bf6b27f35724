import type { Bank, LiveQuestion } from '../bank/bank.ts';
import type { LiveBank } from '../bank/live.ts';
import type { BankStore } from '../bank/store.ts';
import type { Database } from '../base/database.ts';
import type { Seal } from '../base/digest.ts';
import { calendarDay } from '../base/time.ts';
import type { World } from '../base/world.ts';
import type { ExamStore } from '../exam/store.ts';
import { learnerDay, toLogDay } from '../learner/clock.ts';
import type { Visitors } from '../learner/load.ts';
import { defaults, type Learner, newAllowance } from '../learner/model.ts';
import type { LearnerStore } from '../learner/store.ts';
import { askableOf } from '../memory/asked.ts';
import type { LastAnswer } from '../memory/model.ts';
import type { MemoryStore } from '../memory/store.ts';
import { type DayTally, type Progress, paceOf, progressOf, setProgress } from './progress.ts';
import { type Candidate, chooseNext, type Queue, withoutCandidates } from './queue.ts';
import type { LoadedSet } from './set.load.ts';
import { chooseFromSet, isWhole, withoutConcepts } from './set.ts';
import type { PracticeStore } from './store.ts';

/** What a day is read from. */
export type Sources = {
  bank: Bank;
  learners: LearnerStore;
  memory: MemoryStore;
  practice: PracticeStore;
  exams: ExamStore;
  zone: string;
};

/** Everything that practice works with. */
export type PracticeRooms = Sources & {
  db: Database;
  texts: BankStore;
  visitors: Visitors;
  seal: Seal;
  world: World;
};

/** What the routes of practice are given: the live bank, of which a request takes one moment. */
export type LiveRooms = Omit<PracticeRooms, 'bank'> & { live: LiveBank };

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
const firstLook = 8;

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

/** The day as a queue of candidates, with all that is due or only as much as is mostly enough. */
async function loadQueue(
  sources: Sources,
  learner: Learner | undefined,
  day: Day,
  now: number,
  isWhole: boolean,
): Promise<Queue> {
  const { bank, practice } = sources;
  const candidates = (concepts: string[]) => concepts.flatMap((concept) => candidateOf(bank, concept));
  const missed = (isReady: boolean) =>
    candidates(day.waiting.filter(({ readyAt }) => readyAt <= now === isReady).map(({ concept }) => concept));
  const last = lastOf(bank, day);
  const first = candidates(day.due);
  const noChoice =
    first.length === firstLook && first.every(({ objective }) => objective === last?.objective);
  const hasRest = learner !== undefined && day.dueCount > day.due.length;
  return {
    seed: `${learner?.id ?? 'newcomer'}/${day.day}`,
    answeredToday: day.today.answers,
    last,
    ready: missed(true),
    resting: missed(false),
    due:
      hasRest && (noChoice || isWhole)
        ? candidates(await practice.due(learner.id, day.day, day.dueCount))
        : first,
    dueCount: day.dueCount,
    unmet: candidates(day.unmet),
  };
}

/** What was asked last, as the bank has it today. */
function lastOf(bank: Bank, { latest }: Day): Candidate | undefined {
  const question = latest && bank.question(latest.question)?.question;
  return question && { concept: question.concept, objective: question.objective };
}

function candidateOf(bank: Bank, id: string): Candidate[] {
  const concept = bank.concepts.get(id);
  return concept && concept.askable.length > 0 ? [{ concept: id, objective: concept.objective.id }] : [];
}

/** The question to ask next: the one just taken back, else the next concept's least recently seen stem. */
export async function loadNext(
  sources: Sources,
  learner: Learner | undefined,
  day: Day,
  now: number,
  set?: LoadedSet,
): Promise<LiveQuestion | undefined> {
  if (set && isWhole(set.state)) return undefined;
  const again = learner && (await loadTakenBack(sources, learner, day));
  if (again && (!set || set.concepts.includes(again.question.concept))) return again;
  if (set) {
    const last = lastOf(sources.bank, day);
    return firstStem(
      sources,
      learner,
      (passed) => chooseFromSet(withoutConcepts(set, passed), last),
      set.stems,
    );
  }
  const fromQueue = async (isWhole: boolean) => {
    const queue = await loadQueue(sources, learner, day, now, isWhole);
    return firstStem(sources, learner, (passed) => chooseNext(withoutCandidates(queue, passed)));
  };
  return (await fromQueue(false)) ?? (day.dueCount > day.due.length ? fromQueue(true) : undefined);
}

/**
 * The stem of the concept that is chosen. One of which nothing may be asked is passed over: what it was chosen by was
 * read a moment earlier, and its last stem may have been set aside in between.
 */
async function firstStem(
  sources: Sources,
  learner: Learner | undefined,
  choose: (passed: ReadonlySet<string>) => string | undefined,
  preferred?: readonly string[],
): Promise<LiveQuestion | undefined> {
  const passed = new Set<string>();
  for (let concept = choose(passed); concept !== undefined; concept = choose(passed)) {
    const stem = await loadStem(sources, learner, concept, preferred);
    if (stem) return stem;
    passed.add(concept);
  }
  return undefined;
}

/** How far through the day, or through a set. */
export async function loadProgress(
  sources: Sources,
  learner: Learner | undefined,
  day: Day,
  set?: LoadedSet,
): Promise<Progress> {
  const pace = await loadPace(sources, learner);
  return set ? setProgress(set, set.state, pace) : progressOf(day, pace);
}

async function loadTakenBack({ bank, learners }: Sources, learner: Learner, { takenBack }: Day) {
  const live = takenBack && bank.question(takenBack.question);
  if (!live) return undefined;
  const asides = await learners.asides(learner.id);
  return askableOf(bank, live.question.concept, asides).find((askable) => askable === live);
}

/** The stem of a concept that the learner has seen least recently, of those not set aside; of some by preference. */
async function loadStem(
  { bank, learners, practice }: Sources,
  learner: Learner | undefined,
  concept: string,
  preferred: readonly string[] = [],
): Promise<LiveQuestion | undefined> {
  const askable = bank.concepts.get(concept)?.askable ?? [];
  if (!learner || askable.length === 1) return askable[0];
  const asked = askableOf(bank, concept, await learners.asides(learner.id)).map(
    ({ question }) => question.id,
  );
  if (asked.length === 0) return undefined;
  const wanted = asked.filter((id) => preferred.includes(id));
  const shown = await practice.lastShown(learner.id, wanted.length > 0 ? wanted : asked);
  const least = shown.toSorted((a, b) => (a.shownAt ?? 0) - (b.shownAt ?? 0))[0]!;
  return bank.question(least.question);
}
