import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Failure } from '../../base/failure.ts';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import { decideAndSave, unchanged } from '../../learner/decision.load.ts';
import type { LiveDeps } from '../deps.ts';
import { readSet, withSet } from '../set/forms.ts';
import { amendedCard } from './amend.load.ts';
import { UndoBody } from './forms.ts';
import { loadOwnReview } from './own.load.ts';

/** Takes back the last answer of the learner's day. */
export function undoRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { memory, visitors, world } = deps;
  return async (app) => {
    app.post('/practice/undo', { schema: { body: UndoBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (here, who) => {
        const review = await loadOwnReview(here, who, request.body.review);
        if (review.undone) return unchanged;
        const now = world.now();
        if (who.standing.latest?.id !== review.id || review.day !== toLogDay(who, learnerDay(who, now))) {
          throw new Failure(
            'conflict',
            'You can undo only your last answer of today, and this is an earlier one.',
          );
        }
        const card = await amendedCard(here, who, review, 'undo');
        return { save: [...memory.undo(who.id, review, now), ...card], result: undefined };
      });
      return reply.next(withSet('/practice', readSet(request.body)));
    });
  };
}
