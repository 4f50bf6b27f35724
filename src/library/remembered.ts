import type { Card } from '../memory/fold.ts';
import { recallAt } from '../memory/fold.ts';
import type { Schedule } from '../memory/schedule.ts';

/** How well a learner remembers some concepts at a moment. */
export type Remembered = {
  /** How many there are, and how many of them they have met. */
  concepts: number;
  met: number;
  /** The mean chance to recall those that were met. */
  recall: number | undefined;
};

/** How well some concepts are remembered, by the cards of those that were met. */
export function rememberedOf(
  concepts: readonly string[],
  cards: ReadonlyMap<string, Card>,
  now: number,
  schedule: Schedule,
): Remembered {
  const recalls = concepts.flatMap((concept) => recallAt(cards.get(concept), now, schedule) ?? []);
  const sum = recalls.reduce((total, recall) => total + recall, 0);
  return {
    concepts: concepts.length,
    met: recalls.length,
    recall: recalls.length === 0 ? undefined : sum / recalls.length,
  };
}

/** What is remembered, in one sentence. */
export function rememberedSentence({ concepts, met, recall }: Remembered): string {
  const ideas = (n: number) => `${n} ${n === 1 ? 'idea' : 'ideas'}`;
  if (concepts === 0) return 'Nothing of this is asked in practice yet.';
  if (recall === undefined) return `${ideas(concepts)}, none met yet.`;
  const left = concepts - met;
  const known = `You would know about ${Math.round(recall * 100)} % of the ${ideas(met)} you have met`;
  return left === 0 ? `${known}.` : `${known}; ${left} ${left === 1 ? 'is' : 'are'} new.`;
}
