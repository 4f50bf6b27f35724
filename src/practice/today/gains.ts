import type { Bank } from '../../bank/bank.ts';
import { fromLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { isCounting } from '../../memory/asked.ts';
import type { MelodyAnswer, WrongAnswer } from '../model.ts';

/** How many concepts that were missed on an earlier day a day's answers got right at first. */
export function putRightOn(
  bank: Bank,
  learner: Learner,
  day: number,
  wrong: readonly WrongAnswer[],
  played: readonly MelodyAnswer[],
): number {
  const conceptOf = (question: string) => bank.question(question)?.question.concept;
  const missed = new Set(
    wrong
      .filter((each) => isCounting(bank, each) && fromLogDay(learner, each.day) < day)
      .map(({ question }) => conceptOf(question)),
  );
  const first = new Map<string, boolean>();
  for (const { question, correct } of played) {
    const concept = conceptOf(question);
    if (concept !== undefined && !first.has(concept)) first.set(concept, correct);
  }
  return [...first].filter(([concept, correct]) => correct && missed.has(concept)).length;
}
