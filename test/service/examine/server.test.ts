import { expect, test } from 'vitest';
import type { ServerState } from '../../../src/base/data/postgres/server-state.ts';
import { serverFindings, serverLine } from '../../../src/service/examine/server.ts';
import { soundServer } from '../../support/server-state.ts';

const standby = { name: 'b', isSynchronous: false, lagBytes: 12, lagSeconds: 0 };
const whats = (state: Partial<ServerState>) =>
  serverFindings({ ...soundServer, ...state }).map(({ what }) => what);

test('a sound server is found sound, with or without standbys', () => {
  expect(whats({})).toEqual([]);
  expect(whats({ standbys: [standby] })).toEqual([]);
  const synchronous = { ...standby, isSynchronous: true };
  expect(whats({ synchronousStandbyNames: 'ANY 1 (a,b)', standbys: [synchronous] })).toEqual([]);
  expect(whats({ synchronousStandbyNames: 'ANY 1 (a,b)', standbys: undefined })).toEqual([]);
});

test.each<[string, Partial<ServerState>]>([
  ['fsync = off', { fsync: false }],
  ['full_page_writes = off', { fullPageWrites: false }],
  ['synchronous_commit = off', { synchronousCommit: 'off' }],
  [
    'synchronous_commit is local',
    {
      synchronousCommit: 'local',
      synchronousStandbyNames: 'b',
      standbys: [{ ...standby, isSynchronous: true }],
    },
  ],
  ['synchronous_commit is local', { synchronousCommit: 'local', synchronousStandbyNames: 'b' }],
  ['synchronous_commit = off', { synchronousCommit: 'off', synchronousStandbyNames: 'b' }],
  ['synchronous_standby_names is "b"', { synchronousStandbyNames: 'b' }],
  ['synchronous_standby_names is "b"', { synchronousStandbyNames: 'b', standbys: [standby] }],
  ['could not archive 00000001', { unarchived: '000000010000000000000003' }],
])('%s is a finding with a mend', (what, state) => {
  expect(whats(state)).toEqual([expect.stringContaining(what)]);
  expect(serverFindings({ ...soundServer, ...state })[0]!.mend).toBeTruthy();
});

test('a server is told with its standbys', () => {
  const other = { ...standby, name: 'c', isSynchronous: true, lagBytes: 0 };
  expect(serverLine('postgres://db/etude', { ...soundServer, standbys: [standby, other] })).toBe(
    'postgres://db/etude: PostgreSQL 15.18, the primary server; standbys b (asynchronous, 12 bytes behind) and c (synchronous, 0 bytes behind).',
  );
});
