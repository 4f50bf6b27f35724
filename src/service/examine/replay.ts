import type { Bank } from '../../bank/bank.ts';
import { fromLog } from '../../learner/clock.ts';
import type { LastAnswer, Learner, Standing } from '../../learner/model.ts';
import { isCounting } from '../../memory/asked.ts';
import { advance, type Card } from '../../memory/fold.ts';
import type { Mistake } from '../../memory/mistake.store.ts';
import type { Tally } from '../../memory/model.ts';
import { type Rating, ratings, scheduleFor } from '../../memory/schedule.ts';
import { standingOf } from '../../memory/standing.ts';
import { addToTally } from '../../memory/tally.ts';

/** A review as it takes part in everything that is proved from the log. */
export type LoggedReview = {
  learner: string;
  id: string;
  question: string;
  edition: number;
  kind: string;
  answeredAt: number;
  day: number;
  correct: number;
  certainty: string;
  rating: Rating;
  domain: string;
  first: number;
  tookMs: number;
  undone: boolean;
  easy: boolean;
  /** The response of a wrong answer; an empty one of a right one. */
  missed: string;
};

/** What the log of one learner comes to, as far as it has been read. */
export type Replay = {
  learner: Learner;
  cards: Map<string, Card>;
  tallies: Map<string, Tally>;
  /** How often each wrong response was given. */
  mistakes: Map<string, number>;
  /** The last answer in practice, and the last one that was not taken back. */
  given: LastAnswer | undefined;
  kept: LastAnswer | undefined;
};

/** A learner before the first review is read. */
export function beginReplay(learner: Learner): Replay {
  return {
    learner,
    cards: new Map(),
    tallies: new Map(),
    mistakes: new Map(),
    given: undefined,
    kept: undefined,
  };
}

/** Takes one more review into account; reviews come in the order of time and id. */
export function replay(bank: Bank, so: Replay, review: LoggedReview): void {
  if (review.kind === 'practice') noteAnswer(so, review);
  if (review.undone) return;
  addToTally(so.tallies, review);
  if (review.missed !== '[]') countMistake(so, review);
  if (isCounting(bank, review)) foldInto(so, bank.question(review.question)!.question.concept, review);
}

/** The name of a wrong response among the mistakes of one learner. */
export function mistakeKey({ question, edition, response }: Omit<Mistake, 'times'>): string {
  return `${question} ${edition} ${response}`;
}

function countMistake({ mistakes }: Replay, { missed, ...review }: LoggedReview): void {
  const key = mistakeKey({ ...review, response: missed });
  mistakes.set(key, (mistakes.get(key) ?? 0) + 1);
}

function noteAnswer(so: Replay, { id, question, day, undone }: LoggedReview): void {
  so.given = { id, question, day };
  if (!undone) so.kept = so.given;
}

function foldInto({ learner, cards }: Replay, concept: string, review: LoggedReview): void {
  const rating = review.easy ? ratings.easy : review.rating;
  const known = fromLog(learner, { day: review.day, answeredAt: review.answeredAt, rating });
  cards.set(concept, advance(cards.get(concept), known, scheduleFor(learner)));
}

/** Where a learner's practice stands by all of their reviews. */
export function replayedStanding({ given, kept, tallies }: Replay): Standing {
  return standingOf(given, kept, [...tallies.values()].sort(byKey));
}

function byKey(a: Tally, b: Tally): number {
  return (
    a.day - b.day ||
    compare(a.domain, b.domain) ||
    compare(a.kind, b.kind) ||
    compare(a.certainty, b.certainty)
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
