import type { Bank, LiveQuestion } from '../bank/bank.ts';
import type { BankStore } from '../bank/store.ts';
import type { Database } from '../base/database.ts';
import type { Seal } from '../base/digest.ts';
import { calendarDay } from '../base/time.ts';
import type { World } from '../base/world.ts';
import type { Visitors } from '../learner/load.ts';
import { defaults, type Learner, learnerDay, newAllowance } from '../learner/model.ts';
import type { LearnerStore } from '../learner/store.ts';
import { askableOf } from '../memory/asked.ts';
import type { PastReview } from '../memory/model.ts';
import type { MemoryStore } from '../memory/store.ts';
import { type DayTally, paceOf } from './progress.ts';
import { type Candidate, chooseNext, type Queue } from './queue.ts';
import type { PracticeStore } from './store.ts';

/** What a day is read from. */
type Sources = {
  bank: Bank;
  learners: LearnerStore;
  memory: MemoryStore;
  practice: PracticeStore;
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

/** A learner's day at one moment, as far as the store knows it. */
export type Day = {
  day: number;
  today: DayTally;
  /** The last answer that stands, and the one taken back since. */
  latest: PastReview | undefined;
  takenBack: PastReview | undefined;
  waiting: { concept: string; readyAt: number }[];
  dueCount: number;
  /** The new concepts that may still be met today, and how many more there would be tomorrow. */
  unmet: string[];
  unmetTomorrow: number;
  /** Whether anything is left to be met beyond today's. */
  hasMore: boolean;
};

/** Reads a learner's day; without a learner, the first day of a newcomer. */
export async function loadDay(sources: Sources, learner: Learner | undefined, now: number): Promise<Day> {
  const { bank, memory, practice, zone } = sources;
  if (!learner) return firstDay(bank, calendarDay(now, zone, defaults.dayStart));
  const day = learnerDay(learner, now);
  const [today, { latest, takenBack }, waiting, dueCount] = await Promise.all([
    practice.tally(learner.id, day),
    memory.latest(learner.id),
    practice.waiting(learner.id),
    practice.countDue(learner.id, day),
  ]);
  const left = Math.max(0, newAllowance(learner, day) - today.first);
  const unmet = await loadUnmet(sources, learner, left + Math.max(1, learner.newPerDay));
  return {
    day,
    today,
    latest,
    takenBack: takenBack?.day === day ? takenBack : undefined,
    waiting,
    dueCount,
    unmet: unmet.slice(0, left).map(({ concept }) => concept),
    unmetTomorrow: Math.min(learner.newPerDay, Math.max(0, unmet.length - left)),
    hasMore: unmet.length > left,
  };
}

function firstDay({ syllabus }: Bank, day: number): Day {
  const { newPerDay } = defaults;
  return {
    day,
    today: { answers: 0, correct: 0, first: 0 },
    latest: undefined,
    takenBack: undefined,
    waiting: [],
    dueCount: 0,
    unmet: syllabus.concepts.slice(0, newPerDay),
    unmetTomorrow: Math.min(newPerDay, Math.max(0, syllabus.concepts.length - newPerDay)),
    hasMore: syllabus.concepts.length > newPerDay,
  };
}

/** The milliseconds that one answer takes this learner. */
export async function loadPace({ practice }: Sources, learner: Learner | undefined): Promise<number> {
  return paceOf(learner ? await practice.pace(learner.id) : { answers: 0, tookMs: 0 });
}

/** How far the syllabus has been met, once a concept is met as well. */
export async function loadSyllabusMet(sources: Sources, learner: Learner, metNow: string) {
  const { hash, concepts } = sources.bank.syllabus;
  const unmet = await loadUnmet(sources, learner, 2);
  const next = unmet.find(({ concept }) => concept !== metNow);
  return { hash, count: next?.position ?? concepts.length };
}

/** So many places of the syllabus are looked at in one query. */
const stretch = 64;

/** The first concepts of the syllabus that the learner has not met, with their positions. */
async function loadUnmet(
  { bank: { syllabus }, practice }: Sources,
  learner: Learner,
  limit: number,
): Promise<{ concept: string; position: number }[]> {
  const found: { concept: string; position: number }[] = [];
  const start = learner.syllabus === syllabus.hash ? learner.syllabusMet : 0;
  for (let from = start; from < syllabus.concepts.length && found.length < limit; from += stretch) {
    const part = syllabus.concepts.slice(from, from + stretch);
    const rows = await practice.unmet(learner.id, part, limit - found.length);
    found.push(...rows.map(({ concept, position }) => ({ concept, position: from + position })));
  }
  return found;
}

/** So many due cards are looked at before the rest, to find one of another objective than the last. */
const firstLook = 8;

/** The day as a queue of candidates. */
async function loadQueue(
  sources: Sources,
  learner: Learner | undefined,
  day: Day,
  now: number,
): Promise<Queue> {
  const { bank, practice } = sources;
  const candidates = (rows: { concept: string }[]) =>
    rows.flatMap(({ concept }) => candidateOf(bank, concept));
  const question = day.latest && bank.question(day.latest.question)?.question;
  const last = question && { concept: question.concept, objective: question.objective };
  const dueRows = async (limit: number) =>
    candidates(learner && day.dueCount > 0 ? await practice.due(learner.id, day.day, limit) : []);
  const first = await dueRows(firstLook);
  const noChoice =
    first.length === firstLook && first.every(({ objective }) => objective === last?.objective);
  return {
    seed: `${learner?.id ?? 'newcomer'}/${day.day}`,
    answeredToday: day.today.answers,
    last,
    ready: candidates(day.waiting.filter(({ readyAt }) => readyAt <= now)),
    resting: candidates(day.waiting.filter(({ readyAt }) => readyAt > now)),
    due: noChoice ? await dueRows(day.dueCount) : first,
    dueCount: day.dueCount,
    unmet: day.unmet.flatMap((concept) => candidateOf(bank, concept)),
  };
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
): Promise<LiveQuestion | undefined> {
  const again = learner && (await loadTakenBack(sources, learner, day));
  if (again) return again;
  const concept = chooseNext(await loadQueue(sources, learner, day, now));
  return concept === undefined ? undefined : loadStem(sources, learner, concept);
}

async function loadTakenBack({ bank, learners }: Sources, learner: Learner, { takenBack }: Day) {
  const live = takenBack && bank.question(takenBack.question);
  if (!live) return undefined;
  const asides = await learners.asides(learner.id);
  return askableOf(bank, live.question.concept, asides).find((askable) => askable === live);
}

/** The stem of a concept that the learner has seen least recently, of those not set aside. */
async function loadStem(
  { bank, learners, practice }: Sources,
  learner: Learner | undefined,
  concept: string,
): Promise<LiveQuestion> {
  const { askable } = bank.concepts.get(concept)!;
  if (!learner || askable.length === 1) return askable[0]!;
  const asked = askableOf(bank, concept, await learners.asides(learner.id));
  const shown = await practice.lastShown(
    learner.id,
    asked.map(({ question }) => question.id),
  );
  const least = shown.toSorted((a, b) => (a.shownAt ?? 0) - (b.shownAt ?? 0))[0]!;
  return bank.question(least.question)!;
}
