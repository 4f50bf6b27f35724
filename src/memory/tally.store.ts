import type { Change, Database } from '../base/data/database.ts';
import type { Review, Tally } from './model.ts';
import type { StandingStore } from './standing.store.ts';
import { longestAnswer } from './tally.ts';
import { isUndone } from './undone.ts';

const tallyColumns = 'day, domain, kind, certainty';
const countTallies = `
  select ${tallyColumns}, count(*) as answers, sum(correct) as correct, sum(first) as first,
    sum(case when took_ms > ${longestAnswer} then ${longestAnswer} else took_ms end) as "tookMs"
  from review
  where learner = cast(:learner as text)
    and not ${isUndone}
  group by ${tallyColumns} order by ${tallyColumns}`;

/** The tallies, and where a learner's practice stands, which is added up of them. */
export function tallyStore(db: Database, standing: StandingStore) {
  const addTally = db.change(
    `insert into tally (learner, day, domain, kind, certainty, answers, correct, first, took_ms)
     values (:learner, :day, :domain, :kind, :certainty, :answers, :correct, :first, :tookMs)
     on conflict (learner, day, domain, kind, certainty) do update set
       answers = tally.answers + excluded.answers, correct = tally.correct + excluded.correct,
       first = tally.first + excluded.first, took_ms = tally.took_ms + excluded.took_ms`,
    1,
  );
  const countedTallies = db.all<Tally>(countTallies);
  const forgetTallies = db.change('delete from tally where learner = :learner');
  const insertTallies = db.change(
    `insert into tally (learner, ${tallyColumns}, answers, correct, first, took_ms)
     select cast(:learner as text), counted.* from (${countTallies}) as counted`,
  );

  return {
    /** The tallies as the log gives them. */
    countedTallies: (learner: string) => countedTallies({ learner }),
    /** Where a learner's practice stands by the log, of which the tallies were counted. */
    countedStanding: standing.counted,
    /** Rebuilds a learner's tallies from the log, and their sums. */
    rebuildTallies: (learner: string): Change[] => [
      forgetTallies({ learner }),
      insertTallies({ learner }),
      ...standing.recount(learner),
    ],
    /** Adds an answer to the day's tally, or takes it out again. */
    tally: (r: TalliedReview, sign: 1 | -1): Change =>
      addTally({
        learner: r.learner,
        day: r.day,
        domain: r.domain,
        kind: r.kind,
        certainty: r.certainty,
        answers: sign,
        correct: r.correct ? sign : 0,
        first: r.first ? sign : 0,
        tookMs: sign * Math.min(r.tookMs, longestAnswer),
      }),
  };
}

type TalliedReview = Pick<
  Review,
  'learner' | 'day' | 'domain' | 'kind' | 'certainty' | 'correct' | 'first' | 'tookMs'
>;
