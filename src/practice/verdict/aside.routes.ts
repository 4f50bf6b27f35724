import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { decideAndSave, unchanged } from '../../learner/decision.load.ts';
import { isAsleep } from '../../memory/asked.ts';
import type { LiveDeps } from '../deps.ts';
import { FormBody, readSet } from '../set/forms.ts';
import { ReviewParams } from './forms.ts';
import { conceptOf, isSetAside, loadOwnReview } from './own.load.ts';
import { verdictPath } from './path.ts';

/** Asks a question no more; its card sleeps once none of its concept is left. */
export function asideRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { days, learners, memory, visitors, world } = deps;
  const schema = { params: ReviewParams, body: FormBody };
  return async (app) => {
    app.post('/practice/answers/:id/aside', { schema }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (here, who) => {
        const review = await loadOwnReview(here, who, request.params.id);
        const concept = conceptOf(here, review);
        const asides = await learners.asides(who.id);
        if (!concept || isSetAside(here, review, asides)) return unchanged;
        const stored = await memory.card(who.id, concept.id);
        const asleep = isAsleep(here.bank, concept.id, [...asides, review.question]);
        const card =
          asleep === stored.asleep
            ? days.carryOrder(who)
            : memory.saveCard(who.id, concept.id, { ...stored, asleep });
        return { save: [learners.setAside(who.id, review.question, world.now()), card], result: undefined };
      });
      return reply.next(verdictPath(request.params.id, readSet(request.body)));
    });
  };
}
