import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { isSameSecret } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { forWatchers } from './health.routes.ts';

/** Who may read the metrics: clients with the token, everyone on a separate listener, or nobody. */
export type Readers = { token: string } | 'everyone' | 'nobody';

/** The numbers for Prometheus. */
export function metricsRoutes(text: () => Promise<string>, readers: Readers): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get('/metrics', forWatchers, async (request, reply) => {
      admitReader(readers, request.headers.authorization ?? '', reply);
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await text());
    });
  };
}

function admitReader(readers: Readers, authorization: string, reply: FastifyReply): void {
  if (readers === 'everyone') return;
  if (readers === 'nobody') throw new Failure('not found', 'There are no metrics at this address.');
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (isSameSecret(token, readers.token)) return;
  reply.header('www-authenticate', 'Bearer');
  throw new Failure('unauthorized', 'The metrics need this server’s token, sent as a Bearer token.');
}
