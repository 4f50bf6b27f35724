import { idsOf } from '../../bank/bank.ts';
import { atMoment, isCurrent } from '../../bank/live/live.ts';
import { isCorrect } from '../../bank/options.ts';
import type { Change } from '../../base/data/database.ts';
import { pace } from '../../base/turns.ts';
import { type Decision, decideUnasked } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import { isAsleep, isCounting as isCountingReview } from '../../memory/asked.ts';
import { countingReviews } from '../../memory/load.ts';
import type { Relogged } from '../../memory/model.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { type ExamRooms, type Here, loadShown } from '../load.ts';
import { countOf, isPassed } from '../score.ts';
import { type Ending, type Entry, isOver, markAgain, type Sitting } from '../sitting.ts';
import { type Answer, answerOf, byTime, decideReviews } from './log-answers.ts';

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
  const isRevised = await decideUnasked(rooms, learnerId, async (here, learner) => {
    const sitting = await here.exams.sitting(learnerId, sittingId);
    if (!sitting || sitting.settledAt !== undefined) return { save: [], result: false };
    return settlement(here, learner, sitting, now);
  });
  if (isRevised) await remarkSitting(rooms, learnerId, sittingId, now);
}

/** The settlement of a sitting, and whether any of its questions has been revised since it was asked. */
async function settlement(
  here: Here,
  learner: Learner,
  sitting: Sitting,
  now: number,
): Promise<Decision<boolean>> {
  const { exams } = here;
  const entries = await exams.paper(sitting.id);
  const shown = await loadShown(here, entries);
  const questionOf = ({ number }: Entry) => shown.get(number)!.question;
  const marked = entries.map((entry) => ({
    ...entry,
    correct: isCorrect(questionOf(entry), entry.response),
  }));
  const answers = marked.flatMap((entry) => answerOf(entry, questionOf(entry)));
  const byConcept = Map.groupBy(answers, ({ entry }) => here.bank.question(entry.question)?.question.concept);
  const asides = await here.learners.asides(learner.id);
  const remembered = await Promise.all(
    [...byConcept].map(([concept, group]) => remember(here, learner, sitting, concept, group, asides)),
  );
  const count = countOf(marked);
  const ending: Ending = isOver(sitting, now) ? 'time up' : 'submitted';
  const settledAt = ending === 'time up' ? sitting.deadline! : now;
  const save = [
    exams.close(sitting, ending, settledAt),
    ...marked.map(({ number, edition, correct }) => exams.saveMark(sitting.id, number, edition, correct)),
    exams.saveResult(sitting.id, {
      ...count,
      number: 1,
      markedAt: settledAt,
      passed: isPassed(sitting.terms, count),
      revised: [],
    }),
    ...remembered.flatMap(({ save }) => save),
    ...(await here.occasions.relogged(
      here,
      learner,
      remembered.flatMap(({ relogged }) => relogged),
    )),
    ...marked
      .filter(({ flagged }) => flagged)
      .map(({ question }) => here.learners.flag(learner.id, question, settledAt)),
  ];
  return { save, result: entries.some((entry) => isRevisedSince(here, entry, entry.edition)) };
}

/** Whether the bank has a later edition of an entry's question. */
function isRevisedSince({ bank }: Here, { question }: Entry, edition: number): boolean {
  return (bank.question(question)?.question.edition ?? 0) > edition;
}

/** The reviews of the answers to a concept's questions, and the card they lead to; a bank may have merged two concepts meanwhile. */
async function remember(
  here: Here,
  learner: Learner,
  sitting: Sitting,
  concept: string | undefined,
  answers: readonly Answer[],
  asides: readonly string[],
): Promise<{ save: Change[]; relogged: Relogged[] }> {
  const { bank, memory } = here;
  const stored = concept === undefined ? undefined : await memory.card(learner.id, concept);
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
  if (concept === undefined || stored === undefined || !answers.some(isCounting))
    return { save: log, relogged: [] };
  const asleep = isAsleep(bank, concept, asides);
  const counted = reviews.filter((review) => isCountingReview(bank, review));
  return {
    save: [...log, memory.saveCard(learner.id, concept, { ...stored, card, asleep })],
    relogged: [{ before: past, after: [...past, ...counted].sort(byTime) }],
  };
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
  const rest = pace();
  // A bank that has gone live since marks them by its own editions.
  for (const { question } of raised)
    while (isCurrent(here)) {
      await rest();
      const stale = await here.exams.stale(idsOf(question), question.edition);
      if (stale.length === 0) break;
      for (const { sitting, learner } of stale) await remarkSitting(rooms, learner, sitting, now);
    }
}

/** Marks a settled sitting again by the editions of the bank, as one more result; nothing where it is marked by them. */
async function remarkSitting(
  rooms: ExamRooms,
  learnerId: string,
  sittingId: string,
  now: number,
): Promise<void> {
  await decideUnasked(rooms, learnerId, async (here) => {
    const sitting = await here.exams.sitting(learnerId, sittingId);
    const save = sitting ? await remarking(here, sitting, now) : [];
    return { save, result: undefined };
  });
}

async function remarking(here: Here, sitting: Sitting, now: number): Promise<Change[]> {
  const { bank, exams } = here;
  const entries = await exams.paper(sitting.id);
  const today = ({ question }: Entry) => bank.question(question)?.question;
  const revised = entries.filter((entry) => isRevisedSince(here, entry, entry.markedEdition!));
  if (revised.length === 0) return [];
  const shown = await loadShown(here, revised);
  const marked = revised.map((entry) => ({
    ...entry,
    markedEdition: today(entry)!.edition,
    correct: markAgain(shown.get(entry.number)!.question, today(entry)!, entry.response),
  }));
  const count = countOf(
    entries.map((entry) => marked.find(({ number }) => number === entry.number) ?? entry),
  );
  const last = (await exams.results(sitting.id)).at(-1);
  if (!last) return [];
  return [
    ...marked.map((entry) => exams.saveMark(sitting.id, entry.number, entry.markedEdition, entry.correct)),
    exams.saveResult(sitting.id, {
      ...count,
      number: last.number + 1,
      markedAt: now,
      passed: isPassed(sitting.terms, count),
      revised: marked.map(({ number }) => number),
    }),
  ];
}
