import { type Bank, idsOf, type LiveQuestion, type Rendered, render } from '../bank/bank.ts';
import { atMoment, isCurrent, type LiveBank } from '../bank/live.ts';
import type { Blueprint, Question } from '../bank/model.ts';
import type { BankStore } from '../bank/store.ts';
import type { Change, Database } from '../base/database.ts';
import { Failure } from '../base/failure.ts';
import type { Learner } from '../learner/model.ts';
import type { LearnerStore } from '../learner/store.ts';
import { isAsleep } from '../memory/asked.ts';
import { countingReviews } from '../memory/load.ts';
import { scheduleFor } from '../memory/schedule.ts';
import type { MemoryStore } from '../memory/store.ts';
import { drawPaper, poolsOf, sealedShareOf } from './assemble.ts';
import { type Answer, answerOf, decideReviews } from './review.ts';
import { countOf, isPassed } from './score.ts';
import {
  deadlineOf,
  type Ending,
  type Entry,
  hasSameOptions,
  isOver,
  markAgain,
  markOf,
  type Sitting,
} from './sitting.ts';
import type { ExamStore } from './store.ts';

/** What exams work with. */
export type ExamRooms = {
  db: Database;
  live: LiveBank;
  texts: BankStore;
  learners: LearnerStore;
  memory: MemoryStore;
  exams: ExamStore;
};

type Here = ExamRooms & { bank: Bank };

/** A question of a paper as it was asked. */
export type Shown = { question: Question; html: Rendered };

/** So often is a sitting settled again where card, clock or bank have moved meanwhile. */
const mostTries = 8;

/** One's own sitting, or a page that is not there. */
export async function ownSitting(
  exams: ExamStore,
  learner: Learner | undefined,
  id: string,
): Promise<{ learner: Learner; sitting: Sitting }> {
  const sitting = learner && (await exams.sitting(learner.id, id));
  if (sitting) return { learner, sitting };
  throw new Failure('not found', 'There is no exam of yours at this address. Exams lists them all.');
}

/** A new sitting and its paper; nothing where the bank cannot fill the blueprint. */
export async function drawSitting(
  { bank, exams }: Here,
  learner: string,
  terms: Blueprint,
  timePercent: number | undefined,
  { id, seed, now }: { id: string; seed: string; now: number },
): Promise<{ sitting: Sitting; entries: Entry[] } | undefined> {
  const pools = poolsOf(bank, terms, seed);
  const questions = pools.flatMap(({ concepts }) => concepts.flat());
  const drawn = drawPaper(pools, await loadSeen(exams, learner, questions), sealedShareOf(bank), seed);
  if (!drawn) return undefined;
  const sitting: Sitting = {
    id,
    learner,
    terms,
    seed,
    startedAt: now,
    timePercent,
    deadline: deadlineOf(now, terms.minutes, timePercent),
    revision: 0,
    movedAt: now,
    place: 1,
    settledAt: undefined,
    ending: undefined,
  };
  const entries = drawn.map(({ live: { question, hash }, ...rest }, i) => ({
    ...blank(question, hash, i + 1),
    ...rest,
  }));
  return { sitting, entries };
}

function blank(
  { id, edition }: Question,
  hash: string,
  number: number,
): Omit<Entry, 'domain' | 'scored' | 'seen'> {
  return {
    number,
    question: id,
    hash,
    edition,
    response: [],
    firstResponse: undefined,
    answeredAt: undefined,
    day: undefined,
    flagged: false,
    struck: [],
    tookMs: 0,
    correct: undefined,
    markedEdition: undefined,
  };
}

/** When the learner last saw each of some questions, under any of its ids. */
async function loadSeen(
  exams: ExamStore,
  learner: string,
  questions: readonly LiveQuestion[],
): Promise<Map<string, number>> {
  const seen = await exams.seen(
    learner,
    questions.flatMap(({ question }) => idsOf(question)),
  );
  if (seen.size === 0) return seen;
  return new Map(
    questions.flatMap(({ question }) => {
      const times = idsOf(question).flatMap((id) => seen.get(id) ?? []);
      return times.length === 0 ? [] : [[question.id, Math.max(...times)]];
    }),
  );
}

/** How many sealed questions the learner has never seen, and how many there are. */
export async function loadSealed(
  { bank, exams }: Here,
  learner: string,
): Promise<{ left: number; all: number }> {
  const sealed = bank.questions.filter(
    ({ question }) => question.status === 'ready' && question.pool === 'sealed',
  );
  return { left: sealed.length - (await loadSeen(exams, learner, sealed)).size, all: sealed.length };
}

/** The questions of some entries as they were asked, by number. */
export async function loadShown(
  { bank, texts }: Here,
  entries: readonly Entry[],
): Promise<Map<number, Shown>> {
  const live = (entry: Entry) => {
    const found = bank.question(entry.question);
    return found?.hash === entry.hash ? found : undefined;
  };
  const past = entries.filter((entry) => !live(entry));
  const stored = past.length === 0 ? undefined : await texts.named(past.map(({ hash }) => hash));
  return new Map(
    entries.map((entry) => {
      const found = live(entry);
      if (found) return [entry.number, found];
      const question = stored!.get(entry.hash)!;
      return [entry.number, { question, html: render(question) }];
    }),
  );
}

/** The questions of some entries as they are today, by number, where these were marked by a later edition than was asked. */
export function revisedOf(
  bank: Bank,
  entries: readonly Entry[],
  shown: ReadonlyMap<number, Shown>,
): Map<number, Shown> {
  return new Map(
    entries.flatMap((entry): [number, Shown][] => {
      const live = bank.question(entry.question);
      const isMarkedBy =
        live?.question.edition === entry.markedEdition && entry.edition !== entry.markedEdition;
      const asked = shown.get(entry.number)!.question;
      return live && isMarkedBy && hasSameOptions(asked, live.question) ? [[entry.number, live]] : [];
    }),
  );
}

/**
 * Ends a sitting as it stands: marks it, writes its answers into the log, moves their cards and notes the result, all
 * in one commit. Does nothing where it has ended already.
 */
export async function settle(
  rooms: ExamRooms,
  learnerId: string,
  sittingId: string,
  now: number,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    const here = atMoment(rooms);
    const learner = await here.learners.byId(learnerId);
    const sitting = await here.exams.sitting(learnerId, sittingId);
    if (!learner || !sitting || sitting.settledAt !== undefined) return;
    const changes = await settlement(here, learner, sitting, now);
    if (!isCurrent(here) || !(await here.db.tryCommit(changes))) continue;
    return remarkSitting(here, learnerId, sittingId, now);
  }
  throw new Failure('conflict', 'This has changed meanwhile. Send it once more.');
}

async function settlement(here: Here, learner: Learner, sitting: Sitting, now: number): Promise<Change[]> {
  const { exams } = here;
  const entries = await exams.paper(sitting.id);
  const shown = await loadShown(here, entries);
  const questionOf = ({ number }: Entry) => shown.get(number)!.question;
  const marked = entries.map((entry) => ({ ...entry, correct: markOf(questionOf(entry), entry.response) }));
  const answers = marked.flatMap((entry) => answerOf(entry, questionOf(entry)));
  const byConcept = Map.groupBy(answers, ({ entry }) => here.bank.question(entry.question)?.question.concept);
  const asides = await here.learners.asides(learner.id);
  const remembered = await Promise.all(
    [...byConcept].map(([concept, group]) => remember(here, learner, sitting, concept, group, asides)),
  );
  const count = countOf(marked);
  const ending: Ending = isOver(sitting, now) ? 'time up' : 'submitted';
  const settledAt = ending === 'time up' ? sitting.deadline! : now;
  return [
    exams.close(sitting, ending, settledAt),
    ...marked.map(({ number, edition, correct }) => exams.saveMark(sitting.id, number, edition, correct)),
    exams.saveResult(sitting.id, {
      ...count,
      number: 1,
      markedAt: settledAt,
      passed: isPassed(sitting.terms, count),
      revised: [],
    }),
    ...remembered.flat(),
    ...marked
      .filter(({ flagged }) => flagged)
      .map(({ question }) => here.learners.flag(learner.id, question, settledAt)),
  ];
}

/** The reviews of the answers to a concept's questions, and the card they lead to; a bank may have merged two concepts meanwhile. */
async function remember(
  here: Here,
  learner: Learner,
  sitting: Sitting,
  concept: string | undefined,
  answers: readonly Answer[],
  asides: readonly string[],
): Promise<Change[]> {
  const { bank, memory } = here;
  const past = concept === undefined ? [] : await countingReviews(here, learner, concept);
  const isCounting = ({ entry }: Answer) => bank.question(entry.question)?.question.edition === entry.edition;
  const { reviews, card } = decideReviews({
    sitting,
    learner,
    schedule: scheduleFor(learner.retention),
    past,
    answers: answers.map((answer) => ({ ...answer, counting: isCounting(answer) })),
  });
  const log = reviews.flatMap((review) => memory.record(review));
  if (concept === undefined || !answers.some(isCounting)) return log;
  const stored = await memory.card(learner.id, concept);
  const asleep = isAsleep(bank, concept, asides);
  return [...log, memory.saveCard(learner.id, concept, { ...stored, card, asleep })];
}

/**
 * Settles the sittings whose time is up, whether somebody is looking or not, the longest over first. One that cannot be
 * settled keeps none of those it is read with from it.
 */
export async function settleOverdue(rooms: ExamRooms, now: number): Promise<void> {
  for (let due = await rooms.exams.overdue(now); due.length > 0; due = await rooms.exams.overdue(now)) {
    const failures: unknown[] = [];
    for (const { id, learner } of due)
      await settle(rooms, learner, id, now).catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

/**
 * Follows a bank that was taken live: marks past sittings again by every edition that is later than the one they were
 * marked under. What an interruption leaves is found at the next start.
 */
export async function remarkAll(rooms: ExamRooms, now: number): Promise<void> {
  const here = atMoment(rooms);
  const raised = here.bank.questions.filter(({ question }) => question.edition > 1);
  for (const { question } of raised)
    for (;;) {
      const stale = await here.exams.stale(idsOf(question), question.edition);
      if (stale.length === 0) break;
      for (const { sitting, learner } of stale) await remarkSitting(here, learner, sitting, now);
    }
}

/** Marks a settled sitting again by the editions of a bank, as one more result; nothing where it is marked by them. */
async function remarkSitting(here: Here, learnerId: string, sittingId: string, now: number): Promise<void> {
  const { bank, exams, db } = here;
  const sitting = await exams.sitting(learnerId, sittingId);
  if (!sitting) return;
  const entries = await exams.paper(sittingId);
  const today = ({ question }: Entry) => bank.question(question)?.question;
  const revised = entries.filter((entry) => (today(entry)?.edition ?? 0) > entry.markedEdition!);
  if (revised.length === 0) return;
  const shown = await loadShown(here, revised);
  const marked = revised.map((entry) => ({
    ...entry,
    markedEdition: today(entry)!.edition,
    correct: markAgain(shown.get(entry.number)!.question, today(entry)!, entry.response),
  }));
  const count = countOf(
    entries.map((entry) => marked.find(({ number }) => number === entry.number) ?? entry),
  );
  const last = (await exams.results(sittingId)).at(-1)!;
  await db.tryCommit([
    ...marked.map((entry) => exams.saveMark(sittingId, entry.number, entry.markedEdition, entry.correct)),
    exams.saveResult(sittingId, {
      ...count,
      number: last.number + 1,
      markedAt: now,
      passed: isPassed(sitting.terms, count),
      revised: marked.map(({ number }) => number),
    }),
  ]);
}
