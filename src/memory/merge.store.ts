import type { Change, Database } from '../base/data/database.ts';
import { isUndone } from './undone.ts';

/** An entry of the log as far as it changes with its owner. */
export type OwnedEntry = {
  id: string;
  question: string;
  kind: 'practice' | 'exam';
  answeredAt: number;
  day: number;
  first: number;
};

/** Moving answers from one learner to another; they are copied, as a review is written once. */
export function mergeStore(db: Database) {
  const entries = db.all<OwnedEntry>(
    `select review.id, review.question, review.kind, review.answered_at as "answeredAt", review.day, review.first
     from review where review.learner = cast(:learner as text) order by review.answered_at, review.id`,
  );
  const met = db.all<{ question: string }>(
    `select distinct review.question from review
     where review.learner = cast(:learner as text) and review.first = 1 and not ${isUndone}`,
  );
  const move = db.change(
    `insert into review (id, learner, question, hash, edition, kind, answered_at, day, response, correct, certainty,
       rating, domain, first, took_ms, zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before,
       stability_after, difficulty_after, due_before, due_after, rest)
     select id, cast(:into as text), question, hash, edition, kind, cast(:answeredAt as bigint), cast(:day as bigint),
       response, correct, certainty, rating, domain, cast(:first as bigint), took_ms, zone, shown_at, seed, algorithm,
       recall, stability_before, difficulty_before, stability_after, difficulty_after, due_before, due_after, rest
     from review where learner = cast(:from as text) and id = cast(:id as text)`,
    1,
  );
  const moveAmendments = db.change(
    `insert into amendment (learner, review, kind, amended_at)
     select cast(:into as text), review, kind, amended_at from amendment
     where learner = cast(:from as text) and exists (
       select 1 from review as known where known.learner = cast(:into as text) and known.id = amendment.review)
     on conflict do nothing`,
  );

  return {
    /** All entries of a learner's log, taken back or not, in the order of the fold; never read for a page. */
    entries: (learner: string) => entries({ learner }),
    /** The questions by which a learner met a concept for the first time. */
    metBy: async (learner: string) => (await met({ learner })).map(({ question }) => question),
    /** Copies an entry to another learner's log, under the moment and day that it has there. */
    moveEntry: (from: string, into: string, { id, answeredAt, day, first }: OwnedEntry): Change =>
      move({ from, into, id, answeredAt, day, first }),
    /** Moves what was said about the answers that have been moved. */
    moveAmendments: (from: string, into: string): Change => moveAmendments({ from, into }),
  };
}
