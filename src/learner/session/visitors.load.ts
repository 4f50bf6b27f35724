import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LiveBank } from '../../bank/live/live.ts';
import type { Change } from '../../base/data/database.ts';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { HOUR, isZone } from '../../base/time.ts';
import { type Learner, newLearner } from '../model.ts';
import { type ClockMended, putRight } from './clock.load.ts';
import { deviceOf } from './device.ts';
import { createSessions, type SessionDeps, sessionHash } from './session.load.ts';

/** A guest whom Etude stores with their first answer or exam. */
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
  /** The same for what decides before a route is reached, which then need not ask again. */
  foresee(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined>;
  /** The learner who must be there, after checking that the form was made for them. */
  sender(request: FastifyRequest, reply: FastifyReply, formToken: string): Promise<Learner>;
  /** The token that each form of a learner carries. */
  formToken(learner: Learner): string;
  /**
   * A new learner, in the zone that their browser told, if it told one. Learner and session come from the random number
   * in the page that brought them, so that a double click or a resend without the cookie finds the same learner again.
   */
  welcome(request: FastifyRequest, nonce: string, toldZone: string, now: number): Newcomer;
  /**
   * The sender of a form that newcomers may send too, who are known from then on. The form of a newcomer may come once
   * more after the cookie that the first one brought.
   */
  beginner(
    request: FastifyRequest,
    reply: FastifyReply,
    purpose: string,
    form: BeginnersForm,
  ): Promise<Beginner>;
  /** The learner who sends such a form where nobody becomes known by it; undefined for a newcomer. */
  senderOrStranger(
    request: FastifyRequest,
    reply: FastifyReply,
    purpose: string,
    token: string,
  ): Promise<Learner | undefined>;
  /** The token of such a form; a newcomer's is made for one purpose. */
  beginnersToken(learner: Learner | undefined, purpose: string): string;
};

/** What every form has that newcomers may send: its token, and the zone that their browser told. */
export type BeginnersForm = { token: string; zone?: string };

/** Who sends such a form, and what makes them known if they are not yet. */
export type Beginner = { learner: Learner; newcomer?: Newcomer };

/** What visitors are known by: sessions, unless something else names everybody. */
export type VisitorDeps = SessionDeps & {
  live: LiveBank;
  zone: string;
  clockMended: ClockMended;
  named?: (request: FastifyRequest) => Promise<Learner | undefined>;
};

/** Visitors over a store; new learners get the zone of the configuration. */
export function createVisitors(deps: VisitorDeps): Visitors {
  const { store, seal, world, zone, named, live } = deps;
  const sessions = createSessions(deps);

  const foreseen = new WeakMap<FastifyRequest, Learner | undefined>();

  async function foresee(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined> {
    const learner = await find(request, reply);
    foreseen.set(request, learner);
    return learner;
  }

  async function learnerOf(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined> {
    if (!foreseen.has(request)) return find(request, reply);
    const learner = foreseen.get(request);
    foreseen.delete(request);
    return learner;
  }

  async function find(request: FastifyRequest, reply: FastifyReply): Promise<Learner | undefined> {
    const learner = await (named ? named(request) : sessions.learnerOf(request, reply));
    // A node that shows an earlier bank than others must not answer by it.
    if (learner) await live.reach(learner.bankEpoch);
    if (learner && learner.theme !== 'auto') reply.theme = learner.theme;
    return learner && putRight(deps, learner);
  }

  async function sender(request: FastifyRequest, reply: FastifyReply, formToken: string): Promise<Learner> {
    const learner = await learnerOf(request, reply);
    if (!learner) {
      throw new Failure(
        'forbidden',
        'Etude does not recognise this browser yet. Answer a question first, and allow cookies.',
      );
    }
    if (seal.open('form', formToken) !== learner.id) {
      throw new Failure(
        'forbidden',
        'This form is damaged, or someone else opened it. Reload the page and send it again.',
      );
    }
    return learner;
  }

  function welcome(request: FastifyRequest, nonce: string, toldZone: string, now: number): Newcomer {
    const token = digest(`session of ${nonce}`);
    // An id that began with a hyphen would be taken for an option on a command line.
    const id = digest(`learner of ${nonce}`).replace(/^-/, '_');
    const learner = newLearner(id, isZone(toldZone) ? toldZone : zone);
    const device = deviceOf(request.headers['user-agent']);
    const session = { learner: learner.id, hash: sessionHash(seal, token), device, provedAt: now, now };
    return {
      learner,
      changes: [...store.create(learner.id, learner, now), store.beginSession(session)],
      enter: async (request, reply, firstSentAt) =>
        Math.abs(world.now() - firstSentAt) <= HOUR && sessions.enter(request, reply, token),
    };
  }

  const formToken = (learner: Learner) => seal.close('form', learner.id);

  return {
    learnerOf,
    foresee,
    sender,
    formToken,
    welcome,
    async beginner(request, reply, purpose, { token, zone = '' }) {
      const known = await learnerOf(request, reply);
      const nonce = seal.open(purpose, token);
      const newcomer = typeof nonce === 'string' ? welcome(request, nonce, zone, world.now()) : undefined;
      if (known && known.id === newcomer?.learner.id) return { learner: known };
      if (known) return { learner: await sender(request, reply, token) };
      if (newcomer) return { learner: newcomer.learner, newcomer };
      throw notOurs();
    },
    async senderOrStranger(request, reply, purpose, token) {
      if (await learnerOf(request, reply)) return sender(request, reply, token);
      if (typeof seal.open(purpose, token) !== 'string') throw notOurs();
      return undefined;
    },
    beginnersToken: (learner, purpose) => (learner ? formToken(learner) : seal.close(purpose, world.token())),
  };
}

function notOurs(): Failure {
  return new Failure(
    'forbidden',
    'This form is damaged or did not come from this server. Reload the page and send it again.',
  );
}
