import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { neverShed } from '../../base/web/shedding.ts';
import type { readiness } from './health.ts';

/** Answered for any host, since monitors call a machine by its number, and however busy the server is. */
export const forWatchers = { config: { anyHost: true, ...neverShed } };

/** What tells others whether the process lives, and whether it can do its work. Only ever a sentence; nothing is written. */
export function healthRoutes(ready: () => ReturnType<typeof readiness>): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get('/healthz', forWatchers, (_request, reply) => reply.type(plain).send('Etude is alive.\n'));

    app.get('/readyz', forWatchers, (_request, reply) => {
      const { isReady, sentence } = ready();
      return reply
        .code(isReady ? 200 : 503)
        .type(plain)
        .send(`${sentence}\n`);
    });
  };
}

const plain = 'text/plain; charset=utf-8';
