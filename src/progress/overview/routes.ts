import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import type { ProgressDeps } from '../deps.ts';
import { loadProgress } from './load.ts';

/** How a learner is doing. */
export function progressRoutes(deps: ProgressDeps): FastifyPluginAsyncTypebox {
  const { visitors, world } = deps;
  return async (app) => {
    app.get('/progress', async (request, reply) => {
      const { newcomersPage, progressPage } = await import('./page.ts');
      const learner = await visitors.learnerOf(request, reply);
      const here = withCurrentBank(deps);
      if (!learner) return reply.page('progress/progress', newcomersPage);
      const given = await loadProgress(here, learner, world.now());
      return reply.page('progress/progress', progressPage(given));
    });
  };
}
