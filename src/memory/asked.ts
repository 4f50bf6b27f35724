import type { Bank, LiveQuestion } from '../bank/bank.ts';

/** The questions of a concept that practice may show to someone who has set some aside. */
export function askableOf(bank: Bank, concept: string, asides: readonly string[]): LiveQuestion[] {
  const aside = new Set(asides.map((id) => bank.question(id)?.question.id));
  return (bank.concepts.get(concept)?.askable ?? []).filter(({ question }) => !aside.has(question.id));
}

/** Whether a concept's card sleeps: nothing is left of it that may be asked. */
export function isAsleep(bank: Bank, concept: string, asides: readonly string[]): boolean {
  return askableOf(bank, concept, asides).length === 0;
}

/** Whether an answer counts: it was given under the edition that its question has today. */
export function isCounting(bank: Bank, review: { question: string; edition: number }): boolean {
  return bank.question(review.question)?.question.edition === review.edition;
}
