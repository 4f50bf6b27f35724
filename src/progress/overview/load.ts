import type { Bank } from '../../bank/bank.ts';
import type { Past } from '../../exam/model.ts';
import { fromLogDay, learnerDay, toLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import type { Card } from '../../memory/fold.ts';
import { loadOutlook, type Outlook } from '../../plan/forecast/load.ts';
import { loadSureAndWrong } from '../../practice/set/load.ts';
import { type Confusion, confusionsOf } from '../confusion.ts';
import type { ProgressDeps } from '../deps.ts';
import { type CertaintyAnswers, type DayAnswers, daysBack, type Expected } from '../model.ts';

/** What the page of a learner's progress is made of. */
export type ProgressGiven = {
  bank: Bank;
  learner: Learner;
  day: number;
  now: number;
  /** What can be said of the exam; undefined where the bank has none. */
  outlook: Outlook | undefined;
  cards: ReadonlyMap<string, Card>;
  /** Concepts that came back on a later day, and how many of them were known. */
  returns: { count: number; right: number };
  /** The past year by the learner's calendar. */
  days: readonly DayAnswers[];
  certainties: readonly CertaintyAnswers[];
  expected: readonly Expected[];
  mocks: readonly Past[];
  confusions: readonly Confusion[];
  sureAndWrong: readonly { concept: string; day: number }[];
};

/** Reads how a learner is doing, all of it at once: nothing depends on the rest, and each read is capped. */
export async function loadProgress(
  deps: ProgressDeps & { bank: Bank },
  learner: Learner,
  now: number,
): Promise<ProgressGiven> {
  const { bank, exams, memory, beliefs, progress } = deps;
  const day = learnerDay(learner, now);
  const yearAgo = toLogDay(learner, day - daysBack);
  const [outlook, cards, belief, days, certainties, expected, mocks, mistakes, sureAndWrong] =
    await Promise.all([
      exams.realExam(learner.id).then((exam) => loadOutlook(deps, learner, exam, now)),
      memory.cards(learner.id, [...bank.concepts.keys()]),
      beliefs.belief(learner.id),
      progress.days(learner.id, yearAgo),
      progress.certainties(learner.id, yearAgo),
      progress.expected(learner.id),
      exams.past(learner.id, Number.MAX_SAFE_INTEGER),
      progress.mistakes(learner.id),
      loadSureAndWrong(deps, learner),
    ]);
  const { earlyReturns = 0, lateReturns = 0, returnsRight = 0 } = belief ?? {};
  return {
    bank,
    learner,
    day,
    now,
    outlook,
    cards,
    returns: { count: earlyReturns + lateReturns, right: returnsRight },
    days: days.map((each) => ({ ...each, day: fromLogDay(learner, each.day) })),
    certainties,
    expected,
    mocks: mocks.toReversed(),
    confusions: confusionsOf(bank, mistakes),
    sureAndWrong,
  };
}
