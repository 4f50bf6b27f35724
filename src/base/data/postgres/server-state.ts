import type { Connection } from './connection.ts';

/** A standby that is sent everything, and how far behind it is; the seconds are zero while nothing is written. */
export type Standby = { name: string; isSynchronous: boolean; lagBytes: number; lagSeconds: number };

/** What a server says of how safely it keeps what it has committed. */
export type ServerState = {
  /** The release of PostgreSQL, such as 15.18. */
  release: string;
  isPrimary: boolean;
  fsync: boolean;
  fullPageWrites: boolean;
  synchronousCommit: string;
  synchronousStandbyNames: string;
  /** The file of the log that could not be archived, if the last attempt failed. */
  unarchived: string | undefined;
  /** Undefined where the user may not see them. */
  standbys: readonly Standby[] | undefined;
};

type SettingsRow = {
  release: string;
  is_primary: number;
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
  synchronous_standby_names: string;
  unarchived: string | null;
  may_see: number;
};

const settings = `
  select split_part(current_setting('server_version'), ' ', 1) as release, not pg_is_in_recovery() as is_primary,
    current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
    current_setting('synchronous_commit') as synchronous_commit,
    current_setting('synchronous_standby_names') as synchronous_standby_names,
    (select last_failed_wal from pg_stat_archiver
       where last_failed_time > coalesce(last_archived_time, '-infinity')
         and current_setting('archive_mode') <> 'off') as unarchived,
    pg_has_role(current_user, 'pg_read_all_stats', 'usage') as may_see`;

// A backup that is being taken reads the log as well, but replays nothing.
const standbys = `
  select application_name as name, sync_state in ('sync', 'quorum') as is_synchronous,
    cast(greatest(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0) as bigint) as lag_bytes,
    cast(coalesce(extract(epoch from replay_lag), 0) as double precision) as lag_seconds
  from pg_stat_replication where state = 'streaming' and replay_lsn is not null
  order by application_name, pid`;

/** Asks a server how safely it keeps what it has committed. */
export async function readServerState(connection: Connection): Promise<ServerState> {
  const { rows } = await connection.send({ text: settings });
  const found = rows[0] as unknown as SettingsRow;
  const isPrimary = found.is_primary === 1;
  return {
    release: found.release,
    isPrimary,
    fsync: found.fsync === 'on',
    fullPageWrites: found.full_page_writes === 'on',
    synchronousCommit: found.synchronous_commit,
    synchronousStandbyNames: found.synchronous_standby_names,
    unarchived: found.unarchived ?? undefined,
    standbys: isPrimary && found.may_see === 1 ? await readStandbys(connection) : undefined,
  };
}

type StandbyRow = { name: string; is_synchronous: number; lag_bytes: number; lag_seconds: number };

async function readStandbys(connection: Connection): Promise<Standby[]> {
  const { rows } = await connection.send({ text: standbys });
  return (rows as unknown as StandbyRow[]).map((row) => ({
    name: row.name,
    isSynchronous: row.is_synchronous === 1,
    lagBytes: row.lag_bytes,
    lagSeconds: row.lag_seconds,
  }));
}

/** How many learners, reviews and cards a database has, by their tables. */
export async function countServerRows(connection: Connection): Promise<Record<string, number>> {
  const { rows } = await connection.send({
    text: `select (select count(*) from learner) as learner, (select count(*) from review) as review,
             (select count(*) from card) as card`,
  });
  return rows[0] as Record<string, number>;
}

/** How many nodes serve a database: each has one connection by which it leads or wants to. */
export async function countNodes(connection: Connection): Promise<number> {
  const { rows } = await connection.send({
    text: `select count(*) as nodes from pg_stat_activity
           where datname = current_database() and application_name = 'etude leader'`,
  });
  return rows[0]!.nodes as number;
}
