import type { FastifyRequest } from 'fastify';
import { Failure, type FailureKind } from '../failure.ts';

/** What is logged because it bears on security, each with the sentence of its line. */
const sentences = {
  'account-made': 'Somebody made an account.',
  'account-deleted': 'Somebody deleted an account.',
  'device-joined': 'A learner went on at another device.',
  'forged-header': 'A header that names a person came from no trusted proxy, and Etude ignored it.',
  'invitation-made': 'Somebody made an invitation.',
  'passkey-added': 'Somebody added a passkey.',
  'passkey-removed': 'Somebody removed a passkey.',
  'password-changed': 'Somebody changed their password.',
  'recovery-codes-made': 'Somebody made new recovery codes.',
  'role-changed': 'The role of an account changed.',
  'session-ended': 'Somebody ended a session.',
  'sign-in': 'Somebody signed in.',
  'sign-in-refused': 'A sign-in was refused.',
  'sign-out': 'Somebody signed out.',
  'ways-reset': 'Somebody chose a new way to sign in, by a reset link.',
} as const;

/** The name of a security event. */
export type SecurityEvent = keyof typeof sentences;

/** What a line may say of its event: never a name, a token, a password or a code. */
export type EventFacts = { learner?: string; by?: string; way?: string; role?: string; why?: string };

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
