import type { Change, Database } from '../base/data/database.ts';
import { DAY } from '../base/time.ts';

/** Guests who are silent and sessions that nobody uses, with what deletes them. */
export function sweepStore(db: Database) {
  // The clock of a moment may have been wrong, but a day on which somebody came has really passed.
  const daysSince = {
    session: '(select count(*) from day_seen) - session.seen_days',
    learner: `(select count(*) from day_seen
      where day > case when learner.created_at > learner.last_answered_at then learner.created_at
        else learner.last_answered_at end / ${DAY})`,
    token: `(select count(*) from day_seen
      where day > coalesce(access_token.used_day, access_token.created_at / ${DAY}))`,
  };
  const isSilentGuest = `
    not exists (select 1 from account where account.learner = learner.id)
    and not exists (select 1 from session where session.learner = learner.id and ${daysSince.session} < cast(:days as bigint))
    and (exists (select 1 from session where session.learner = learner.id) or ${daysSince.learner} >= cast(:days as bigint))
    and not exists (
      select 1 from access_token where access_token.learner = learner.id and ${daysSince.token} < cast(:days as bigint))
    and (select count(*) from (
      select 1 as one from review where review.learner = learner.id order by review.answered_at desc limit 10) as few) < 10`;
  const someLearners = db.all<{ id: string }>(
    'select id from learner where id > cast(:after as text) order by id limit cast(:limit as bigint)',
  );
  const silentGuests = db.all<{ id: string; exams: number }>(
    `select learner.id, (select count(*) from sitting where sitting.learner = learner.id) as exams
     from learner where learner.id > cast(:after as text) and learner.id <= cast(:last as text) and ${isSilentGuest}
     order by learner.id`,
  );
  // PostgreSQL decides a condition by the rows of the moment at which a statement begins: what waits for the learner's row
  // first, such as an answer that is being saved, is among them in the next statement.
  const hold = db.change('update learner set revision = revision where id = :id');
  const deleteSilentGuest = db.change(`delete from learner where learner.id = :id and ${isSilentGuest}`);
  const deleteExamsOfSilentGuest = db.change(
    `delete from sitting where learner = :id and id in (
         select id from sitting where learner = :id order by id limit :limit)
       and exists (select 1 from learner where learner.id = :id and ${isSilentGuest})`,
  );
  const deleteUnusedSessions = db.change(
    `delete from session where learner > cast(:after as text) and learner <= cast(:last as text) and seen_at < :before
       and ${daysSince.session} >= :days`,
  );

  return {
    /** The ids of some learners, in order, after one. */
    some: async (after: string, limit: number) => (await someLearners({ after, limit })).map(({ id }) => id),
    /**
     * The guests after one learner and up to another who have fewer than ten answers, and how many exams each has. Neither they nor their programs were seen on this many days on which others were.
     */
    silentGuests: (after: string, last: string, days: number) => silentGuests({ after, last, days }),
    /** Deletes a guest who is silent still. */
    deleteSilentGuest: (id: string, days: number): Change[] => [
      hold({ id }),
      deleteSilentGuest({ id, days }),
    ],
    /** Deletes some exams of a guest who is silent still. */
    deleteExamsOfSilentGuest: (id: string, days: number, limit: number): Change[] => [
      hold({ id }),
      deleteExamsOfSilentGuest({ id, days, limit }),
    ],
    /** Deletes the sessions of the learners after one and up to another that nobody has used since a moment. */
    deleteUnusedSessions: (after: string, last: string, before: number, days: number): Change =>
      deleteUnusedSessions({ after, last, before, days }),
  };
}
