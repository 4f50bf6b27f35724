import type { Change, Database } from '../base/data/database.ts';
import { DAY } from '../base/time.ts';
import type { Learner, ListedSession } from './model.ts';
import { type LearnerRow, learnerColumns, toLearner, withAccount } from './row.ts';

/** A session with its learner. */
export type Session = {
  learner: Learner;
  /** The hash of its token. */
  hash: string;
  /** When it began; for one that a link from another device began, long enough ago to prove nothing. */
  createdAt: number;
  seenAt: number;
  /** How many days this installation had seen when the session was last used. */
  seenDays: number;
  /** The hash of the session that it took over from, if it did. */
  replaces: string | null;
  /** Whether that one has not ended yet. */
  isPending: boolean;
};

/** A session to begin. */
export type NewSession = { learner: string; hash: string; device: string; provedAt: number; now: number };

/** Sessions, the days on which somebody was here, and facts about the installation. */
export function sessionStore(db: Database) {
  const bySession = db.one<LearnerRow & Omit<Session, 'learner' | 'isPending'> & { pending: number }>(
    `select ${learnerColumns}, session.token_hash as hash, session.created_at as "createdAt",
       session.seen_at as "seenAt", session.seen_days as "seenDays",
       session.replaces,
       case when exists (
         select 1 from session as old where old.learner = session.learner and old.token_hash = session.replaces)
         then 1 else 0 end as pending
     from session join learner on learner.id = session.learner ${withAccount}
     where session.token_hash = cast(:tokenHash as text) and session.keyed = cast(:keyed as bigint)`,
  );
  const ofLearner = db.all<ListedSession>(
    `select token_hash as hash, device, seen_at as "seenAt" from session
     where learner = cast(:learner as text) order by seen_at desc, token_hash limit 100`,
  );
  const countDays = db.one<{ days: number }>('select count(*) as days from day_seen');
  const countSessions = db.one<{ sessions: number }>('select count(*) as sessions from session');
  const fact = db.one<{ value: string }>('select value from fact where name = cast(:name as text)');
  const insertSession = db.change(
    `insert into session (token_hash, learner, created_at, seen_at, seen_days, keyed, device)
     values (:hash, :learner, :provedAt, :now, (select count(*) from day_seen), 1, :device)`,
    1,
  );
  const touchSession = db.change(
    `update session set seen_at = :now, seen_days = (select count(*) from day_seen), device = :device
     where learner = :learner and token_hash = :tokenHash`,
    1,
  );
  const insertDay = db.change('insert into day_seen (day) values (:day) on conflict do nothing');
  const succeedSession = db.change(
    `insert into session (token_hash, learner, created_at, seen_at, seen_days, keyed, replaces)
     select :tokenHash, old.learner, :now, :now, (select count(*) from day_seen), 1, old.token_hash
     from session as old where old.token_hash = :replaces and old.keyed = 0
     on conflict do nothing`,
  );
  const endReplaced = db.change(
    `delete from session
     where learner = :learner
       and (token_hash = :replaces or (replaces = :replaces and token_hash <> :tokenHash))`,
  );
  const endOne = db.change('delete from session where learner = :learner and token_hash = :hash');
  const endOthers = db.change('delete from session where learner = :learner and token_hash <> :hash');
  const endUnkeyed = db.change('delete from session where keyed = 0');
  const saveFact = db.change(
    `insert into fact (name, value) values (:name, :value)
     on conflict (name) do update set value = excluded.value`,
    1,
  );
  const keepFact = db.change('insert into fact (name, value) values (:name, :value) on conflict do nothing');

  return {
    /** The session of a hash; those that earlier releases began have a hash without a key. */
    async bySession(tokenHash: string, keyed: boolean): Promise<Session | undefined> {
      const row = await bySession({ tokenHash, keyed: Number(keyed) });
      if (!row) return undefined;
      const { hash, createdAt, seenAt, seenDays, replaces, pending } = row;
      const isPending = pending === 1;
      return { learner: toLearner(row), hash, createdAt, seenAt, seenDays, replaces, isPending };
    },
    /** The sessions of a learner, those used last first. */
    sessionsOf: (learner: string) => ofLearner({ learner }),
    /** On how many days this installation has seen anybody. */
    daysSeen: async () => (await countDays({}))!.days,
    sessions: async () => (await countSessions({}))!.sessions,
    /** A fact about the installation. */
    fact: async (name: string) => (await fact({ name }))?.value,

    /** Begins a session. */
    beginSession: (session: NewSession): Change => insertSession(session),
    /** Notes that somebody was here on the day of a moment; nothing where that is noted already. */
    markDay: (now: number): Change => insertDay({ day: Math.floor(now / DAY) }),
    /** Notes that a session is used, and by what device. */
    touchSession: ({ hash, ...rest }: Omit<NewSession, 'provedAt'>): Change =>
      touchSession({ ...rest, tokenHash: hash }),
    /** Begins the session that is to take over from one that an earlier release began, unless it has begun. */
    succeedSession: (tokenHash: string, replaces: string, now: number): Change =>
      succeedSession({ tokenHash, replaces, now }),
    /** Ends the session that one took over from, and the others that were to take over from it. */
    endReplaced: (learner: string, tokenHash: string, replaces: string): Change =>
      endReplaced({ learner, tokenHash, replaces }),
    /** Ends a session of a learner; nothing if it has ended. */
    endSession: (learner: string, hash: string): Change => endOne({ learner, hash }),
    /** Ends all sessions of a learner but the one of a hash: all of them where no hash is given. */
    endSessions: (learner: string, except = ''): Change => endOthers({ learner, hash: except }),
    /** Ends the sessions that earlier releases began. */
    endUnkeyed: (): Change => endUnkeyed({}),
    saveFact: (name: string, value: string): Change => saveFact({ name, value }),
    /** Notes a fact, unless it is known already. */
    keepFact: (name: string, value: string): Change => keepFact({ name, value }),
  };
}
