import { idsOf } from '../../bank/bank.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { isCurrent, withCurrentBank } from '../../bank/live/live.ts';
import type { Change } from '../../base/data/database.ts';
import { pace } from '../../base/turns.ts';
import { type Decision, decideUnasked } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import { isAsleep, isCounting as isCountingReview } from '../../memory/asked.ts';
import { countingReviews } from '../../memory/load.ts';
import type { Relogged } from '../../memory/model.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { type ExamDeps, type Here, loadShown } from '../load.ts';
import { countOf, isPassed } from '../score.ts';
import { type Ending, grace, isInGrace, isOver, type PaperItem, regrade, type Sitting } from '../sitting.ts';
import { type Answer, answerOf, byTime, decideReviews } from './log-answers.ts';

/**
 * Ends a sitting as it stands: marks it, writes its answers into the log, moves their cards and notes the result, all
 * in one commit. Does nothing where it has ended already, or while clicks from before the deadline may still arrive.
 */
export async function settle(
  deps: ExamDeps,
  learnerId: string,
  sittingId: string,
  now: number,
): Promise<void> {
  const isRevised = await decideUnasked(deps, learnerId, async (here, learner) => {
    const sitting = await here.exams.sitting(learnerId, sittingId);
    if (!sitting || sitting.settledAt !== undefined || isInGrace(sitting, now))
      return { save: [], result: false };
    return settlement(here, learner, sitting, now);
  });
  if (isRevised) await remarkSitting(deps, learnerId, sittingId, now);
}

/** The settlement of a sitting, and whether any of its questions has been revised since it was asked. */
async function settlement(
  here: Here,
  learner: Learner,
  sitting: Sitting,
  now: number,
): Promise<Decision<boolean>> {
  const { exams } = here;
  const [items, asides] = await Promise.all([exams.paper(sitting), here.learners.asides(learner.id)]);
  const shown = await loadShown(here, items);
  const questionOf = ({ number }: PaperItem) => shown.get(number)!.question;
  const marked = items.map((item) => ({
    ...item,
    correct: kindOf(questionOf(item)).isCorrect(item.response),
  }));
  const answers = marked.flatMap((item) => answerOf(item, questionOf(item)));
  const byConcept = Map.groupBy(answers, ({ item }) => here.bank.question(item.question)?.question.concept);
  const remembered = await Promise.all(
    [...byConcept].map(([concept, group]) => remember(here, learner, sitting, concept, group, asides)),
  );
  const count = countOf(marked);
  const ending: Ending = isOver(sitting, now) ? 'time up' : 'submitted';
  const settledAt = ending === 'time up' ? sitting.deadline! : now;
  const save = [
    exams.close(sitting, ending, settledAt),
    ...marked.map(({ number, edition, correct }) => exams.saveMark(sitting, number, edition, correct)),
    exams.saveResult(sitting, {
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
  return { save, result: items.some((item) => isRevisedSince(here, item, item.edition)) };
}

/** Whether the bank has a later edition of an item's question. */
function isRevisedSince({ bank }: Here, { question }: PaperItem, edition: number): boolean {
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
  const isCounting = ({ item }: Answer) => bank.question(item.question)?.question.edition === item.edition;
  const { reviews, card } = decideReviews({
    sitting,
    learner,
    schedule: scheduleFor(learner),
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
export async function settleOverdue(deps: ExamDeps, now: number): Promise<void> {
  for (;;) {
    const due = await deps.exams.overdue(now - grace);
    if (due.length === 0) return;
    const failures: unknown[] = [];
    for (const { id, learner } of due)
      await settle(deps, learner, id, now).catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

/**
 * Follows a bank that was taken live: marks past sittings again by every edition that is later than the one they were
 * marked under. What an interruption leaves is found at the next start.
 */
export async function remarkAll(deps: ExamDeps, now: number): Promise<void> {
  const here = withCurrentBank(deps);
  const raised = here.bank.questions.filter(({ question }) => question.edition > 1);
  const rest = pace();
  // A bank that has gone live since marks them by its own editions.
  for (const { question } of raised)
    while (isCurrent(here)) {
      await rest();
      const stale = await here.exams.stale(idsOf(question), question.edition);
      if (stale.length === 0) break;
      for (const { sitting, learner } of stale) await remarkSitting(deps, learner, sitting, now);
    }
}

/** Marks a settled sitting again by the editions of the bank, as one more result; nothing where it is marked by them. */
async function remarkSitting(
  deps: ExamDeps,
  learnerId: string,
  sittingId: string,
  now: number,
): Promise<void> {
  await decideUnasked(deps, learnerId, async (here) => {
    const sitting = await here.exams.sitting(learnerId, sittingId);
    const save = sitting ? await remarking(here, sitting, now) : [];
    return { save, result: undefined };
  });
}

async function remarking(here: Here, sitting: Sitting, now: number): Promise<Change[]> {
  const { bank, exams } = here;
  const items = await exams.paper(sitting);
  const today = ({ question }: PaperItem) => bank.question(question)?.question;
  const revised = items.filter((item) => isRevisedSince(here, item, item.markedEdition!));
  if (revised.length === 0) return [];
  const shown = await loadShown(here, revised);
  const marked = revised.map((item) => ({
    ...item,
    markedEdition: today(item)!.edition,
    correct: regrade(shown.get(item.number)!.question, today(item)!, item.response),
  }));
  const count = countOf(items.map((item) => marked.find(({ number }) => number === item.number) ?? item));
  const last = (await exams.results(sitting)).at(-1);
  if (!last) return [];
  return [
    ...marked.map((item) => exams.saveMark(sitting, item.number, item.markedEdition, item.correct)),
    exams.saveResult(sitting, {
      ...count,
      number: last.number + 1,
      markedAt: now,
      passed: isPassed(sitting.terms, count),
      revised: marked.map(({ number }) => number),
    }),
  ];
}
