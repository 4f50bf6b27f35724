import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionCookie } from '../base/cookies.ts';
import type { Change, Database } from '../base/database.ts';
import { digest, type Seal } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import { HOUR, isZone } from '../base/time.ts';
import type { World } from '../base/world.ts';
import { defaults, type Learner } from './model.ts';
import type { LearnerStore } from './store.ts';

/** Tells who is asking. A visitor without an answer has no learner and is never stored. */
export type Visitors = {
  learnerOf(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined>;
  /** The learner who must be there, after checking that the form was made for them. */
  sender(request: FastifyRequest, reply: FastifyReply, formToken: string): Promise<Learner>;
  /** The token that each form of a learner carries. */
  formToken(learner: Learner): string;
  /**
   * A new learner, in the zone their browser told if it told one, and the changes that store them. The session is derived from the sealed review that brought
   * them, so that a double click or a resend without the cookie finds the same learner again.
   */
  welcome(
    reviewId: string,
    toldZone: string,
    now: number,
  ): { learner: Learner; changes: Change[]; enter(reply: FastifyReply): void };
};

/** Visitors over a store; new learners get the zone of the configuration. */
export function createVisitors(
  db: Database,
  store: LearnerStore,
  seal: Seal,
  cookie: SessionCookie,
  world: World,
  zone: string,
): Visitors {
  async function learnerOf(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined> {
    const token = cookie.read(request);
    if (token === undefined) return undefined;
    const seen = await store.bySession(digest(token));
    if (seen && world.now() - seen.seenAt > HOUR && (await noteSeen(token))) cookie.write(reply, token);
    return seen?.learner;
  }

  /** Notes that a session is in use; where that cannot be saved just now, reading goes on without it. */
  async function noteSeen(token: string): Promise<boolean> {
    try {
      await db.commit([store.touchSession(digest(token), world.now())]);
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  return {
    learnerOf,
    async sender(request, reply, formToken) {
      const learner = await learnerOf(request, reply);
      if (!learner) {
        throw new Failure(
          'forbidden',
          'Etude does not know this browser yet. Answer a question first, and keep its cookie.',
        );
      }
      if (seal.open('form', formToken) !== learner.id) {
        throw new Failure(
          'forbidden',
          'This form was not made for you or is damaged. Reload the page and send it again.',
        );
      }
      return learner;
    },
    formToken: (learner) => seal.close('form', learner.id),
    welcome(reviewId, toldZone, now) {
      const token = seal.derive('session', reviewId);
      const id = digest(seal.derive('learner', reviewId)).slice(0, 22);
      const learner: Learner = {
        id,
        revision: 0,
        zone: isZone(toldZone) ? toldZone : zone,
        ...defaults,
        lastDay: 0,
        lastAnsweredAt: 0,
        practiceDays: 0,
        extraNew: 0,
        extraDay: 0,
        syllabus: '',
        syllabusMet: 0,
        revised: 0,
        stopped: false,
      };
      return {
        learner,
        changes: store.create(id, learner, digest(token), now),
        enter: (reply) => cookie.write(reply, token),
      };
    },
  };
}
