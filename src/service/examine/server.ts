import type { ServerState, Standby } from '../../base/data/postgres/server-state.ts';
import { listed, oneOrMany } from '../../base/text/words.ts';
import type { Finding } from './findings.ts';

/** What keeps a PostgreSQL server from keeping every answer that it has acknowledged. */
export function serverFindings(state: ServerState): Finding[] {
  return [
    ...settingsFindings(state),
    ...standbyFindings(state),
    ...(state.unarchived === undefined ? [] : [unarchived(state.unarchived)]),
  ];
}

function settingsFindings({ fsync, fullPageWrites, synchronousCommit }: ServerState): Finding[] {
  return [
    !fsync && {
      what: 'The PostgreSQL server has fsync = off: a power cut can damage the whole database.',
      mend: 'set fsync = on and reload the server',
    },
    !fullPageWrites && {
      what: 'The PostgreSQL server has full_page_writes = off: a power cut can leave half-written pages.',
      mend: 'set full_page_writes = on and reload the server',
    },
    synchronousCommit === 'off' && {
      what: 'The PostgreSQL server has synchronous_commit = off: a crash can lose answers whose verdict a learner has seen.',
      mend: 'set synchronous_commit = on and reload the server',
    },
  ].filter((finding) => finding !== false);
}

function standbyFindings(state: ServerState): Finding[] {
  const { synchronousStandbyNames: names, synchronousCommit, standbys } = state;
  if (names === '') return [];
  const local = {
    what: `synchronous_standby_names is "${names}", but synchronous_commit is local: no answer waits for a standby, and a failover can lose answers.`,
    mend: 'set synchronous_commit = on and reload the server',
  };
  const alone = {
    what: `synchronous_standby_names is "${names}", but no such standby is connected: every answer waits until one is.`,
    mend: 'start a standby of that name, or empty synchronous_standby_names and reload the server',
  };
  const isAlone = standbys?.every(({ isSynchronous }) => !isSynchronous) ?? false;
  const waits = !['local', 'off'].includes(synchronousCommit);
  return [...(synchronousCommit === 'local' ? [local] : []), ...(isAlone && waits ? [alone] : [])];
}

function unarchived(file: string): Finding {
  return {
    what: `The PostgreSQL server could not archive ${file}: its disk will fill up, and no backup can be restored up to the present.`,
    mend: 'read the server’s log, and fix the command that archive_command runs',
  };
}

/** A server in a sentence: its address without the password, its release, and its standbys. */
export function serverLine(address: string, state: ServerState): string {
  const { release, isPrimary, standbys } = state;
  const role = isPrimary ? 'the primary server' : 'a standby';
  return `${address}: PostgreSQL ${release}, ${role}; ${standbysText(standbys)}.`;
}

function standbysText(standbys: readonly Standby[] | undefined): string {
  if (standbys === undefined)
    return 'this user is not allowed to see its standbys (grant pg_monitor to let doctor look at them)';
  if (standbys.length === 0) return 'no standby';
  const each = standbys.map(
    ({ name, isSynchronous, lagBytes }) =>
      `${name} (${isSynchronous ? 'synchronous' : 'asynchronous'}, ${lagBytes} bytes behind)`,
  );
  return `${oneOrMany(each.length, 'standby', 'standbys')} ${listed(each)}`;
}
