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
  const left = concepts - met;
  const share = `${Math.round(recall * 100)}%`;
  const known =
    met === 1
      ? `You have met one idea, and there is about a ${share} chance that you remember it`
      : `You have met ${met} ideas and remember about ${share} of them`;
  return left === 0 ? `${known}.` : `${known}; ${left === 1 ? 'one is' : `${left} are`} new.`;
}
