import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { idsOf } from '../../bank/bank.ts';
import { Failure } from '../../base/failure.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { LiveDeps } from '../deps.ts';
import { readSet } from '../set/forms.ts';
import { FlagBody, ReviewParams } from './forms.ts';
import { loadOwnReview } from './own.load.ts';
import { verdictPath } from './path.ts';

/** Flags the question of an answer, or takes its flag away. */
export function flagRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { days, learners, visitors, world } = deps;
  const schema = { params: ReviewParams, body: FlagBody };
  return async (app) => {
    app.post('/practice/answers/:id/flag', { schema }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (here, who) => {
        const review = await loadOwnReview(here, who, request.params.id);
        const live = here.bank.question(review.question);
        if (!live)
          throw new Failure('conflict', 'This question is no longer in the bank, so you cannot flag it.');
        const save =
          request.body.flag === 'on'
            ? [learners.flag(who.id, live.question.id, world.now())]
            : idsOf(live.question).map((id) => learners.unflag(who.id, id));
        return { save: [...save, days.carryOrder(who)], result: undefined };
      });
      return reply.next(verdictPath(request.params.id, readSet(request.body)));
    });
  };
}
