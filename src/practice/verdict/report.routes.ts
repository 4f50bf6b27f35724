import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Failure } from '../../base/failure.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { LiveDeps } from '../deps.ts';
import { readSet } from '../set/forms.ts';
import { ReportBody, ReviewParams } from './forms.ts';
import { loadOwnReview } from './own.load.ts';
import { verdictPath } from './path.ts';

/** Tells the authors what is wrong with the question of an answer. */
export function reportRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { days, practice, visitors, world } = deps;
  const schema = { params: ReviewParams, body: ReportBody };
  return async (app) => {
    app.post('/practice/answers/:id/report', { schema }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const message = request.body.message.trim();
      await decideAndSave(deps, learner, async (here, who) => {
        const review = await loadOwnReview(here, who, request.params.id);
        if (message === '') {
          throw new Failure('invalid', 'The report is empty. Go back and say what is wrong.');
        }
        const report = practice.saveReport(who.id, review.id, message, world.now());
        return { save: [report, days.carryOrder(who)], result: undefined };
      });
      return reply.next(verdictPath(request.params.id, readSet(request.body)));
    });
  };
}
