import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Failure } from '../../base/failure.ts';
import { decideAndSave, unchanged } from '../../learner/decision.load.ts';
import type { LiveDeps } from '../deps.ts';
import { FormBody, readSet } from '../set/forms.ts';
import { amendedCard, isLatestOfConcept } from './amend.load.ts';
import { ReviewParams } from './forms.ts';
import { loadOwnReview } from './own.load.ts';
import { verdictPath } from './path.ts';

/** Calls a question that was answered right too easy. */
export function easyRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { memory, visitors, world } = deps;
  const schema = { params: ReviewParams, body: FormBody };
  return async (app) => {
    app.post('/practice/answers/:id/easy', { schema }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (here, who) => {
        const review = await loadOwnReview(here, who, request.params.id);
        if (review.easy) return unchanged;
        if (!review.correct || review.undone || !(await isLatestOfConcept(here, who, review))) {
          throw new Failure(
            'conflict',
            'You can call a question too easy only if your last answer to it was right.',
          );
        }
        const card = await amendedCard(here, who, review, 'easy');
        return { save: [memory.easy(who.id, review.id, world.now()), ...card], result: undefined };
      });
      return reply.next(verdictPath(request.params.id, readSet(request.body)));
    });
  };
}
