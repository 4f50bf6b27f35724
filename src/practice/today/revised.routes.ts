import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { LiveDeps } from '../deps.ts';
import { FormBody } from '../set/forms.ts';

/** Notes that a learner has read which questions changed. */
export function revisedRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { learners, visitors } = deps;
  return async (app) => {
    app.post('/practice/revised', { schema: { body: FormBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (_, { id }) => ({
        save: [learners.noteTold(id)],
        result: undefined,
      }));
      return reply.next('/');
    });
  };
}
