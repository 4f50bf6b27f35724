import type { Change, Database } from '../../base/data/database.ts';
import type { Ahead } from './model.ts';

/** The scores on the day as they were run ahead. */
export function aheadStore(db: Database) {
  const kept = db.one<{ restsOn: string; body: string }>(
    'select rests_on as "restsOn", body from ahead where learner = cast(:learner as text)',
  );
  const save = db.change(
    `insert into ahead (learner, rests_on, body, made_at) values (:learner, :restsOn, :body, :now)
     on conflict (learner) do update set rests_on = excluded.rests_on, body = excluded.body,
       made_at = excluded.made_at`,
    1,
  );

  return {
    /** What was found for a learner last, and the name of what it rests on. */
    async kept(learner: string): Promise<{ restsOn: string; ahead: Ahead } | undefined> {
      const row = await kept({ learner });
      return row && { restsOn: row.restsOn, ahead: JSON.parse(row.body) };
    },
    save: (learner: string, restsOn: string, ahead: Ahead, now: number): Change =>
      save({ learner, restsOn, body: JSON.stringify(ahead), now }),
  };
}

export type AheadStore = ReturnType<typeof aheadStore>;
