import { Refusal } from '../../failure.ts';
import type { Leadership } from '../leadership.ts';
import type { Trouble } from '../place.ts';
import { serverLocks } from '../server-locks.ts';
import type { Query } from './connection.ts';
import type { Session } from './pool.door.ts';

/** How long a silence lasts, in milliseconds: after it a node no longer trusts its lead, or the server ends the lead. */
export type Silence = { trustedMs: number; endedMs: number };

/** A node gives up its lead before the server hands it to another. */
const usualSilence: Silence = { trustedMs: 4_000, endedMs: 6_000 };

/** To be sent once: a session must give the lock back as often as it took it. */
const takeLead: Query = { text: `select pg_try_advisory_lock(${serverLocks.leading}) as leads` };
const giveLeadBack: Query = { text: `select pg_advisory_unlock(${serverLocks.leading})` };
/** A session that took the lock has it for as long as it answers. */
const answer: Query = { text: 'select 1' };

const never = Number.NEGATIVE_INFINITY;

/** The leadership among the nodes of a database. */
export type ServerLeadership = Leadership & {
  /** Keeps the lead, or takes it if no other node has it; to be called each second. */
  renew(): Promise<void>;
  /** What keeps this node from reaching the server. */
  trouble(): Trouble | undefined;
};

/**
 * Seeks the lead by a lock that belongs to one connection. The server ends a connection that has been silent for too long,
 * so that the lock of a node that is frozen or cut off becomes free.
 */
export function seekLead(
  connect: () => Promise<Session>,
  elapsed: () => number,
  { trustedMs, endedMs }: Silence = usualSilence,
): ServerLeadership {
  let session: Session | undefined;
  /** Since when the server owes an answer: a node that is too busy to ask says nothing about the server. */
  let unansweredSince: number | undefined;
  let ledAt = never;
  let hasLead = false;
  let isMoved = false;
  let isResigned = false;
  let asking: Promise<void> | undefined;
  let isReleased = false;

  async function open(): Promise<Session> {
    const opened = await connect();
    await opened.run(`set idle_session_timeout = ${endedMs}`);
    return opened;
  }

  async function ask(): Promise<void> {
    try {
      unansweredSince ??= elapsed();
      session ??= await open();
      const askedAt = elapsed();
      const query = nextQuery();
      const { rows } = await session.send(query);
      unansweredSince = undefined;
      isMoved = false;
      if (query !== answer) hasLead = query === takeLead && rows[0]!.leads === 1;
      ledAt = hasLead && !isResigned ? askedAt : never;
    } catch (error) {
      drop();
      isMoved = error instanceof Refusal;
      if (isMoved) unansweredSince = undefined;
    }
    if (isReleased) drop();
  }

  function nextQuery(): Query {
    if (hasLead) return isResigned ? giveLeadBack : answer;
    return isResigned ? answer : takeLead;
  }

  function drop(): void {
    session?.close();
    session = undefined;
    hasLead = false;
    ledAt = never;
  }

  function renew(): Promise<void> {
    if (isReleased) return Promise.resolve();
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  return {
    standing: () => (elapsed() - ledAt < trustedMs ? 'leader' : 'follower'),
    renew,
    resign() {
      isResigned = true;
      ledAt = never;
      // What is being asked may still bring the lead, which is then given back.
      void (asking ?? Promise.resolve()).then(renew);
    },
    release() {
      isReleased = true;
      drop();
    },
    trouble() {
      if (isMoved) return moving;
      const isSilent = unansweredSince !== undefined && elapsed() - unansweredSince >= trustedMs;
      return isSilent ? unreachable : undefined;
    },
  };
}

const unreachable: Trouble = { kind: 'unreachable', what: 'The database cannot be reached' };

const moving: Trouble = {
  kind: 'moving',
  what: '"etude move" is reading or filling the database, so this node is not answering requests. Stop this node until the move has finished',
};
