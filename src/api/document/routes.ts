import type { FastifyPluginAsync } from 'fastify';
import { lazy } from '../../base/lazy.ts';
import type { Base } from '../../base/web/origin.ts';

/** The description of the API, which tests hold to its routes; everybody may read it. */
export function documentDoor({ base }: { base: Base }): FastifyPluginAsync {
  const written = lazy(async () => {
    const { default: document } = await import('./openapi.json', { with: { type: 'json' } });
    return JSON.stringify({ ...document, servers: [{ url: `${base.prefix}/api/v1` }] });
  });
  return async (app) => {
    app.get('/openapi.json', { schema: { hide: true }, config: { scope: 'none' } }, async (_, reply) =>
      reply.type('application/json').send(await written()),
    );
  };
}
