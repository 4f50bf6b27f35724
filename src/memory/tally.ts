import type { Tally } from './model.ts';

/** The most that one answer adds to a day's practice time, in milliseconds: a page may be left open. */
export const longestAnswer = 180_000;

/** What a tally takes of a review. */
export type Tallied = Pick<Tally, 'day' | 'domain' | 'kind' | 'certainty' | 'tookMs'> & {
  correct: number;
  first: number;
};

/** The name of the tally in which a review is counted, among those of one learner. */
export function tallyKey({
  day,
  domain,
  kind,
  certainty,
}: Pick<Tally, 'day' | 'domain' | 'kind' | 'certainty'>): string {
  return `${day}/${kind}/${certainty}/${domain}`;
}

/** Adds a review to the tallies of its learner. */
export function addToTally(tallies: Map<string, Tally>, review: Tallied): void {
  const { day, domain, kind, certainty } = review;
  const tally = tallies.getOrInsertComputed(tallyKey(review), () => ({
    ...{ day, domain, kind, certainty },
    ...{ answers: 0, correct: 0, first: 0, tookMs: 0 },
  }));
  tally.answers += 1;
  tally.correct += review.correct;
  tally.first += review.first;
  tally.tookMs += Math.min(review.tookMs, longestAnswer);
}

/** Whether two tallies count the same. */
export function sameTally(a: Tally, b: Tally): boolean {
  return a.answers === b.answers && a.correct === b.correct && a.first === b.first && a.tookMs === b.tookMs;
}
