import type { Leadership } from '../leadership.ts';
import type { Trouble } from '../place.ts';
import type { Session } from './pool.door.ts';

/** How long a silence lasts, in milliseconds: after it a node no longer trusts its lead, or the server ends the lead. */
export type Silence = { trustedMs: number; endedMs: number };

/** A node gives up its lead before the server hands it to another. */
const usualSilence: Silence = { trustedMs: 4_000, endedMs: 6_000 };

/** Two numbers that name the lock of the node that leads. */
const leading = '1165260132, 1';

/** A session that holds the lock already is told yes once more. */
const question = { text: `select pg_try_advisory_lock(${leading}) as leads` };

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
  let ledAt = Number.NEGATIVE_INFINITY;
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
      const { rows } = await session.send(question);
      unansweredSince = undefined;
      ledAt = rows[0]!.leads === 1 ? askedAt : Number.NEGATIVE_INFINITY;
    } catch {
      drop();
    }
    if (isReleased) drop();
  }

  function drop(): void {
    session?.close();
    session = undefined;
    ledAt = Number.NEGATIVE_INFINITY;
  }

  function release(): void {
    isReleased = true;
    drop();
  }

  return {
    standing: () => (elapsed() - ledAt < trustedMs ? 'leader' : 'follower'),
    renew() {
      if (isReleased) return Promise.resolve();
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    resign: release,
    release,
    trouble() {
      const isSilent = unansweredSince !== undefined && elapsed() - unansweredSince >= trustedMs;
      return isSilent ? unreachable : undefined;
    },
  };
}

const unreachable: Trouble = { kind: 'unreachable', what: 'The database cannot be reached' };
