import type { ServerState } from '../../src/base/data/postgres/server-state.ts';

/** A PostgreSQL server that is well kept and has no standby. */
export const soundServer: ServerState = {
  release: '15.18',
  isPrimary: true,
  fsync: true,
  fullPageWrites: true,
  synchronousCommit: 'on',
  synchronousStandbyNames: '',
  unarchived: undefined,
  standbys: [],
};
