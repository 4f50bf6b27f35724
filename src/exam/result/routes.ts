import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import type { Learner } from '../../learner/model.ts';
import { FilterQuery, SittingParams } from '../forms.ts';
import { loadShown, noSuchExam, ownPaper, ownSitting, revisedOf } from '../load.ts';
import { loadSealed } from '../paper/draw.load.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import { timeUpPage } from '../sitting/page.ts';
import type { ExamRoutes } from '../sitting/routes.ts';
import { isOver, type Sitting } from '../sitting.ts';
import { answerFilters, answersPage } from './answers.page.ts';
import type { ResultGiven } from './given.ts';
import { resultPage } from './page.ts';

/** A sitting by its address: where it stands while it runs, its result once it has ended. */
export function resultRoutes(deps: ExamRoutes): FastifyPluginAsyncTypebox {
  const { exams, visitors, world } = deps;

  return async (app) => {
    app.get('/exams/:id', { schema: { params: SittingParams } }, async (request, reply) => {
      const asker = await visitors.learnerOf(request, reply);
      const { learner, sitting } = await ownSitting(exams, asker, request.params.id);
      if (sitting.settledAt !== undefined)
        return reply.page('exam/result', resultPage(await loadGiven(learner, sitting)));
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
        return reply.page('exam/answers', answersPage(await loadGiven(learner, sitting), filter));
      },
    );
  };

  async function loadGiven(learner: Learner, sitting: Sitting): Promise<ResultGiven> {
    const here = withCurrentBank(deps);
    const items = await ownPaper(exams, sitting);
    const shown = await loadShown(here, items);
    const results = await exams.results(sitting);
    if (results.length === 0) throw noSuchExam();
    return {
      sitting,
      items,
      shown,
      revised: revisedOf(here.bank, items, shown),
      results,
      ordinal: await exams.countUpTo(learner.id, sitting.startedAt),
      learner,
      domains: new Map(here.bank.domains.map(({ id, title }) => [id, title])),
      sealed: await loadSealed(here, learner.id),
    };
  }
}
