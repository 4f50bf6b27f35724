import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { newcomersExam } from '../../exam/yours/forms.ts';
import type { LiveDeps } from '../deps.ts';
import { readSet, SetQuery } from '../set/forms.ts';
import { loadToday } from './load.ts';
import { todayPage } from './page.ts';

/** Today. */
export function todayRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { visitors, world } = deps;

  return async (app) => {
    app.get('/', { schema: { querystring: SetQuery } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const here = withCurrentBank(deps);
      const formToken = learner ? visitors.formToken(learner) : '';
      const page = todayPage({
        ...(await loadToday(here, learner, world.now(), readSet(request.query))),
        formToken,
        examToken: formToken || visitors.beginnersToken(undefined, newcomersExam),
      });
      return reply.page('practice/today', page);
    });
  };
}
