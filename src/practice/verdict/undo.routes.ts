import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { LiveDeps } from '../deps.ts';
import { readSet, withSet } from '../set/forms.ts';
import { UndoBody } from './forms.ts';
import { takeBack } from './undo.load.ts';

/** Takes back the last answer of the learner's day. */
export function undoRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { visitors } = deps;
  return async (app) => {
    app.post('/practice/undo', { schema: { body: UndoBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await takeBack(deps, learner, request.body.review);
      return reply.next(withSet('/practice', readSet(request.body)));
    });
  };
}
