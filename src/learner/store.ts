import type { Raised } from '../bank/reconcile.ts';
import type { Change, Database } from '../base/database.ts';
import type { Learner, Settings } from './model.ts';

/** The learner of a session, and when the session was last seen. */
export type Seen = { learner: Learner; seenAt: number };

const learnerColumns = `
  learner.id, learner.revision, learner.zone, learner.day_start as dayStart, learner.new_per_day as newPerDay, learner.retention,
  learner.keys_off as keysOff, learner.last_day as lastDay, learner.last_answered_at as lastAnsweredAt, learner.practice_days as practiceDays, learner.extra_new as extraNew,
  learner.extra_day as extraDay, learner.syllabus, learner.syllabus_met as syllabusMet,
  learner.revised, learner.stopped`;

type LearnerRow = Omit<Learner, 'keysOff' | 'stopped'> & { keysOff: string; stopped: number };

/** So many flags are read at most. */
const mostFlags = 200;

/** Everything that is stored about learners themselves. */
export function learnerStore(db: Database) {
  const bySession = db.one<LearnerRow & { seenAt: number }>(
    `select ${learnerColumns}, session.seen_at as seenAt
     from session join learner on learner.id = session.learner
     where session.token_hash = cast(:tokenHash as text)`,
  );
  const newestMoment = db.one<{ moment: number }>(
    `select max(
       coalesce((select max(last_answered_at) from learner), 0),
       coalesce((select max(seen_at) from session), 0)) as moment`,
  );
  const toRefold = db.all<{ id: string }>('select id from learner where folded_retention <> retention');
  const all = db.all<{ id: string }>('select id from learner order by id');
  const byId = db.one<LearnerRow>(
    `select ${learnerColumns} from learner where learner.id = cast(:id as text)`,
  );
  const asides = db.all<{ question: string }>(
    'select question from set_aside where learner = cast(:learner as text) order by set_aside_at, question',
  );
  const insertLearner = db.change(
    `insert into learner (id, created_at, zone, day_start, new_per_day, retention, folded_retention, keys_off,
       last_day, last_answered_at)
     values (:id, :now, :zone, :dayStart, :newPerDay, :retention, :retention, :keysOff, 0, 0)`,
    1,
  );
  const insertSession = db.change(
    'insert into session (token_hash, learner, created_at, seen_at) values (:tokenHash, :learner, :now, :now)',
    1,
  );
  const touchSession = db.change('update session set seen_at = :now where token_hash = :tokenHash', 1);
  const saveClock = db.change(
    `update learner set practice_days = practice_days + case when :day > last_day then 1 else 0 end,
       last_day = max(last_day, :day), last_answered_at = max(last_answered_at, :answeredAt),
       syllabus = :syllabus, syllabus_met = :syllabusMet
     where id = :id`,
    1,
  );
  const moveClock = db.change(
    `update learner set practice_days = practice_days + case when :day > last_day then 1 else 0 end,
       last_day = max(last_day, :day), last_answered_at = max(last_answered_at, :answeredAt)
     where id = :id`,
    1,
  );
  const resetSyllabus = db.change('update learner set syllabus_met = 0 where id = :id', 1);
  const noteRevised = db.change(
    `update learner set revised = revised + 1 where id = :learner and exists (
       select 1 from json_each(:questions) as wanted
       join review on review.learner = cast(:learner as text) and review.question = wanted.value
       where review.edition = :edition
         and not exists (select 1 from amendment where amendment.review = review.id and amendment.kind = 'undo'))`,
  );
  const noteTold = db.change('update learner set revised = 0 where id = :id', 1);
  const markToRefold = db.change(
    'update learner set folded_retention = 0 where id in (select value from json_each(:learners))',
  );
  const saveSettings = db.change(
    `update learner set zone = :zone, day_start = :dayStart, new_per_day = :newPerDay, retention = :retention,
       keys_off = :keysOff
     where id = :id`,
    1,
  );
  const setStopped = db.change('update learner set stopped = :stopped where id = :id', 1);
  const saveFolded = db.change('update learner set folded_retention = :retention where id = :id', 1);
  const grantNew = db.change('update learner set extra_new = :extraNew, extra_day = :day where id = :id', 1);
  const raiseRevision = db.change(
    'update learner set revision = :revision where id = :id and revision + 1 = :revision',
    1,
  );
  const insertAside = db.change(
    `insert into set_aside (learner, question, set_aside_at) values (:learner, :question, :now)
     on conflict do nothing`,
  );
  const deleteAside = db.change('delete from set_aside where learner = :learner and question = :question', 1);
  const flags = db.all<{ question: string }>(
    `select question from flag where learner = cast(:learner as text)
     order by flagged_at desc, question desc limit cast(:limit as integer)`,
  );
  const isFlagged = db.one(
    `select 1 from json_each(:questions) as wanted
     cross join flag on flag.learner = cast(:learner as text) and flag.question = wanted.value`,
  );
  const insertFlag = db.change(
    `insert into flag (learner, question, flagged_at) values (:learner, :question, :now)
     on conflict do nothing`,
  );
  const deleteFlag = db.change('delete from flag where learner = :learner and question = :question');
  const deleteSilentGuests = db.change(
    `delete from learner where not exists (select 1 from session where session.learner = learner.id and session.seen_at >= :before)
       and learner.last_answered_at < :before
       and (select count(*) from (select 1 from review where review.learner = learner.id limit 10)) < 10`,
  );

  return {
    async bySession(tokenHash: string): Promise<Seen | undefined> {
      const row = await bySession({ tokenHash });
      if (!row) return undefined;
      const { seenAt, ...learner } = row;
      return { learner: toLearner(learner), seenAt };
    },
    async byId(id: string): Promise<Learner | undefined> {
      const row = await byId({ id });
      return row && toLearner(row);
    },
    /** The newest moment at which anybody answered or was seen; 0 before anybody was. */
    newestMoment: async () => (await newestMoment({}))!.moment,
    /** The learners whose cards are to be folded again: for another retention, or for a bank that was taken live. */
    toRefold: async () => (await toRefold({})).map(({ id }) => id),
    all: async () => (await all({})).map(({ id }) => id),
    /** The ids of the questions that a learner does not want to be asked again. */
    asides: async (learner: string) => (await asides({ learner })).map(({ question }) => question),
    /** The ids of the questions that a learner has flagged, the last ones first. */
    flags: async (learner: string) =>
      (await flags({ learner, limit: mostFlags })).map(({ question }) => question),
    /** Whether a learner has flagged a question under any of its ids. */
    isFlagged: async (learner: string, questions: readonly string[]) =>
      (await isFlagged({ learner, questions: JSON.stringify(questions) })) !== undefined,

    create: (id: string, settings: Settings, tokenHash: string, now: number): Change[] => [
      insertLearner({ id, ...settings, keysOff: settings.keysOff.join(' '), now }),
      insertSession({ tokenHash, learner: id, now }),
    ],
    touchSession: (tokenHash: string, now: number): Change => touchSession({ tokenHash, now }),
    /** Moves the learner's clock forward and notes how far the syllabus has been met. */
    saveClock: (
      { id }: Learner,
      { day, answeredAt }: { day: number; answeredAt: number },
      met: { hash: string; count: number },
    ): Change => saveClock({ id, day, answeredAt, syllabus: met.hash, syllabusMet: met.count }),
    /** Moves the learner's clock forward alone. */
    moveClock: (id: string, { day, answeredAt }: { day: number; answeredAt: number }): Change =>
      moveClock({ id, day, answeredAt }),
    /** Has the syllabus looked at from its start again, because something in it is to be met anew. */
    resetSyllabus: (id: string): Change => resetSyllabus({ id }),
    /** Notes for a learner whose answers to a question have ceased to count, under any of its ids, that it was revised. */
    noteRevised: (learner: string, { questions, edition }: Raised): Change =>
      noteRevised({ learner, questions: JSON.stringify(questions), edition }),
    /** Notes that a learner has read of the revisions. */
    noteTold: (id: string): Change => noteTold({ id }),
    /** Has some learners' cards folded again at the next start, unless that is done before. */
    markToRefold: (learners: readonly string[]): Change =>
      markToRefold({ learners: JSON.stringify(learners) }),
    saveSettings: (id: string, settings: Settings): Change =>
      saveSettings({ id, ...settings, keysOff: settings.keysOff.join(' ') }),
    /** Stops practice for a learner, or lets it go on. */
    setStopped: (id: string, stopped: boolean): Change => setStopped({ id, stopped: Number(stopped) }),
    saveFolded: (id: string, retention: number): Change => saveFolded({ id, retention }),
    /** Grants more new concepts for a day. */
    grantNew: (id: string, day: number, extraNew: number): Change => grantNew({ id, day, extraNew }),
    /** Joins every decision about a learner: a conflict if another one was saved since they were read. */
    raiseRevision: ({ id, revision }: Learner): Change => raiseRevision({ id, revision: revision + 1 }),
    setAside: (learner: string, question: string, now: number): Change =>
      insertAside({ learner, question, now }),
    askAgain: (learner: string, question: string): Change => deleteAside({ learner, question }),
    /** Flags a question; one that is flagged stays so. */
    flag: (learner: string, question: string, now: number): Change => insertFlag({ learner, question, now }),
    unflag: (learner: string, question: string): Change => deleteFlag({ learner, question }),
    /** Deletes guests with fewer than ten answers who have been silent since a moment. */
    deleteSilentGuests: (before: number): Change => deleteSilentGuests({ before }),
  };
}

export type LearnerStore = ReturnType<typeof learnerStore>;

function toLearner({ keysOff, stopped, ...row }: LearnerRow): Learner {
  return { ...row, keysOff: keysOff.split(' ').filter(Boolean), stopped: stopped === 1 };
}
