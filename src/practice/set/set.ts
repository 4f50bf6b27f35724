import type { Bank, Topic } from '../../bank/bank.ts';
import { nameOf } from '../../bank/concept-name.ts';
import type { Candidate } from '../day/queue.ts';
import type { SetCard } from '../model.ts';

/** What an address says of a set: its name, and how far it has come. */
export type SetState = {
  /** `missed`, `sure`, `flagged`, or topics and concepts with spaces between. */
  name: string;
  /** Answers that complete the set; undefined goes on until nothing is left. */
  length: number | undefined;
  /** The learner day on which it began, so that midnight does not restart it; undefined before its first page. */
  began: number | undefined;
  answered: number;
  right: number;
};

/** The topics that a set is named after; undefined if it has another name. */
export function topicsOf(bank: Bank, name: string): Topic[] | undefined {
  const topics = name.split(' ').map((id) => bank.topic(id) ?? topicOfConcept(bank, id));
  return topics.every((topic) => topic !== undefined) ? topics : undefined;
}

/** A single concept that practice can ask, as a topic. */
function topicOfConcept(bank: Bank, id: string): Topic | undefined {
  const concept = bank.concepts.get(id);
  if (!concept || concept.askable.length === 0) return undefined;
  return { id, title: nameOf(bank, id), domain: concept.objective.domain, concepts: [id] };
}

/** The sets that are made of a learner's own answers and flags. */
const ownSets: readonly string[] = ['missed', 'sure', 'flagged'];

/** Whether there is a set of a name. */
export function isNamed(bank: Bank, name: string): boolean {
  return ownSets.includes(name) || topicsOf(bank, name) !== undefined;
}

/** The lengths to choose from; without one a set goes on until nothing is left. */
export const setLengths = ['5', '10'] as const;

/** A set's fields in addresses and forms. */
export function fieldsOf({ name, length, began, answered, right }: SetState) {
  return Object.entries({ set: name, length, began, answered, right }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value) }],
  );
}

/** A set after one more answer. */
export function advanceSet(state: SetState, correct: boolean): SetState {
  return { ...state, answered: state.answered + 1, right: state.right + Number(correct) };
}

/** Whether a set has as many answers as it takes. */
export function isComplete({ length, answered }: SetState): boolean {
  return length !== undefined && answered >= length;
}

/** Concepts practised by themselves, without the day's limits. */
export type PracticeSet = {
  /** What is left to ask now, in order. */
  left: string[];
  /** What was missed and still rests, the longest-waiting first. */
  resting: string[];
};

/**
 * Orders a set: what was missed and has rested, what is due, what is new, then what has not been seen for longest.
 * What was answered since the day it began, and waits for nothing, is done.
 */
export function orderSet(
  concepts: readonly string[],
  cards: readonly SetCard[],
  { day, began, now }: { day: number; began: number; now: number },
): PracticeSet {
  const known = new Map(cards.map((card) => [card.concept, card]));
  const awake = concepts.filter((concept) => !known.get(concept)?.asleep);
  const ranked = awake
    .map((concept) => ({ concept, ...rankOf(known.get(concept), day, began, now) }))
    .sort((a, b) => ranks.indexOf(a.rank) - ranks.indexOf(b.rank) || a.since - b.since);
  const named = (wanted: (rank: Rank) => boolean) =>
    ranked.filter(({ rank }) => wanted(rank)).map(({ concept }) => concept);
  return {
    left: named((rank) => rank !== 'done' && rank !== 'resting'),
    resting: named((rank) => rank === 'resting'),
  };
}

const ranks = ['rested', 'due', 'new', 'early', 'resting', 'done'] as const;
type Rank = (typeof ranks)[number];

function rankOf(
  card: SetCard | undefined,
  day: number,
  began: number,
  now: number,
): { rank: Rank; since: number } {
  if (card?.answeredAt == null) return { rank: 'new', since: 0 };
  const since = card.answeredAt;
  if (card.readyAt !== null) return { rank: card.readyAt <= now ? 'rested' : 'resting', since };
  if (card.day! >= began) return { rank: 'done', since };
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

/** A set without some concepts. */
export function withoutConcepts({ left, resting }: PracticeSet, concepts: ReadonlySet<string>): PracticeSet {
  const others = (all: string[]) => all.filter((concept) => !concepts.has(concept));
  return { left: others(left), resting: others(resting) };
}

/** Days for which a wrong answer counts as missed. */
export const missedDays = 14;

/** The concepts missed on some days that have not been known on a later one; a second look does not make up for a miss. */
export function stillMissed(
  missed: readonly { concept: string; day: number }[],
  cards: readonly SetCard[],
): string[] {
  const known = new Map(cards.map((card) => [card.concept, card]));
  const still = missed.filter(({ concept, day }) => {
    const card = known.get(concept);
    return card?.day != null && (card.readyAt !== null || card.day <= day);
  });
  return [...new Set(still.map(({ concept }) => concept))];
}
