import type { Change, Database } from '../base/data/database.ts';
import { type CardRow, cardColumns, toStored } from '../memory/card.store.ts';
import { type StoredCard, unmetCard } from '../memory/model.ts';

/** What a verdict shows beside its review, and the reports made there. */
export function verdictStore(db: Database) {
  const ofLearner = 'learner = cast(:learner as text)';
  const insertReport = db.change(
    `insert into report (review, learner, message, reported_at) values (:review, :learner, :message, :now)
     on conflict (learner, review) do update set message = excluded.message, reported_at = excluded.reported_at`,
    1,
  );
  const moveReports = db.change(
    `insert into report (learner, review, message, reported_at)
     select cast(:into as text), review, message, reported_at from report
     where learner = cast(:from as text) and exists (
       select 1 from review where review.learner = cast(:into as text) and review.id = report.review)
     on conflict do nothing`,
  );
  const about = db.one<
    { [Column in keyof CardRow]: CardRow[Column] | null } & {
      latest: string | null;
      report: string | null;
      flagged: number;
    }
  >(
    `select ${cardColumns}, (
       select review.id from json_each(:questions) as wanted
       cross join review where review.learner = cast(:learner as text) and review.question = wanted.value
       order by review.answered_at desc, review.id desc limit 1) as latest, (
       select message from report where report.review = cast(:review as text) and report.${ofLearner}) as report,
       case when exists (
         select 1 from json_each(:ids) as wanted
         cross join flag where flag.learner = cast(:learner as text) and flag.question = wanted.value
       ) then 1 else 0 end as flagged
     from (select 1 as one) as answer
     left join card on card.learner = cast(:learner as text) and card.concept = cast(:concept as text)`,
  );

  return {
    /**
     * What stands beside an answer: the card of its concept and the last answer to any of its questions, what was
     * reported, and whether the question is flagged under any of its ids.
     */
    async about(
      learner: string,
      review: string,
      concept: { id: string; questions: readonly string[] } | undefined,
      ids: readonly string[],
    ) {
      const row = (await about({
        learner,
        review,
        concept: concept?.id ?? '',
        questions: JSON.stringify(concept?.questions ?? []),
        ids: JSON.stringify(ids),
      }))!;
      const stored: StoredCard = row.revision === null ? unmetCard : toStored(row as unknown as CardRow);
      return {
        stored,
        latest: row.latest ?? undefined,
        report: row.report ?? '',
        isFlagged: row.flagged === 1,
      };
    },
    saveReport: (learner: string, review: string, message: string, now: number): Change =>
      insertReport({ learner, review, message, now }),
    /** Moves what one learner reported about answers that have been moved to another. */
    moveReports: (from: string, into: string): Change => moveReports({ from, into }),
  };
}
