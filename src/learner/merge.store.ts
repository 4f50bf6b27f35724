import type { Change, Database } from '../base/data/database.ts';
import type { Learner } from './model.ts';

/** What a merge changes in the row of the learner who stays. */
export type MergedRow = Pick<Learner, 'lastDay' | 'lastAnsweredAt' | 'extraNew' | 'extraDay' | 'revised'>;

/** What merging and deleting learners asks of their own rows. */
export function mergeStore(db: Database) {
  const countAnswers = db.one<{ answers: number }>(
    'select count(*) as answers from review where learner = cast(:learner as text)',
  );
  const saveMerged = db.change(
    `update learner set last_day = :lastDay, last_answered_at = :lastAnsweredAt,
       extra_new = :extraNew, extra_day = :extraDay, revised = :revised, folded_retention = 0,
       created_at = case when created_at > :createdAt then :createdAt else created_at end
     where id = :id`,
    1,
  );
  const savePracticeDays = db.change('update learner set practice_days = :days where id = :id', 1);
  const removeIfThere = db.change('delete from learner where id = :id');
  const remove = db.change('delete from learner where id = :id', 1);

  return {
    /** How many answers a learner's log holds. */
    countAnswers: async (learner: string) => (await countAnswers({ learner }))!.answers,
    /** Saves the row of a learner into whom another was merged; their cards are to be folded again. */
    saveMerged: (id: string, row: MergedRow, createdAt: number): Change =>
      saveMerged({ id, ...row, createdAt }),
    /** Saves on how many days a learner has answered. */
    savePracticeDays: (id: string, days: number): Change => savePracticeDays({ id, days }),
    /** Deletes a learner with everything that is theirs. */
    remove: (id: string): Change => remove({ id }),
    /** The same for one who may be gone already. */
    removeIfThere: (id: string): Change => removeIfThere({ id }),
  };
}
