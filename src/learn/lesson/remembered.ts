import type { Card } from '../../memory/fold.ts';
import { recallAt } from '../../memory/fold.ts';
import type { Schedule } from '../../memory/schedule.ts';

/** How well a learner remembers some concepts at a moment. */
export type Remembered = {
  /** How many there are, and how many of them they have met. */
  concepts: number;
  met: number;
  /** The mean chance to recall those that were met; one that was missed and waits for its second look counts as none. */
  recall: number | undefined;
};

/** How well some concepts are remembered, by the cards of those that were met. */
export function rememberedOf(
  concepts: readonly string[],
  cards: ReadonlyMap<string, Card>,
  now: number,
  schedule: Schedule,
): Remembered {
  const recalls = concepts.flatMap((concept) => chanceOf(cards.get(concept), now, schedule) ?? []);
  const sum = recalls.reduce((total, recall) => total + recall, 0);
  return {
    concepts: concepts.length,
    met: recalls.length,
    recall: recalls.length === 0 ? undefined : sum / recalls.length,
  };
}

/** The chance to recall a concept; what was missed and waits for its second look is not known yet. */
function chanceOf(card: Card, now: number, schedule: Schedule): number | undefined {
  return card?.readyAt === undefined ? recallAt(card, now, schedule) : 0;
}

/** What is remembered, in one sentence. */
export function rememberedSentence({ concepts, met, recall }: Remembered): string {
  const ideas = (n: number) => `${n} ${n === 1 ? 'idea' : 'ideas'}`;
  if (concepts === 0) return 'Practice has no questions on this yet.';
  if (recall === undefined) return `${ideas(concepts)}, none met yet.`;
  const share = Math.round(recall * 100);
  const known = `You have met ${metOf(concepts, met)}`;
  if (share === 0) return `${known}.`;
  return met === 1
    ? `${known}, and the chance that you remember it is about ${share}%.`
    : `${known} and remember about ${share}% of them.`;
}

/** How many of the ideas have been met. */
function metOf(concepts: number, met: number): string {
  if (concepts === 1) return 'one idea';
  if (met < concepts) return `${met} of ${concepts} ideas`;
  return concepts === 2 ? 'both ideas' : `all ${concepts} ideas`;
}
