import type { Change, Database } from '../base/data/database.ts';
import { mistakeStore } from './mistake.store.ts';
import type { LoggedReview, PastReview, Review } from './model.ts';
import { ratings } from './schedule.ts';
import { standingStore } from './standing.store.ts';
import { tallyStore } from './tally.store.ts';
import { isUndone, undone } from './undone.ts';

type ReviewRow = Omit<PastReview, 'response' | 'correct' | 'first' | 'undone' | 'easy' | 'recall'> & {
  response: string;
  correct: number;
  first: number;
  undone: number;
  easy: number;
  recall: number | null;
};

type FoldedRow = Omit<LoggedReview, 'correct'> & { correct: number; easy: number };

const isEasy = `exists (select 1 from amendment where amendment.learner = review.learner and amendment.review = review.id and amendment.kind = 'easy')`;
const easy = `case when ${isEasy} then 1 else 0 end as easy`;

const reviewColumns = `review.id, review.question, review.hash, review.edition, review.answered_at as "answeredAt",
  review.day, review.response, review.correct, review.certainty, review.rating, review.seed, review.recall,
  review.first, review.domain, review.took_ms as "tookMs", ${undone}, ${easy}`;

/** The log, each entry of which is written with what it adds to the tallies and to the learner's row. */
export function reviewStore(db: Database) {
  const standing = standingStore(db);
  const { recountMistakes, mistakes } = mistakeStore(db);
  const tallies = tallyStore(db, standing);
  const review = db.one<ReviewRow>(
    `select ${reviewColumns} from review where id = cast(:id as text) and learner = cast(:learner as text)`,
  );
  const latestOf = db.one<{ id: string; answeredAt: number }>(
    `select review.id, review.answered_at as "answeredAt" from json_each(:questions) as wanted
     cross join review where review.learner = cast(:learner as text) and review.question = wanted.value
     order by review.answered_at desc, review.id desc limit 1`,
  );
  const foldedColumns = `review.id, review.question, review.edition, review.hash, review.kind, review.correct,
       review.took_ms as "tookMs", review.day, review.answered_at as "answeredAt", review.rating, ${easy}`;
  const wholeLog = db.all<FoldedRow>(
    `select ${foldedColumns} from review
     where review.learner = cast(:learner as text) and not ${isUndone}
     order by review.answered_at, review.id`,
  );
  const toFold = db.all<FoldedRow>(
    `select ${foldedColumns}
     from json_each(:questions) as wanted cross join review
     where review.learner = cast(:learner as text) and review.question = wanted.value and not ${isUndone}
     order by review.answered_at, review.id`,
  );
  const insertReview = db.change(
    `insert into review (id, learner, question, hash, edition, kind, answered_at, day, response, correct, certainty,
       rating, domain, first, took_ms, zone, shown_at, seed, algorithm, recall, stability_before, difficulty_before,
       stability_after, difficulty_after, due_before, due_after, rest)
     values (:id, :learner, :question, :hash, :edition, :kind, :answeredAt, :day, :response, :correct, :certainty,
       :rating, :domain, :first, :tookMs, :zone, :shownAt, :seed, :algorithm, :recall, :stabilityBefore,
       :difficultyBefore, :stabilityAfter, :difficultyAfter, :dueBefore, :dueAfter, :rest)`,
    1,
  );
  const insertAmendment = db.change(
    'insert into amendment (review, kind, learner, amended_at) values (:review, :kind, :learner, :now)',
    1,
  );

  return {
    ...tallies,
    /** Rebuilds from the log what is counted of it: a learner's tallies with their sums, and their mistakes. */
    recount: (learner: string): Change[] => [...tallies.rebuildTallies(learner), ...recountMistakes(learner)],
    async review(learner: string, id: string): Promise<PastReview | undefined> {
      const row = await review({ learner, id });
      return row && toReview(row);
    },
    /** The last review, taken back or not, of any of some questions. */
    latestOf: (learner: string, questions: readonly string[]) =>
      latestOf({ learner, questions: JSON.stringify(questions) }),
    /** The reviews of some questions in the order of the fold, without those taken back; rated Easy where the learner said so. */
    async toFold(learner: string, questions: readonly string[]): Promise<LoggedReview[]> {
      return (await toFold({ learner, questions: JSON.stringify(questions) })).map(toLogged);
    },
    /** All reviews of a learner in that order; never read for a request. */
    async wholeLog(learner: string): Promise<LoggedReview[]> {
      return (await wholeLog({ learner })).map(toLogged);
    },

    /** A review and what it adds to the counts; an answer in practice is noted as the learner's last. */
    record: (r: Review): Change[] => [
      insertReview({
        id: r.id,
        learner: r.learner,
        question: r.question,
        hash: r.hash,
        edition: r.edition,
        kind: r.kind,
        answeredAt: r.answeredAt,
        day: r.day,
        response: JSON.stringify(r.response),
        correct: Number(r.correct),
        certainty: r.certainty,
        rating: r.rating,
        domain: r.domain,
        first: Number(r.first),
        tookMs: r.tookMs,
        zone: r.zone,
        shownAt: r.shownAt,
        seed: r.seed,
        algorithm: r.algorithm,
        recall: r.recall ?? null,
        stabilityBefore: r.before?.memory.stability ?? null,
        difficultyBefore: r.before?.memory.difficulty ?? null,
        stabilityAfter: r.after?.memory.stability ?? null,
        difficultyAfter: r.after?.memory.difficulty ?? null,
        dueBefore: r.before?.dueDay ?? null,
        dueAfter: r.after?.dueDay ?? null,
        rest: r.rest ?? null,
      }),
      tallies.tally(r, 1),
      ...mistakes(r.learner, r, 1),
      ...(r.kind === 'practice' ? [standing.note(r)] : []),
    ],
    /** Takes a practice answer back, and out of the counts. */
    undo: (learner: string, past: PastReview, now: number): Change[] => [
      insertAmendment({ review: past.id, kind: 'undo', learner, now }),
      tallies.tally({ ...past, learner, kind: 'practice' }, -1),
      ...mistakes(learner, past, -1),
      ...standing.recount(learner),
    ],
    /** Notes that an answer was too easy. */
    easy: (learner: string, review: string, now: number): Change =>
      insertAmendment({ review, kind: 'easy', learner, now }),
  };
}

function toLogged({ easy, ...row }: FoldedRow): LoggedReview {
  return { ...row, correct: row.correct === 1, rating: easy ? ratings.easy : row.rating };
}

function toReview({ response, correct, first, undone, easy, recall, ...row }: ReviewRow): PastReview {
  return {
    ...row,
    response: JSON.parse(response),
    correct: correct === 1,
    first: first === 1,
    undone: undone === 1,
    easy: easy === 1,
    recall: recall ?? undefined,
  };
}
