import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { FilterQuery, SittingParams } from '../forms.ts';
import { ownSitting } from '../load.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import { timeUpPage } from '../sitting/page.ts';
import type { ExamRoutes } from '../sitting/routes.ts';
import { isOver } from '../sitting.ts';
import { answerFilters, answersPage } from './answers.page.ts';
import { loadResult } from './load.ts';
import { resultPage } from './page.ts';

/** A sitting by its address: where it stands while it runs, its result once it has ended. */
export function resultRoutes(deps: ExamRoutes): FastifyPluginAsyncTypebox {
  const { exams, visitors, world } = deps;

  return async (app) => {
    app.get('/exams/:id', { schema: { params: SittingParams } }, async (request, reply) => {
      const asker = await visitors.learnerOf(request, reply);
      const { learner, sitting } = await ownSitting(exams, asker, request.params.id);
      if (sitting.settledAt !== undefined)
        return reply.page('exam/result', resultPage(await loadResult(deps, learner, sitting)));
      const now = world.now();
      if (!isOver(sitting, now)) return reply.next(`${sittingPath(sitting)}/${sitting.currentNumber}`);
      const formToken = visitors.formToken(learner);
      return reply.page('exam/time-up', timeUpPage({ sitting, learner, formToken, now }));
    });

    app.get(
      '/exams/:id/answers',
      { schema: { params: SittingParams, querystring: FilterQuery } },
      async (request, reply) => {
        const asker = await visitors.learnerOf(request, reply);
        const { learner, sitting } = await ownSitting(exams, asker, request.params.id);
        if (sitting.settledAt === undefined) return reply.next(sittingPath(sitting));
        const filter = answerFilters.find((name) => name === request.query.show) ?? 'all';
        return reply.page('exam/answers', answersPage(await loadResult(deps, learner, sitting), filter));
      },
    );
  };
}
