import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ClockAndIds } from '../../base/world.ts';
import type { TakeDeps } from '../../exchange/take.load.ts';
import { learnerFor } from '../entry/entry.routes.ts';

/** Everything that Etude keeps about a learner, as they take it along. */
export function exportDoor(deps: TakeDeps & { world: ClockAndIds }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/export',
      {
        schema: { summary: 'Everything about the learner, as a zip' },
        config: { scope: 'export', produces: 'application/zip', isOnce: true },
      },
      async (request, reply) => {
        const { takeAlong, takeName } = await import('../../exchange/take.load.ts');
        const zip = await takeAlong(deps, learnerFor(request).id);
        return reply
          .type('application/zip')
          .header('content-disposition', `attachment; filename="${takeName(deps.world.now())}"`)
          .send(zip);
      },
    );
  };
}
