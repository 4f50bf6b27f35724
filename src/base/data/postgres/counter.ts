import type { Claims, Counter, FailureBook, Failures, FailuresChange, Windows } from '../../counter.ts';
import { DAY } from '../../time.ts';
import type { Change, Database } from '../database.ts';

/** A counter that all nodes of a database share, their claims, and what forgets what counts no more. */
export type SharedCounter = Counter & { claims: Claims; sweep(): Promise<void> };

/** The clock of the server, because those of nodes may differ. */
const now = 'cast(extract(epoch from clock_timestamp()) * 1000 as bigint)';

/** Failures are forgotten a while after nobody counts them any more. */
const keptMs = 2 * DAY;

/** Counts in the database for all nodes. What is counted is not worth a log: after a crash of the server it is empty. */
export function countTogether(db: Database): SharedCounter {
  const forget = db.change(`delete from counted where forget_at < ${now}`);
  const windows = windowsTogether(db);
  return {
    windows: () => windows,
    failures: failuresTogether(db),
    claims: claimsTogether(db),
    sweep: () => db.commit([forget({})]),
  };
}

function windowsTogether(db: Database): Windows {
  const count = db.one<{ current: number; ttl: number }>(
    `insert into counted as known (name, count, at, forget_at)
     values (:name, 1, ${now}, ${now} + cast(:span as bigint))
     on conflict (name) do update set
       count = case when ${isFresh} then known.count + 1 else 1 end,
       at = case when ${isFresh} then known.at else excluded.at end,
       forget_at = case when ${isFresh} then known.forget_at else excluded.forget_at end
     returning count as current, forget_at - ${now} as ttl`,
  );
  return { count: async (name, span) => (await count({ name: `w ${name}`, span }))! };
}

/** A window that seems to begin later was begun by a clock that was wrong. */
const isFresh = 'known.at <= excluded.at and excluded.at < known.forget_at';

function failuresTogether(db: Database): FailureBook {
  const read = db.all<Failures & { name: string }>(
    `select counted.name, counted.count, counted.at
     from json_each(:names) as wanted join counted on counted.name = wanted.value`,
  );
  const begin = db.change(
    `insert into counted (name, count, at, forget_at)
     values (:name, :count, :at, ${now} + ${keptMs}) on conflict do nothing`,
    1,
  );
  const update = db.change(
    `update counted set count = :count, at = :at, forget_at = ${now} + ${keptMs}
     where name = :name and count = :seen and at = :seenAt`,
    1,
  );
  const end = db.change('delete from counted where name = :name and count = :seen and at = :seenAt', 1);

  function changeOf({ kind, from, to }: FailuresChange): Change[] {
    const name = `f ${kind}`;
    const seen = from && { seen: from.count, seenAt: from.at };
    if (to) return [seen ? update({ name, ...to, ...seen }) : begin({ name, ...to })];
    return seen ? [end({ name, ...seen })] : [];
  }

  return {
    async read(kinds) {
      const rows = await read({ names: JSON.stringify(kinds.map((kind) => `f ${kind}`)) });
      const found = new Map(rows.map(({ name, count, at }) => [name, { count, at }]));
      return kinds.map((kind) => found.get(`f ${kind}`));
    },
    change: (changes) => db.tryCommit(changes.flatMap(changeOf)),
  };
}

function claimsTogether(db: Database): Claims {
  const take = db.change(
    `insert into counted as known (name, count, at, forget_at)
     values (:name, 1, ${now}, ${now} + cast(:span as bigint))
     on conflict (name) do update set at = excluded.at, forget_at = excluded.forget_at
     where known.forget_at <= excluded.at`,
    1,
  );
  const taken = db.one(`select 1 from counted where name = :name and forget_at > ${now}`);
  const drop = db.change('delete from counted where name = :name');
  const named = (name: string) => ({ name: `c ${name}` });
  return {
    take: (name, span) => db.tryCommit([take({ ...named(name), span })]),
    isTaken: async (name) => (await taken(named(name))) !== undefined,
    drop: (name) => db.commit([drop(named(name))]),
  };
}
