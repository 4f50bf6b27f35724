import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import { MINUTE } from '../../base/time.ts';
import { networkOf } from '../../base/web/addresses.ts';
import type { Program } from './program.load.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The program that asks, once its token is known to work. */
    program: Program | undefined;
  }
}

/** How many requests a token may send in a minute. */
export type ProgramLimit = { most: number };
const usualLimit: ProgramLimit = { most: 600 };
/** How many requests without a token that works may come from one network in a minute. */
const mostStrangers = 60;

/** Counts what each token sends, and by their network those who have none; refuses whoever sends too much. */
export function countRequests(app: FastifyInstance, { most }: ProgramLimit = usualLimit) {
  app.decorateRequest('program', undefined);
  const ofToken = app.createRateLimit({
    max: most,
    timeWindow: MINUTE,
    keyGenerator: ({ program }) => `requests of ${program!.token.id}`,
  });
  const ofStranger = app.createRateLimit({
    max: mostStrangers,
    timeWindow: MINUTE,
    keyGenerator: ({ ip }) => `strangers of ${networkOf(ip)}`,
  });
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    program: Program | undefined,
  ): Promise<void> => {
    request.program = program;
    const counted = await (program ? ofToken : ofStranger)(request);
    if (counted.isAllowed) return;
    const { max, remaining, ttlInSeconds, isExceeded } = counted;
    reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': remaining,
      'ratelimit-reset': ttlInSeconds,
    });
    if (!isExceeded) return;
    reply.header('retry-after', ttlInSeconds);
    throw new Failure(
      'too many',
      `Too many requests. Wait ${ttlInSeconds} s, then send requests more slowly.`,
    );
  };
}
