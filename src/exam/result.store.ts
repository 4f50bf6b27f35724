import type { Change, Database } from '../base/data/database.ts';
import type { Logged, Past, Result } from './model.ts';
import { keyOf, ofSitting, type SittingKey } from './paper.store.ts';
import type { Count } from './score.ts';

/** The number of sittings on one page of the list. */
export const pageSize = 20;

/** How sittings were marked, and what of them is in the log. */
export function resultStore(db: Database) {
  const past = db.all<
    { id: string; terms: string; startedAt: number; settledAt: number } & Count & { passed: number }
  >(
    `select sitting.id, sitting.terms, sitting.started_at as "startedAt", sitting.settled_at as "settledAt",
       result.correct, result.scored, result.passed
     from sitting join result on result.learner = sitting.learner and result.sitting = sitting.id
       and result.number = (
         select max(last.number) from result as last
         where last.learner = sitting.learner and last.sitting = sitting.id)
     where sitting.learner = cast(:learner as text) and sitting.started_at < cast(:before as bigint)
     order by sitting.started_at desc, sitting.id desc limit cast(:limit as bigint)`,
  );
  const results = db.all<{ number: number; markedAt: number; passed: number; revised: string } & Count>(
    `select number, marked_at as "markedAt", correct, scored, passed, revised from result
     where ${ofSitting} order by number`,
  );
  const logged = db.all<Omit<Logged, 'response'> & { response: string }>(
    `select paper.number, review.question, review.response, review.answered_at as "answeredAt", review.day
     from paper join review on review.learner = paper.learner
       and review.id = paper.sitting || '-' || paper.number and review.kind = 'exam'
     where paper.learner = cast(:learner as text) and paper.sitting = cast(:sitting as text) order by paper.number`,
  );
  const countLogged = db.one<{ count: number }>(
    `select count(*) as count from review where learner = cast(:learner as text) and kind = 'exam'`,
  );
  const insertResult = db.change(
    `insert into result (learner, sitting, number, marked_at, correct, scored, passed, revised)
     values (:learner, :sitting, :number, :now, :correct, :scored, :passed, :revised)`,
    1,
  );

  return {
    /** The settled sittings that began before a moment, the newest first; one more than a page has if there are older ones. */
    async past(learner: string, before: number): Promise<Past[]> {
      const rows = await past({ learner, before, limit: pageSize + 1 });
      return rows.map((row) => ({ ...row, terms: JSON.parse(row.terms), passed: row.passed === 1 }));
    },
    async results(sitting: SittingKey): Promise<Result[]> {
      const rows = await results(keyOf(sitting));
      return rows.map((row) => ({ ...row, passed: row.passed === 1, revised: JSON.parse(row.revised) }));
    },
    /** The answers of a sitting that are in the log, by number. */
    async logged(sitting: SittingKey): Promise<Logged[]> {
      return (await logged(keyOf(sitting))).map((row) => ({ ...row, response: JSON.parse(row.response) }));
    },
    /** How many answers of a learner's exams are in the log. */
    countLogged: async (learner: string) => (await countLogged({ learner }))!.count,

    saveResult: (
      sitting: SittingKey,
      { number, markedAt, correct, scored, passed, revised }: Result,
    ): Change =>
      insertResult({
        ...keyOf(sitting),
        number,
        now: markedAt,
        correct,
        scored,
        passed: Number(passed),
        revised: JSON.stringify(revised),
      }),
  };
}
