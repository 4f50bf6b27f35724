import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import { type Learner, proofLasts } from '../model.ts';
import type { Session } from '../session.store.ts';
import type { AccountDeps } from './deps.ts';

/** The session of the sender of a form, who has an account and has signed in lately. */
export async function trustedSender(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<Session> {
  const session = await sessionOf(deps, request, reply, token);
  if (!session.learner.account) throw new Failure('forbidden', 'You have no account yet. Create one first.');
  if (!isRecent(session, deps.world.now()))
    throw new Failure('forbidden', 'You signed in a while ago. Sign in again to change this.');
  return session;
}

/** Whether a learner has proved lately who they are; a guest and somebody whom a proxy names cannot sign in again. */
export async function isProven(
  { signing, ways, world }: Pick<AccountDeps, 'signing' | 'ways' | 'world'>,
  request: FastifyRequest,
  learner: Learner,
): Promise<boolean> {
  if (!learner.account || !(ways.own || ways.provider)) return true;
  const session = await signing.current(request);
  return session !== undefined && isRecent(session, world.now());
}

/** The session of the sender of a form. */
export async function sessionOf(
  { visitors, signing }: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<Session> {
  await visitors.sender(request, reply, token);
  const session = await signing.current(request);
  if (!session) throw new Failure('forbidden', 'Your session has just ended. Sign in again.');
  return session;
}

/** Whether a session began so lately that the ways to sign in may be changed. */
export function isRecent({ createdAt }: Session, now: number): boolean {
  return Math.abs(now - createdAt) <= proofLasts;
}
