import { expect, test } from 'vitest';
import type { ServerState } from '../../../src/base/data/postgres/server-state.ts';
import { single } from '../../../src/service/health/series.ts';
import { lookAtServer } from '../../../src/service/health/server.load.ts';
import { serverLines } from '../../../src/service/health/server-metrics.ts';
import { seriesOf } from '../../support/prometheus.ts';
import { soundServer } from '../../support/server-state.ts';

const load = { inUse: 3, idle: 2, waiting: 1, most: 10 };
const standby = (name: string, lagBytes: number) => ({
  name,
  isSynchronous: false,
  lagBytes,
  lagSeconds: 0.5,
});
const series = (given: ServerState | undefined) =>
  seriesOf(`${serverLines({ load, state: given }).join('\n')}\n`).map(({ name, labels, value }) => [
    name,
    ...Object.values(labels),
    value,
  ]);

test('connections, the role and the standbys of a server are told', () => {
  const standbys = [{ ...standby('b "1"', 7), isSynchronous: true }, standby('c', 0)];
  expect(series({ ...soundServer, standbys })).toEqual([
    ['etude_database_up', 1],
    ['etude_database_connections', 'in_use', 3],
    ['etude_database_connections', 'idle', 2],
    ['etude_database_connections_limit', 10],
    ['etude_database_connection_waiters', 1],
    ['etude_database_primary', 1],
    ['etude_database_standbys', 'synchronous', 1],
    ['etude_database_standbys', 'asynchronous', 1],
    ['etude_database_replay_lag_bytes', expect.stringContaining('b'), 7],
    ['etude_database_replay_lag_bytes', 'c', 0],
    ['etude_database_replay_lag_seconds', expect.stringContaining('b'), 0.5],
    ['etude_database_replay_lag_seconds', 'c', 0.5],
  ]);
});

test('standbys of one name are one series, with the larger lag', () => {
  const told = series({ ...soundServer, standbys: [standby('walreceiver', 1), standby('walreceiver', 9)] });
  expect(told).toContainEqual(['etude_database_standbys', 'asynchronous', 2]);
  expect(told.filter(([name]) => name === 'etude_database_replay_lag_bytes')).toEqual([
    ['etude_database_replay_lag_bytes', 'walreceiver', 9],
  ]);
});

test('nothing is told of standbys that this user may not see', () => {
  const names = series({ ...soundServer, standbys: undefined }).map(([name]) => name);
  expect(names).toContain('etude_database_primary');
  expect(names.filter((name) => /standby|lag/.test(String(name)))).toEqual([]);
});

test('a server that does not answer is down, and the connections are told all the same', async () => {
  const look = lookAtServer(
    () => load,
    () => Promise.reject(new Error('gone')),
  );
  const numbers = await look();
  expect(numbers).toEqual({ load, state: undefined });
  expect(series(numbers.state)).toContainEqual(['etude_database_up', 0]);
  expect(series(numbers.state)).toContainEqual(['etude_database_connection_waiters', 1]);
});

test('a delay without end is told as Prometheus writes it', () => {
  expect(single('x', 'gauge', 'X.', Number.POSITIVE_INFINITY).at(-1)).toBe('x Inf');
});
