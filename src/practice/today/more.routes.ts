import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import { newLeft, tallyOf } from '../day/load.ts';
import type { LiveDeps } from '../deps.ts';
import { FormBody } from '../set/forms.ts';

/** How many new concepts one request for more grants. */
const moreAtOnce = 10;

/** Grants more new concepts on a day. */
export function moreRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { learners, visitors, world } = deps;
  return async (app) => {
    app.post('/practice/more', { schema: { body: FormBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (_, who) => {
        const day = learnerDay(who, world.now());
        const left = newLeft(who, day, tallyOf(who, toLogDay(who, day)));
        const granted = who.extraDay === day ? who.extraNew : 0;
        const isPlanned = ((await deps.exams.realExam(who.id))?.day ?? 0) >= day;
        // A second click finds the first one's grant and adds nothing to it.
        const save = (isPlanned ? granted === 0 : left === 0)
          ? [learners.grantNew(who.id, day, granted + moreAtOnce)]
          : [];
        return { save, result: undefined };
      });
      return reply.next('/practice');
    });
  };
}
