import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type LiveBank, withCurrentBank } from '../../bank/live/live.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { ExamStore } from '../../exam/store.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import { type ForecastDeps, loadOutlook } from './load.ts';
import { forecastPage } from './page.ts';

/** The readiness page. */
export function forecastRoutes(
  deps: ForecastDeps & { live: LiveBank; exams: ExamStore; visitors: Visitors; world: ClockAndIds },
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get('/readiness', async (request, reply) => {
      const here = withCurrentBank(deps);
      const learner = await deps.visitors.learnerOf(request, reply);
      const exam = learner && (await deps.exams.realExam(learner.id));
      const outlook = learner && (await loadOutlook(here, learner, exam, deps.world.now()));
      return reply.page('plan/readiness', forecastPage({ bank: here.bank, learner, outlook }));
    });
  };
}
