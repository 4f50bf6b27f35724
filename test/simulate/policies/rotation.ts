import type { Bank, LiveQuestion } from '../../../src/bank/bank.ts';

/** Asks a concept in the words seen least recently, as Etude does, for policies that choose only the concept. */
export function rotation(bank: Bank) {
  const shown = new Map<string, number>();
  return {
    stemOf(concept: string): LiveQuestion {
      const stems = bank.concepts.get(concept)!.askable;
      return stems.toSorted((a, b) => seen(a) - seen(b))[0]!;
    },
    show: ({ question }: LiveQuestion, at: number) => void shown.set(question.id, at),
  };

  function seen({ question }: LiveQuestion): number {
    return shown.get(question.id) ?? -1;
  }
}
