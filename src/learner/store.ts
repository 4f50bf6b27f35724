import type { Raised } from '../bank/past/reconcile.ts';
import type { Change, Database } from '../base/data/database.ts';
import type { MendedClock } from './clock.ts';
import { flagStore } from './flags.store.ts';
import { mergeStore } from './merge.store.ts';
import type { Learner, Settings } from './model.ts';
import { type LearnerRow, learnerColumns, toLearner, withAccount } from './row.ts';
import { sessionStore } from './session.store.ts';
import { sweepStore } from './sweep.store.ts';

/** Everything that is stored about learners themselves. */
export function learnerStore(db: Database) {
  const sessions = sessionStore(db);
  const byId = db.one<LearnerRow>(
    `select ${learnerColumns} from learner ${withAccount} where learner.id = cast(:id as text)`,
  );
  const slice = db.all<LearnerRow>(
    `select ${learnerColumns} from learner ${withAccount}
     where learner.id > cast(:after as text) order by learner.id limit cast(:limit as bigint)`,
  );
  const newestMoment = db.one<{ moment: number }>(
    `select coalesce(max(newest), 0) as moment from (
       select max(last_answered_at) as newest from learner union all select max(seen_at) from session) as moments`,
  );
  const createdAt = db.one<{ createdAt: number }>(
    'select created_at as "createdAt" from learner where id = cast(:id as text)',
  );
  const toRefold = db.all<{ id: string }>('select id from learner where folded_retention <> retention');
  const aheadOf = db.all<{ id: string }>(
    'select id from learner where last_answered_at > cast(:now as bigint) order by id',
  );
  const all = db.all<{ id: string }>('select id from learner order by id');
  const insertLearner = db.change(
    `insert into learner (id, created_at, zone, day_start, new_per_day, retention, folded_retention, keys_off,
       last_day, last_answered_at)
     values (:id, :now, :zone, :dayStart, :newPerDay, :retention, :retention, :keysOff, 0, 0)`,
    1,
  );
  const saveClock = db.change(
    `update learner set practice_days = practice_days + case when :day > last_day then 1 else 0 end,
       last_day = case when :day > last_day then :day else last_day end,
       last_answered_at = case when :answeredAt > last_answered_at then :answeredAt else last_answered_at end,
       syllabus = :syllabus, syllabus_met = :syllabusMet
     where id = :id`,
    1,
  );
  const moveClock = db.change(
    `update learner set practice_days = practice_days + case when :day > last_day then 1 else 0 end,
       last_day = case when :day > last_day then :day else last_day end,
       last_answered_at = case when :answeredAt > last_answered_at then :answeredAt else last_answered_at end
     where id = :id`,
    1,
  );
  const mendClock = db.change(
    `update learner set last_day = :lastDay, last_answered_at = :lastAnsweredAt, clock_mends = :clockMends,
       folded_retention = 0, revision = revision + 1
     where id = :id and last_answered_at = :before and clock_mends = :mendsBefore`,
    1,
  );
  const resetSyllabus = db.change('update learner set syllabus_met = 0 where id = :id', 1);
  const noteRevised = db.change(
    `update learner set revised = revised + 1 where id = :learner and exists (
       select 1 from json_each(:questions) as wanted
       cross join review where review.learner = cast(:learner as text) and review.question = wanted.value
         and review.edition = :edition
         and not exists (select 1 from amendment where amendment.learner = review.learner and amendment.review = review.id and amendment.kind = 'undo'))`,
  );
  const noteTold = db.change('update learner set revised = 0 where id = :id', 1);
  const markToRefold = db.change(
    `update learner set folded_retention = 0 where id in (
       select wanted.value from json_each(:learners) as wanted)`,
  );
  const saveSettings = db.change(
    `update learner set zone = :zone, day_start = :dayStart, new_per_day = :newPerDay, retention = :retention, theme = :theme,
       keys_off = :keysOff
     where id = :id`,
    1,
  );
  const setStopped = db.change('update learner set stopped = :stopped where id = :id', 1);
  const saveWeights = db.change(
    'update learner set weights = :weights, folded_retention = 0 where id = :id',
    1,
  );
  const saveFolded = db.change('update learner set folded_retention = :retention where id = :id', 1);
  const grantNew = db.change('update learner set extra_new = :extraNew, extra_day = :day where id = :id', 1);
  const raiseRevision = db.change(
    'update learner set revision = :revision where id = :id and revision + 1 = :revision',
    1,
  );

  return {
    ...sessions,
    ...flagStore(db),
    ...sweepStore(db),
    ...mergeStore(db),
    async byId(id: string): Promise<Learner | undefined> {
      const row = await byId({ id });
      return row && toLearner(row);
    },
    /** When a learner was stored first; undefined for one who is not. */
    createdAt: async (id: string) => (await createdAt({ id }))?.createdAt,
    /** Some learners, in the order of their ids, after one. */
    slice: async (after: string, limit: number) => (await slice({ after, limit })).map(toLearner),
    /** The newest moment at which anybody answered or was seen; 0 before anybody was. */
    newestMoment: async () => (await newestMoment({}))!.moment,
    /** The learners whose cards are to be folded again: for another retention, or for a bank that was taken live. */
    toRefold: async () => (await toRefold({})).map(({ id }) => id),
    /** The learners whose last answer is later than a moment. */
    aheadOf: async (now: number) => (await aheadOf({ now })).map(({ id }) => id),
    all: async () => (await all({})).map(({ id }) => id),

    /** Stores a new learner, on a day on which somebody was here. */
    create: (id: string, settings: Settings, now: number): Change[] => [
      sessions.markDay(now),
      insertLearner({ id, ...settings, keysOff: settings.keysOff.join(' '), now }),
    ],
    /** Moves the learner's clock forward and notes how far the syllabus has been met. */
    saveClock: (
      { id }: Learner,
      { day, answeredAt }: { day: number; answeredAt: number },
      met: { hash: string; count: number },
    ): Change => saveClock({ id, day, answeredAt, syllabus: met.hash, syllabusMet: met.count }),
    /** Moves the learner's clock forward alone. */
    moveClock: (id: string, { day, answeredAt }: { day: number; answeredAt: number }): Change =>
      moveClock({ id, day, answeredAt }),
    /**
     * Puts a learner's clock right and has their cards folded again; a conflict if they have answered meanwhile.
     */
    mendClock: (learner: Learner, { lastDay, lastAnsweredAt, clockMends }: MendedClock): Change =>
      mendClock({
        id: learner.id,
        lastDay,
        lastAnsweredAt,
        clockMends: JSON.stringify(clockMends),
        before: learner.lastAnsweredAt,
        mendsBefore: JSON.stringify(learner.clockMends),
      }),
    /** Starts the syllabus from the beginning, because something in it is new again. */
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
    /** Saves the weights of a learner's schedule; their cards are to be folded again. */
    saveWeights: (id: string, weights: string): Change => saveWeights({ id, weights }),
    saveFolded: (id: string, retention: number): Change => saveFolded({ id, retention }),
    /** Grants more new concepts for a day. */
    grantNew: (id: string, day: number, extraNew: number): Change => grantNew({ id, day, extraNew }),
    /** Joins every decision about a learner: a conflict if another one was saved since they were read. */
    raiseRevision: ({ id, revision }: Learner): Change => raiseRevision({ id, revision: revision + 1 }),
  };
}

export type LearnerStore = ReturnType<typeof learnerStore>;
