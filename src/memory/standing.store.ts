import type { Change, Database } from '../base/data/database.ts';
import type { LastAnswer, Standing } from '../learner/model.ts';
import type { Review, Tally } from './model.ts';
import { paceTallies, standingOf } from './standing.ts';
import { isUndone } from './undone.ts';

const ofLearner = `from review where review.learner = learner.id and review.kind = 'practice'`;
const newestFirst = 'order by review.answered_at desc, review.id desc limit 1';

const pace = `(pace_answers, pace_ms) = (
  select coalesce(sum(recent.answers), 0), coalesce(sum(recent.took_ms), 0) from (
    select tally.answers, tally.took_ms from tally
    where tally.learner = learner.id and tally.kind = 'practice' and tally.answers > 0
    order by tally.day desc, tally.domain desc, tally.certainty desc limit ${paceTallies}) as recent)`;

/** Where a learner's practice stands: kept in the learner's row by every commit that changes it, and proved from the log. */
export function standingStore(db: Database) {
  const note = db.change(
    `update learner set
       (day_answers, day_correct, day_first, day_ms) = (
         select coalesce(sum(tally.answers), 0), coalesce(sum(tally.correct), 0), coalesce(sum(tally.first), 0),
           coalesce(sum(tally.took_ms), 0)
         from tally where tally.learner = learner.id and tally.day = :day and tally.kind = 'practice'),
       given_review = :id, given_question = :question, given_day = :day,
       kept_review = :id, kept_question = :question, kept_day = :day, ${pace}
     where id = :learner`,
    1,
  );
  const recountAnswers = db.change(
    `update learner set
       (given_review, given_question, given_day) = (
         select review.id, review.question, review.day ${ofLearner} ${newestFirst}),
       (kept_review, kept_question, kept_day) = (
         select review.id, review.question, review.day ${ofLearner} and not ${isUndone} ${newestFirst})
     where id = :learner`,
    1,
  );
  const recountDay = db.change(
    `update learner set
       (day_answers, day_correct, day_first, day_ms) = (
         select coalesce(sum(tally.answers), 0), coalesce(sum(tally.correct), 0), coalesce(sum(tally.first), 0),
           coalesce(sum(tally.took_ms), 0)
         from tally where tally.learner = learner.id and tally.day = learner.given_day and tally.kind = 'practice'),
       ${pace}
     where id = :learner`,
    1,
  );
  const newest = `select review.id, review.question, review.day from review
     where review.learner = cast(:learner as text) and review.kind = 'practice'`;
  const given = db.one<LastAnswer>(`${newest} ${newestFirst}`);
  const kept = db.one<LastAnswer>(`${newest} and not ${isUndone} ${newestFirst}`);

  return {
    /** Notes an answer in practice, which is always the newest, after its tally and in the same commit. */
    note: ({ learner, id, question, day }: Review): Change => note({ learner, id, question, day }),
    /** Makes all of it again from the log and the tallies. */
    recount: (learner: string): Change[] => [recountAnswers({ learner }), recountDay({ learner })],
    /** What it is by the log, of which the tallies were counted. */
    counted: async (learner: string, tallies: readonly Tally[]): Promise<Standing> =>
      standingOf(await given({ learner }), await kept({ learner }), tallies),
  };
}

export type StandingStore = ReturnType<typeof standingStore>;
