import type { Raised } from '../bank/past/reconcile.ts';
import type { Change, Database } from '../base/data/database.ts';
import { DAY } from '../base/time.ts';
import type { ClockMend, MendedClock } from './clock.ts';
import { type LastAnswer, type Learner, noStanding, type Settings, type Standing } from './model.ts';

/** A session with its learner. */
export type Session = {
  learner: Learner;
  seenAt: number;
  /** How many days this installation had seen when the session was last used. */
  seenDays: number;
  /** The hash of the session that it took over from, if it did. */
  replaces: string | null;
  /** Whether that one has not ended yet. */
  isPending: boolean;
};

const learnerColumns = `
  learner.id, learner.revision, learner.zone, learner.day_start as "dayStart", learner.new_per_day as "newPerDay",
  learner.retention, learner.keys_off as "keysOff", learner.last_day as "lastDay",
  learner.last_answered_at as "lastAnsweredAt", learner.clock_mends as "clockMends",
  learner.practice_days as "practiceDays", learner.extra_new as "extraNew",
  learner.extra_day as "extraDay", learner.syllabus, learner.syllabus_met as "syllabusMet",
  learner.revised, learner.stopped,
  learner.given_review as "givenId", learner.given_question as "givenQuestion", learner.given_day as "givenDay",
  learner.kept_review as "keptId", learner.kept_question as "keptQuestion", learner.kept_day as "keptDay",
  learner.day_answers as answers, learner.day_correct as correct, learner.day_first as first,
  learner.day_ms as "tookMs",
  learner.pace_answers as "paceAnswers", learner.pace_ms as "paceMs"`;

type StandingRow = Pick<Standing, 'answers' | 'correct' | 'first' | 'tookMs' | 'paceAnswers' | 'paceMs'> & {
  givenId: string | null;
  givenQuestion: string | null;
  givenDay: number | null;
  keptId: string | null;
  keptQuestion: string | null;
  keptDay: number | null;
};

type LearnerRow = Omit<Learner, 'keysOff' | 'stopped' | 'clockMends' | 'standing'> &
  StandingRow & {
    keysOff: string;
    stopped: number;
    clockMends: string;
  };

/** So many flags are read at most. */
const mostFlags = 200;

/** Everything that is stored about learners themselves. */
export function learnerStore(db: Database) {
  const bySession = db.one<LearnerRow & Omit<Session, 'learner' | 'isPending'> & { pending: number }>(
    `select ${learnerColumns}, session.seen_at as "seenAt", session.seen_days as "seenDays",
       session.replaces,
       case when exists (select 1 from session as old where old.token_hash = session.replaces)
         then 1 else 0 end as pending
     from session join learner on learner.id = session.learner
     where session.token_hash = cast(:tokenHash as text) and session.keyed = cast(:keyed as bigint)`,
  );
  const countDays = db.one<{ days: number }>('select count(*) as days from day_seen');
  const countSessions = db.one<{ sessions: number }>('select count(*) as sessions from session');
  const fact = db.one<{ value: string }>('select value from fact where name = cast(:name as text)');
  const newestMoment = db.one<{ moment: number }>(
    `select coalesce(max(newest), 0) as moment from (
       select max(last_answered_at) as newest from learner union all select max(seen_at) from session) as moments`,
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
    `insert into session (token_hash, learner, created_at, seen_at, seen_days, keyed)
     values (:tokenHash, :learner, :now, :now, (select count(*) from day_seen), 1)`,
    1,
  );
  const touchSession = db.change(
    `update session set seen_at = :now, seen_days = (select count(*) from day_seen)
     where token_hash = :tokenHash`,
    1,
  );
  const insertDay = db.change('insert into day_seen (day) values (:day) on conflict do nothing');
  const succeedSession = db.change(
    `insert into session (token_hash, learner, created_at, seen_at, seen_days, keyed, replaces)
     select :tokenHash, old.learner, :now, :now, (select count(*) from day_seen), 1, old.token_hash
     from session as old where old.token_hash = :replaces and old.keyed = 0`,
    1,
  );
  const endReplaced = db.change(
    `delete from session
     where learner = :learner
       and (token_hash = :replaces or (replaces = :replaces and token_hash <> :tokenHash))`,
  );
  const endUnkeyed = db.change('delete from session where keyed = 0');
  const saveFact = db.change(
    `insert into fact (name, value) values (:name, :value)
     on conflict (name) do update set value = excluded.value`,
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
  const aheadOf = db.all<{ id: string }>(
    'select id from learner where last_answered_at > cast(:now as bigint) order by id',
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
     order by flagged_at desc, question desc limit cast(:limit as bigint)`,
  );
  const insertFlag = db.change(
    `insert into flag (learner, question, flagged_at) values (:learner, :question, :now)
     on conflict do nothing`,
  );
  const deleteFlag = db.change('delete from flag where learner = :learner and question = :question');
  // The clock of a moment may have been wrong, but a day on which somebody came has really passed.
  const daysSince = {
    session: '(select count(*) from day_seen) - session.seen_days',
    learner: `(select count(*) from day_seen
      where day > case when learner.created_at > learner.last_answered_at then learner.created_at
        else learner.last_answered_at end / ${DAY})`,
  };
  const isSilentGuest = `
    not exists (select 1 from session where session.learner = learner.id and ${daysSince.session} < cast(:days as bigint))
    and (exists (select 1 from session where session.learner = learner.id) or ${daysSince.learner} >= cast(:days as bigint))
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
  const deleteSilentGuest = db.change(`delete from learner where learner.id = :id and ${isSilentGuest}`);
  const deleteExamsOfSilentGuest = db.change(
    `delete from sitting where id in (select id from sitting where learner = :id order by id limit :limit)
       and exists (select 1 from learner where learner.id = :id and ${isSilentGuest})`,
  );
  const deleteUnusedSessions = db.change(
    `delete from session where learner > cast(:after as text) and learner <= cast(:last as text) and seen_at < :before
       and ${daysSince.session} >= :days`,
  );

  const markDay = (now: number): Change => insertDay({ day: Math.floor(now / DAY) });

  return {
    /** The session of a hash; those that earlier releases began have a hash without a key. */
    async bySession(tokenHash: string, keyed: boolean): Promise<Session | undefined> {
      const row = await bySession({ tokenHash, keyed: Number(keyed) });
      if (!row) return undefined;
      const { seenAt, seenDays, replaces, pending, ...learner } = row;
      return { learner: toLearner(learner), seenAt, seenDays, replaces, isPending: pending === 1 };
    },
    /** On how many days this installation has seen anybody. */
    daysSeen: async () => (await countDays({}))!.days,
    sessions: async () => (await countSessions({}))!.sessions,
    /** A fact about the installation. */
    fact: async (name: string) => (await fact({ name }))?.value,
    async byId(id: string): Promise<Learner | undefined> {
      const row = await byId({ id });
      return row && toLearner(row);
    },
    /** The newest moment at which anybody answered or was seen; 0 before anybody was. */
    newestMoment: async () => (await newestMoment({}))!.moment,
    /** The learners whose cards are to be folded again: for another retention, or for a bank that was taken live. */
    toRefold: async () => (await toRefold({})).map(({ id }) => id),
    /** The learners whose last answer is later than a moment. */
    aheadOf: async (now: number) => (await aheadOf({ now })).map(({ id }) => id),
    all: async () => (await all({})).map(({ id }) => id),
    /** The ids of the questions that a learner does not want to be asked again. */
    asides: async (learner: string) => (await asides({ learner })).map(({ question }) => question),
    /** The ids of the questions that a learner has flagged, the last ones first. */
    flags: async (learner: string) =>
      (await flags({ learner, limit: mostFlags })).map(({ question }) => question),

    create: (id: string, settings: Settings, tokenHash: string, now: number): Change[] => [
      markDay(now),
      insertLearner({ id, ...settings, keysOff: settings.keysOff.join(' '), now }),
      insertSession({ tokenHash, learner: id, now }),
    ],
    /** Notes that somebody was here on the day of a moment; nothing where that is noted already. */
    markDay,
    touchSession: (tokenHash: string, now: number): Change => touchSession({ tokenHash, now }),
    /** Begins the session that is to take over from one that an earlier release began. */
    succeedSession: (tokenHash: string, replaces: string, now: number): Change =>
      succeedSession({ tokenHash, replaces, now }),
    /** Ends the session that one took over from, and the others that were to take over from it. */
    endReplaced: (learner: string, tokenHash: string, replaces: string): Change =>
      endReplaced({ learner, tokenHash, replaces }),
    /** Ends the sessions that earlier releases began. */
    endUnkeyed: (): Change => endUnkeyed({}),
    saveFact: (name: string, value: string): Change => saveFact({ name, value }),
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
    /** The ids of some learners, in order, after one. */
    some: async (after: string, limit: number) => (await someLearners({ after, limit })).map(({ id }) => id),
    /**
     * The guests after one learner and up to another who have fewer than ten answers and were not seen on so many days
     * on which others were, and how many exams each has.
     */
    silentGuests: (after: string, last: string, days: number) => silentGuests({ after, last, days }),
    /** Deletes a guest who is silent still. */
    deleteSilentGuest: (id: string, days: number): Change => deleteSilentGuest({ id, days }),
    /** Deletes some exams of a guest who is silent still. */
    deleteExamsOfSilentGuest: (id: string, days: number, limit: number): Change =>
      deleteExamsOfSilentGuest({ id, days, limit }),
    /** Deletes the sessions of the learners after one and up to another that nobody has used since a moment. */
    deleteUnusedSessions: (after: string, last: string, before: number, days: number): Change =>
      deleteUnusedSessions({ after, last, before, days }),
  };
}

export type LearnerStore = ReturnType<typeof learnerStore>;

const noMends: readonly ClockMend[] = [];

function toLearner({
  keysOff,
  stopped,
  clockMends,
  givenId,
  givenQuestion,
  givenDay,
  keptId,
  keptQuestion,
  keptDay,
  answers,
  correct,
  first,
  tookMs,
  paceAnswers,
  paceMs,
  ...row
}: LearnerRow): Learner {
  const given = toAnswer(givenId, givenQuestion, givenDay);
  const latest = toAnswer(keptId, keptQuestion, keptDay);
  return {
    ...row,
    clockMends: clockMends === '[]' ? noMends : JSON.parse(clockMends),
    keysOff: keysOff.split(' ').filter(Boolean),
    stopped: stopped === 1,
    standing: {
      day: givenDay ?? noStanding.day,
      answers,
      correct,
      first,
      tookMs,
      latest,
      takenBack: given?.id === latest?.id ? undefined : given,
      paceAnswers,
      paceMs,
    },
  };
}

function toAnswer(id: string | null, question: string | null, day: number | null): LastAnswer | undefined {
  return id === null ? undefined : { id, question: question!, day: day! };
}
