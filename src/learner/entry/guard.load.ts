import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import type { Access } from '../access.ts';
import { type IsAuthor, obstacle, type Right } from '../rights.ts';
import type { Visitors } from '../session/visitors.load.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask for it: whoever may practise, unless it says otherwise. */
    right?: Right;
    /** What it is about: served only where people come in by it. */
    about?: 'accounts' | 'sessions';
  }
}

/** What the guard decides by. */
export type GuardDeps = { visitors: Visitors; access: Access; isAuthor: IsAuthor; prefix: string };

/** Lets a request through to its route, sends somebody to sign in, or refuses them. */
export function guarding({ visitors, access, isAuthor, prefix }: GuardDeps) {
  const isOpen = access.includes('guests');

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { right = 'learners', about } = request.routeOptions.config;
    if (about && !served(about, access)) throw new Failure('not found', otherWay);
    if (right === 'everyone' || (right === 'learners' && isOpen)) return undefined;
    const hindrance = obstacle(right, await visitors.foresee(request, reply), { access, isAuthor });
    if (hindrance === 'for authors') throw new Failure('not found', 'This page is for authors.');
    if (hindrance === undefined) return undefined;
    if (access.includes('proxy')) throw new Failure('unauthorized', nobodyNamed);
    if (!isForReading(request)) throw new Failure('unauthorized', 'Sign in first, then send this again.');
    return reply.next(signInPath(request.url.slice(prefix.length)));
  };
}

/** Whether people come in by what a route is about. */
function served(about: 'accounts' | 'sessions', access: Access): boolean {
  if (about === 'sessions') return !access.includes('proxy');
  return access.includes('guests') || access.includes('accounts');
}

const otherWay =
  'There is no page at this address, because this server uses a different way to sign in. Start from Today.';

const nobodyNamed =
  'The proxy in front of Etude did not say who you are. Sign in there, then open this page again.';

/** Whether a browser asks for a page. */
function isForReading({ method, headers: { accept = '*/*' } }: FastifyRequest): boolean {
  return method === 'GET' && /text\/html|^\*\/\*$/.test(accept);
}

/** The page to sign in at, which leads on to a path. */
function signInPath(path: string): string {
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}
