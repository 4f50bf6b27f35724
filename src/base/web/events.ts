import type { FastifyRequest } from 'fastify';
import { Lost } from '../data/trouble.ts';
import { Failure, type FailureKind } from '../failure.ts';
import { Busy } from './shedding.ts';

/** What is logged because it bears on security, each with the sentence of its line. */
const sentences = {
  'account-made': 'Someone created an account.',
  'account-deleted': 'Someone deleted an account.',
  'device-joined': 'A learner continued on another device.',
  'forged-header':
    'Etude ignored a header that names a person, because it did not come from a trusted proxy.',
  'invitation-made': 'Someone created an invitation.',
  'passkey-added': 'Someone added a passkey.',
  'passkey-removed': 'Someone removed a passkey.',
  'password-changed': 'Someone changed their password.',
  'recovery-codes-made': 'Someone created new recovery codes.',
  'role-changed': 'Someone changed the role of an account.',
  'session-ended': 'Someone ended a session.',
  'sign-in': 'Someone signed in.',
  'sign-in-refused': 'A sign-in was refused.',
  'sign-out': 'Someone signed out.',
  'token-made': 'Someone created an access token for a program.',
  'token-revoked': 'Someone revoked an access token.',
  'ways-reset':
    'Someone used a reset link to choose a new way to sign in, which ended all their sessions and revoked all their tokens.',
} as const;

/** The name of a security event. */
export type SecurityEvent = keyof typeof sentences;

/** What a line may say of its event: never a name, a token, a password or a code. */
export type EventFacts = {
  learner?: string;
  by?: string;
  way?: string;
  role?: string;
  scopes?: string;
  why?: string;
};

/** Writes the one line of a security event: what happened, to whom and from which address. */
export function logEvent(request: FastifyRequest, event: SecurityEvent, facts: EventFacts = {}): void {
  const isWarning = event === 'forged-header' || event === 'sign-in-refused';
  request.log[isWarning ? 'warn' : 'info']({ event, address: request.ip, ...facts }, sentences[event]);
}

/** The failures that may be an attack: what they say has nothing in it that somebody else has made up but a host. */
const refusals: Partial<Record<FailureKind, string>> = {
  unauthorized: 'refused',
  forbidden: 'refused',
  misdirected: 'wrong-host',
  'too many': 'limited',
};

/** Writes the line of a request that was refused for security's sake; nothing for other failures. */
export function logRefusal(request: FastifyRequest, error: Error): void {
  const event = error instanceof Failure ? refusals[error.kind] : undefined;
  if (event === undefined) return;
  const { method, ip: address, routeOptions } = request;
  request.log.warn({ event, address, route: `${method} ${routeOptions.url ?? 'unknown'}` }, error.message);
}

/**
 * Writes the line of an error that is a fault of ours; says whether it is one. A request that is shed is none, and the
 * busy server has better things to do than to describe it; what befell the guard of the database logs it once.
 */
export function logFault(request: FastifyRequest, error: Error, status: number): boolean {
  const isFault = status >= 500 && !(error instanceof Busy) && !(error instanceof Lost);
  if (isFault) request.log.error({ err: error }, 'request failed');
  return isFault;
}
