import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Base } from './origin.ts';
import { DAY } from './time.ts';

/** The one cookie: an opaque token that only this browser and, hashed, the database know. */
export type SessionCookie = {
  read(request: FastifyRequest): string | undefined;
  /** Sets it for another 400 days, the most that browsers keep. */
  write(reply: FastifyReply, token: string): void;
};

/** The session cookie for an address: browsers hold `__Host-` and `__Secure-` names to their promise under https. */
export function sessionCookie(base: Base): SessionCookie {
  const name = !base.secure ? 'etude' : base.prefix === '' ? '__Host-etude' : '__Secure-etude';
  return {
    read: (request) => request.cookies[name],
    write(reply, token) {
      reply.setCookie(name, token, {
        path: base.prefix || '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: base.secure,
        maxAge: (400 * DAY) / 1000,
      });
    },
  };
}
