import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Change } from '../../base/data/database.ts';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { HOUR, isZone } from '../../base/time.ts';
import { mendClock } from '../clock.ts';
import { defaults, type Learner, noStanding } from '../model.ts';
import { createSessions, type SessionDeps, sessionHash } from './session.load.ts';

/** Somebody who is stored with their first answer or exam. */
export type Newcomer = {
  learner: Learner;
  changes: Change[];
  /**
   * Signs them in, once they are stored. False for a form that was first sent more than an hour ago, or whose session has
   * ended: it may be somebody else who sends it.
   */
  enter(request: FastifyRequest, reply: FastifyReply, firstSentAt: number): Promise<boolean>;
};

/** Tells who is asking. A visitor without an answer has no learner and is never stored. */
export type Visitors = {
  learnerOf(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined>;
  /** The learner who must be there, after checking that the form was made for them. */
  sender(request: FastifyRequest, reply: FastifyReply, formToken: string): Promise<Learner>;
  /** The token that each form of a learner carries. */
  formToken(learner: Learner): string;
  /**
   * A new learner, in the zone that their browser told, if it told one. Learner and session come from the random number
   * in the page that brought them, so that a double click or a resend without the cookie finds the same learner again.
   */
  welcome(nonce: string, toldZone: string, now: number): Newcomer;
};

/** Occasion `clockMended`: follows the commit that puts a learner's clock right. */
export type ClockMended = (learnerId: string) => Promise<void>;

/** Visitors over a store; new learners get the zone of the configuration. */
export function createVisitors(deps: SessionDeps & { zone: string; clockMended: ClockMended }): Visitors {
  const { db, store, seal, world, zone, clockMended } = deps;
  const sessions = createSessions(deps);

  async function learnerOf(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined> {
    const learner = await sessions.learnerOf(request, reply);
    if (learner && learner.theme !== 'auto') reply.theme = learner.theme;
    return learner && putRight(learner);
  }

  /** The learner with their clock put right; as they are where that cannot be saved just now. */
  async function putRight(learner: Learner): Promise<Learner> {
    const mended = mendClock(learner, world.now());
    if (!mended) return learner;
    try {
      // Another request may have mended it in the same moment.
      if (await db.tryCommit([store.mendClock(learner, mended)])) await clockMended(learner.id);
    } catch (error) {
      if (error instanceof Failure) return learner;
      throw error;
    }
    return (await store.byId(learner.id)) ?? learner;
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
    welcome(nonce, toldZone, now) {
      const token = digest(`session of ${nonce}`);
      const id = digest(`learner of ${nonce}`).slice(0, 22);
      const learner: Learner = {
        id,
        revision: 0,
        zone: isZone(toldZone) ? toldZone : zone,
        ...defaults,
        lastDay: 0,
        lastAnsweredAt: 0,
        clockMends: [],
        practiceDays: 0,
        extraNew: 0,
        extraDay: 0,
        syllabus: '',
        syllabusMet: 0,
        revised: 0,
        stopped: false,
        standing: noStanding,
      };
      return {
        learner,
        changes: store.create(id, learner, sessionHash(seal, token), now),
        enter: async (request, reply, firstSentAt) =>
          Math.abs(world.now() - firstSentAt) <= HOUR && sessions.enter(request, reply, token),
      };
    },
  };
}
