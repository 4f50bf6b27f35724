import type { Change, Database } from '../../base/data/database.ts';
import { decodeBelief, encodeBelief } from './belief.ts';
import type { Belief } from './model.ts';

/** What is believed about learners by their answers. */
export function beliefStore(db: Database) {
  const belief = db.one<{ sums: string }>('select sums from belief where learner = cast(:learner as text)');
  const save = db.change(
    `insert into belief (learner, sums) values (:learner, :sums)
     on conflict (learner) do update set sums = excluded.sums`,
    1,
  );

  return {
    /** What is believed about a learner; nothing before the first answer. */
    async belief(learner: string): Promise<Belief | undefined> {
      const row = await belief({ learner });
      return row && decodeBelief(row.sums);
    },
    /** The same as it is stored. */
    text: async (learner: string) => (await belief({ learner }))?.sums,
    save: (learner: string, belief: Belief): Change => save({ learner, sums: encodeBelief(belief) }),
  };
}

export type BeliefStore = ReturnType<typeof beliefStore>;
