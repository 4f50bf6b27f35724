import type { PoolLoad } from '../../base/data/postgres/connection.ts';
import type { ServerState, Standby } from '../../base/data/postgres/server-state.ts';
import { gaugeBy, single } from './series.ts';

/** What a node knows of its database server: its own connections, and what the server says if it answers in time. */
export type ServerNumbers = { load: PoolLoad; state: ServerState | undefined };

/** The metrics of a database server. */
export function serverLines({ load, state }: ServerNumbers): string[] {
  return [
    ...single(
      'etude_database_up',
      'gauge',
      '1 if the database server has answered this request within two seconds.',
      state === undefined ? 0 : 1,
    ),
    ...gaugeBy('state', 'etude_database_connections', 'Connections from this node to the database.', {
      in_use: load.inUse,
      idle: load.idle,
    }),
    ...single(
      'etude_database_connections_limit',
      'gauge',
      'The most connections this node may open.',
      load.most,
    ),
    ...single(
      'etude_database_connection_waiters',
      'gauge',
      'Requests on this node that are waiting for a connection.',
      load.waiting,
    ),
    ...(state === undefined ? [] : stateLines(state)),
  ];
}

function stateLines({ isPrimary, standbys }: ServerState): string[] {
  const isPrimaryLine = single(
    'etude_database_primary',
    'gauge',
    '1 if the server takes writes, 0 if it is a standby.',
    isPrimary ? 1 : 0,
  );
  return [...isPrimaryLine, ...(standbys === undefined ? [] : standbyLines(standbys))];
}

function standbyLines(standbys: readonly Standby[]): string[] {
  const synchronous = standbys.filter(({ isSynchronous }) => isSynchronous).length;
  return [
    ...gaugeBy('mode', 'etude_database_standbys', 'Standbys that stream from the server.', {
      synchronous,
      asynchronous: standbys.length - synchronous,
    }),
    ...gaugeBy(
      'standby',
      'etude_database_replay_lag_bytes',
      'How much of the log a standby has not replayed.',
      largest(standbys, ({ lagBytes }) => lagBytes),
    ),
    ...gaugeBy(
      'standby',
      'etude_database_replay_lag_seconds',
      'How long a standby took to replay what was last committed.',
      largest(standbys, ({ lagSeconds }) => lagSeconds),
    ),
  ];
}

/** The largest value of each name: standbys may share one, and Prometheus refuses two series of one name. */
function largest(standbys: readonly Standby[], lagOf: (standby: Standby) => number): Record<string, number> {
  const values: Record<string, number> = {};
  for (const standby of standbys) values[standby.name] = Math.max(values[standby.name] ?? 0, lagOf(standby));
  return values;
}
