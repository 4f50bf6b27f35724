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

/** A topic practised by itself, without the day's limits. */
export type PracticeSet = {
  /** How many have been answered today and wait for nothing. */
  done: number;
  /** What is left to ask now, in order. */
  left: string[];
  /** What was missed and still rests, the longest-waiting first. */
  resting: string[];
};

/** Orders a topic: what was missed and has rested, what is due, what is new, then what has not been seen for longest. */
export function orderSet(
  concepts: readonly string[],
  cards: readonly SetCard[],
  day: number,
  now: number,
): PracticeSet {
  const known = new Map(cards.map((card) => [card.concept, card]));
  const awake = concepts.filter((concept) => !known.get(concept)?.asleep);
  const ranked = awake
    .map((concept) => ({ concept, ...rankOf(known.get(concept), day, now) }))
    .sort((a, b) => ranks.indexOf(a.rank) - ranks.indexOf(b.rank) || a.since - b.since);
  const named = (wanted: (rank: Rank) => boolean) =>
    ranked.filter(({ rank }) => wanted(rank)).map(({ concept }) => concept);
  return {
    done: named((rank) => rank === 'done').length,
    left: named((rank) => rank !== 'done' && rank !== 'resting'),
    resting: named((rank) => rank === 'resting'),
  };
}

const ranks = ['rested', 'due', 'new', 'early', 'resting', 'done'] as const;
type Rank = (typeof ranks)[number];

function rankOf(card: SetCard | undefined, day: number, now: number): { rank: Rank; since: number } {
  if (card?.answeredAt == null) return { rank: 'new', since: 0 };
  const since = card.answeredAt;
  if (card.readyAt !== null) return { rank: card.readyAt <= now ? 'rested' : 'resting', since };
  if (card.day! >= day) return { rank: 'done', since };
  return { rank: card.dueDay! <= day ? 'due' : 'early', since };
}

/** The concept of a set to ask next; as in the day's practice, what was asked last is never asked at once. */
export function chooseFromSet(
  { left, resting }: PracticeSet,
  last: Candidate | undefined,
): string | undefined {
  const isOther = (concept: string) => concept !== last?.concept;
  return left.find(isOther) ?? left[0] ?? resting.find(isOther);
}
