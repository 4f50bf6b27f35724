import type { FastifyReply, FastifyRequest } from 'fastify';
import { digest, type Seal } from '../digest.ts';
import { Failure } from '../failure.ts';
import { DAY, SECOND } from '../time.ts';
import { type Address, addressesOf, addressOf, type Base } from './origin.ts';

/** The one cookie: an opaque token that only this browser and, hashed, the database know. */
export type SessionCookie = {
  read(request: FastifyRequest): string | undefined;
  /** Sets it for another 400 days, the most that browsers keep. */
  write(request: FastifyRequest, reply: FastifyReply, token: string): void;
  clear(request: FastifyRequest, reply: FastifyReply): void;
  /** The cookie of earlier releases, whose name every Etude of a host shares. */
  readOld(request: FastifyRequest): string | undefined;
  clearOld(request: FastifyRequest, reply: FastifyReply): void;
};

/** The name of an installation's cookie under http: a host's cookies are shared by all of its ports. */
export function cookieName(seal: Seal): string {
  return `etude-${digest(seal.derive('cookie name', '')).slice(0, 10)}`;
}

const oldName = 'etude';

/** The session cookie of an installation. */
export function sessionCookie(base: Base, seal: Seal): SessionCookie {
  const ownName = cookieName(seal);
  const { namesOf, set } = placing(base);

  return {
    read: (request) => firstOf(namesOf(request, ownName).map((name) => onlyCookie(request, name))),
    // Another Etude of the host may have set a second one; the first is the one that counted before.
    readOld: (request) => firstOf(namesOf(request, oldName).map((name) => request.cookies[name])),
    write: (request, reply, token) => set(request, reply, ownName, token, (400 * DAY) / SECOND),
    clear: (request, reply) => set(request, reply, ownName, '', 0),
    clearOld: (request, reply) => set(request, reply, oldName, '', 0),
  };
}

/** A cookie for one errand, such as a sign-in elsewhere, which a browser keeps for so many seconds. */
export type BriefCookie = Pick<SessionCookie, 'read' | 'write' | 'clear'>;

/** The brief cookie of an errand. */
export function briefCookie(base: Base, seal: Seal, errand: string, seconds: number): BriefCookie {
  const ownName = `${cookieName(seal)}-${errand}`;
  const { namesOf, set } = placing(base);
  return {
    read: (request) => firstOf(namesOf(request, ownName).map((name) => onlyCookie(request, name))),
    write: (request, reply, value) => set(request, reply, ownName, value, seconds),
    clear: (request, reply) => set(request, reply, ownName, '', 0),
  };
}

/** How cookies are named and set: browsers hold `__Host-` and `__Secure-` names to their promise under https. */
function placing(base: Base) {
  const named = (name: string, secure: boolean) =>
    !secure ? name : base.prefix === '' ? `__Host-${name}` : `__Secure-${name}`;

  return {
    /** The names that a cookie has at the addresses that a request may have come by. */
    namesOf(request: FastifyRequest, name: string): string[] {
      const possible: Pick<Address, 'secure'>[] = addressesOf(base, request.headers.host);
      return (possible.length > 0 ? possible : [{ secure: false }]).map(({ secure }) => named(name, secure));
    },
    set(request: FastifyRequest, reply: FastifyReply, name: string, value: string, maxAge: number): void {
      const secure = addressOf(base, request.headers)?.secure ?? false;
      const path = base.prefix || '/';
      reply.setCookie(named(name, secure), value, { path, httpOnly: true, sameSite: 'lax', secure, maxAge });
    },
  };
}

const firstOf = (tokens: (string | undefined)[]) => tokens.find((token) => token !== undefined);

/** A cookie that may come once only: which of two would count is for somebody else to choose. */
function onlyCookie(request: FastifyRequest, name: string): string | undefined {
  const token = request.cookies[name];
  const header = request.headers.cookie ?? '';
  if (token === undefined || header.indexOf(name) === header.lastIndexOf(name)) return token;
  const pairs = header.split(';').map((pair) => pair.split('=').map((part) => part.trim()));
  const values = pairs.filter(([each]) => each === name).map(([, ...value]) => value.join('='));
  if (new Set(values).size > 1) {
    throw new Failure(
      'malformed',
      `Your browser sent two cookies named ${name}. Delete the cookies for this address and try again.`,
    );
  }
  return token;
}
