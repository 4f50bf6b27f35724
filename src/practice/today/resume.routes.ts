import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { LiveDeps } from '../deps.ts';
import { FormBody } from '../set/forms.ts';

/** Goes on with practice for a learner who had stopped after the exam. */
export function resumeRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { learners, visitors } = deps;
  return async (app) => {
    app.post('/practice/resume', { schema: { body: FormBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (_, { id }) => ({
        save: [learners.setStopped(id, false)],
        result: undefined,
      }));
      return reply.next('/');
    });
  };
}
