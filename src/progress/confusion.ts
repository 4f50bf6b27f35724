import type { Bank } from '../bank/bank.ts';
import type { Mistake } from '../memory/mistake.store.ts';

/** A concept that was asked, what the learner took for it, and how often. */
export type Confusion = { asked: string; taken: string; times: number };

/** A mix-up is shown when it has happened this often, and so many of them at most. */
const enoughTimes = 2;
const mostPairs = 10;

/** What a learner takes for what, by the options of their wrong responses; responses to earlier editions do not count. */
export function confusionsOf(bank: Bank, mistakes: readonly Mistake[]): Confusion[] {
  const pairs = new Map<string, Confusion>();
  for (const mistake of mistakes)
    for (const [asked, taken] of takenIn(bank, mistake)) {
      const pair = pairs.getOrInsertComputed(`${asked} ${taken}`, () => ({ asked, taken, times: 0 }));
      pair.times += mistake.times;
    }
  return [...pairs.values()]
    .filter(({ times }) => times >= enoughTimes)
    .sort((a, b) => b.times - a.times)
    .slice(0, mostPairs);
}

/** The concept that was asked with each that a chosen distractor stands for. */
function takenIn(bank: Bank, { question: id, edition, response }: Mistake): [string, string][] {
  const question = bank.question(id)?.question;
  if (!question || question.edition !== edition) return [];
  const chosen = JSON.parse(response) as string[];
  return question.options.flatMap((option): [string, string][] => {
    const { confusedWith: taken } = option;
    const isTaken = chosen.includes(option.id) && !question.key.includes(option.id);
    return isTaken && taken !== undefined && isKnown(bank, taken) && taken !== question.concept
      ? [[question.concept, taken]]
      : [];
  });
}

const isKnown = (bank: Bank, id: string) => bank.topic(id) !== undefined || bank.concepts.has(id);
