import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Change } from '../../base/data/database.ts';
import { Failure } from '../../base/failure.ts';
import { proofLasts } from '../model.ts';
import type { Session } from '../session.store.ts';
import { deviceOf, sessionName } from './device.ts';
import { createSessions, type SessionDeps, sessionHash } from './session.load.ts';

/** A session that is about to begin: what to save, and what gives its token to the browser once it is saved. */
export type Arrival = { save: Change[]; enter(reply: FastifyReply): void };

/** What begins and ends sessions. */
export type Signing = {
  /** The session that a request carries, with its learner. */
  current(request: FastifyRequest): Promise<Session | undefined>;
  /** A new session for a learner who has just proved who they are; the one that the request carries ends if it is theirs. */
  arrive(request: FastifyRequest, learner: string): Arrival;
  /** The same by a link from another device, which proves nothing of how one signs in; the session of `before` ends. */
  join(request: FastifyRequest, learner: string, before?: string): Arrival;
  /** Saves a sign-in together with its new session, and gives the browser its token. */
  enter(
    request: FastifyRequest,
    reply: FastifyReply,
    learner: string,
    save: readonly Change[],
  ): Promise<void>;
  /** Ends the session that a request carries, and has the browser forget what it keeps of Etude. */
  leave(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Ends one session of a learner by its public name; all but the request's own without a name. */
  end(session: Session, name?: string): Promise<void>;
};

/** Sign-in and sign-out over the sessions of this installation; `isAlone` says that no neighbour shares the origin. */
export function createSigning(deps: SessionDeps & { isAlone: boolean }): Signing {
  const { db, store, seal, cookie, world, isAlone } = deps;
  const sessions = createSessions(deps);

  function carried(request: FastifyRequest): string | undefined {
    const token = cookie.read(request);
    return token === undefined ? undefined : sessionHash(seal, token);
  }

  function begin(request: FastifyRequest, learner: string, before: string, provedAt: number): Arrival {
    const token = world.token();
    const old = carried(request);
    const now = world.now();
    const device = deviceOf(request.headers['user-agent']);
    const session = { learner, hash: sessionHash(seal, token), device, provedAt, now };
    const end = old === undefined ? [] : [store.endSession(before, old)];
    return {
      save: [store.markDay(now), ...end, store.beginSession(session)],
      enter: (reply) => cookie.write(request, reply, token),
    };
  }

  const arrive = (request: FastifyRequest, learner: string) => begin(request, learner, learner, world.now());

  return {
    current: sessions.current,
    arrive,
    join: (request, learner, before = learner) =>
      begin(request, learner, before, world.now() - proofLasts - 1),
    async enter(request, reply, learner, save) {
      const arrival = arrive(request, learner);
      await db.commit([...save, ...arrival.save]);
      arrival.enter(reply);
    },
    async leave(request, reply) {
      const session = await sessions.current(request);
      if (session && !session.learner.account) throw onlyWayBack();
      if (session) await db.commit([store.endSession(session.learner.id, session.hash)]);
      cookie.clear(request, reply);
      reply.header('clear-site-data', isAlone ? '"cache", "storage"' : '"cache"');
    },
    async end({ learner, hash }, name) {
      if (name === undefined) return db.commit([store.endSessions(learner.id, hash)]);
      const others = (await store.sessionsOf(learner.id)).filter((other) => other.hash !== hash);
      const ending = others.find((other) => sessionName(other.hash) === name);
      if (!ending) throw new Failure('not found', 'That device is no longer signed in.');
      return db.commit([store.endSession(learner.id, ending.hash)]);
    },
  };
}

function onlyWayBack(): Failure {
  return new Failure(
    'forbidden',
    'You have no account yet, so signing out would lose your progress. Create an account first.',
  );
}
