import type { Candidate } from './queue.ts';

/** A card of a topic, as far as it decides when its concept is asked. */
export type SetCard = {
  concept: string;
  /** The learner day and the moment of the last answer, and when it falls due; null before the first. */
  day: number | null;
  answeredAt: number | null;
  dueDay: number | null;
  readyAt: number | null;
  asleep: boolean;
};

/** A topic practised by itself, without the day's limits: what has been asked today, and what is left, in order. */
export type PracticeSet = { done: number; left: string[] };

/**
 * Orders a topic: what was missed and has rested, what is due, what is new, then what has not been seen for longest.
 * A concept is done for the day once it has been answered and waits for no second look.
 */
export function orderSet(
  concepts: readonly string[],
  cards: readonly SetCard[],
  day: number,
  now: number,
): PracticeSet {
  const known = new Map(cards.map((card) => [card.concept, card]));
  const awake = concepts.filter((concept) => !known.get(concept)?.asleep);
  const ranked = awake.map((concept) => ({ concept, ...rankOf(known.get(concept), day, now) }));
  const left = ranked.filter(({ rank }) => rank !== isDone);
  return {
    done: ranked.length - left.length,
    left: left.sort((a, b) => a.rank - b.rank || a.since - b.since).map(({ concept }) => concept),
  };
}

const isDone = -1;

function rankOf(card: SetCard | undefined, day: number, now: number): { rank: number; since: number } {
  if (card?.answeredAt == null) return { rank: 2, since: 0 };
  const since = card.answeredAt;
  if (card.readyAt !== null) return { rank: card.readyAt <= now ? 0 : 4, since };
  if (card.day! >= day) return { rank: isDone, since };
  return { rank: card.dueDay! <= day ? 1 : 3, since };
}

/** The concept of a set to ask next: not the one just asked while there is another. */
export function chooseFromSet({ left }: PracticeSet, last: Candidate | undefined): string | undefined {
  return left.find((concept) => concept !== last?.concept) ?? left[0];
}
