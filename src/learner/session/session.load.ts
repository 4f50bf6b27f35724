import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Change, Database } from '../../base/data/database.ts';
import { digest, type Seal } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { HOUR } from '../../base/time.ts';
import type { SessionCookie } from '../../base/web/cookies.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { accountIdle, accountLife, fewestSilentDays, type Learner, sessionLife } from '../model.ts';
import type { Session } from '../session.store.ts';
import type { LearnerStore } from '../store.ts';
import { deviceOf } from './device.ts';

/** What sessions are kept with. */
export type SessionDeps = {
  db: Database;
  store: LearnerStore;
  seal: Seal;
  cookie: SessionCookie;
  world: ClockAndIds;
};

/** The hash that is stored of a session's token: without the secret it matches no token. */
export function sessionHash(seal: Seal, token: string): string {
  return seal.derive('session hash', token);
}

/** The sessions of this installation. */
export function createSessions({ db, store, seal, cookie, world }: SessionDeps) {
  /** The session of a hash, unless it has ended. */
  async function live(hash: string, keyed: boolean): Promise<Session | undefined> {
    const session = await store.bySession(hash, keyed);
    return session && !(await isExpired(session)) ? session : undefined;
  }

  async function isExpired({ learner, createdAt, seenAt, seenDays }: Session): Promise<boolean> {
    // Who has an account signs in again; a guest would lose everything.
    if (learner.account) return world.now() - seenAt > accountIdle || world.now() - createdAt > accountLife;
    // A clock may leap by a year: the days on which somebody came must have passed too.
    if (world.now() - seenAt <= sessionLife) return false;
    return (await store.daysSeen()) - seenDays >= fewestSilentDays;
  }

  /** Saves something about a session; where that is not possible just now, reading goes on without it. */
  async function note(changes: readonly Change[]): Promise<boolean> {
    try {
      await db.commit([store.markDay(world.now()), ...changes]);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  /** Who sent the token of this release; its first use ends the session that it took over from. */
  async function byToken(request: FastifyRequest, reply: FastifyReply, token: string) {
    const hash = sessionHash(seal, token);
    const session = await live(hash, true);
    if (!session) return undefined;
    const { learner, replaces, isPending, seenAt } = session;
    if (isPending || Math.abs(world.now() - seenAt) > HOUR) {
      const ending = replaces !== null && isPending ? [store.endReplaced(learner.id, hash, replaces)] : [];
      if (await note([...ending, touch(request, learner.id, hash)])) cookie.write(request, reply, token);
    }
    if (replaces !== null) clearOld(request, reply, replaces);
    return learner;
  }

  function touch(request: FastifyRequest, learner: string, hash: string): Change {
    const device = deviceOf(request.headers['user-agent']);
    return store.touchSession({ learner, hash, device, now: world.now() });
  }

  /** Removes the old cookie from the browser, if it is the one that was taken over from: another may be of another Etude. */
  function clearOld(request: FastifyRequest, reply: FastifyReply, replaces: string): void {
    const old = cookie.readOld(request);
    if (old !== undefined && digest(old) === replaces) cookie.clearOld(request, reply);
  }

  /** Who sent the token of an earlier release; they are given a new one. */
  async function byOldToken(request: FastifyRequest, reply: FastifyReply, old: string) {
    const hash = digest(old);
    const session = await live(hash, false);
    if (!session) return undefined;
    const token = await successor(old, hash);
    if (token !== undefined) cookie.write(request, reply, token);
    return session.learner;
  }

  /**
   * The token that takes over from an old one; undefined where it cannot be saved just now. There is one for each, so that
   * requests side by side are given the same, whatever node answers them.
   */
  async function successor(old: string, replaces: string): Promise<string | undefined> {
    const token = seal.derive('session in place of an old one', old);
    const isSaved = await note([store.succeedSession(sessionHash(seal, token), replaces, world.now())]);
    return isSaved ? token : undefined;
  }

  return {
    /** The learner whose cookie a request carries. */
    async learnerOf(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined> {
      const token = cookie.read(request);
      const learner = token === undefined ? undefined : await byToken(request, reply, token);
      if (learner) return learner;
      const old = cookie.readOld(request);
      return old === undefined ? undefined : byOldToken(request, reply, old);
    },
    /** The session that a request carries, with the learner. */
    async current(request: FastifyRequest): Promise<Session | undefined> {
      const token = cookie.read(request);
      return token === undefined ? undefined : live(sessionHash(seal, token), true);
    },
    /** Signs a browser in to a session that has not ended; false if it has. */
    async enter(request: FastifyRequest, reply: FastifyReply, token: string): Promise<boolean> {
      if (!(await live(sessionHash(seal, token), true))) return false;
      cookie.write(request, reply, token);
      return true;
    },
  };
}

/** The fact that is the secret's fingerprint. */
const fingerprint = 'fingerprint of the secret';

/** Whether a database belongs to the secret of a seal; one that knows no secret yet takes this one. */
export async function isOwnSecret(db: Database, store: LearnerStore, seal: Seal): Promise<boolean> {
  const own = seal.derive(fingerprint, '');
  await db.commit([store.keepFact(fingerprint, own)]);
  return (await store.fact(fingerprint)) === own;
}

/** Whether a database knows another secret than that of a seal. */
export async function isOtherSecret(store: LearnerStore, seal: Seal): Promise<boolean> {
  const known = await store.fact(fingerprint);
  return known !== undefined && known !== seal.derive(fingerprint, '');
}

/** Whether a database knows a secret. */
export async function knowsSecret(store: LearnerStore): Promise<boolean> {
  return (await store.fact(fingerprint)) !== undefined;
}

/**
 * Ends the sessions that were begun under another secret. Those of this release match no token any more and count again
 * if that secret returns; those of earlier releases are deleted. Returns how many have ended.
 */
export async function endOthers(db: Database, store: LearnerStore, seal: Seal): Promise<number> {
  const known = await store.fact(fingerprint);
  const own = seal.derive(fingerprint, '');
  if (known === own) return 0;
  const ended = known === undefined ? 0 : await store.sessions();
  await db.commit([...(known === undefined ? [] : [store.endUnkeyed()]), store.saveFact(fingerprint, own)]);
  return ended;
}
