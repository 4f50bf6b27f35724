import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type LiveBank, withCurrentBank } from '../../bank/live/live.ts';
import type { Database } from '../../base/data/database.ts';
import { Type } from '../../base/schema.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { ExamStore } from '../../exam/store.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { IsAuthor } from '../../learner/rights.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { type ForecastDeps, loadOutlook } from './load.ts';
import { forecastPage } from './page.ts';

/** Whether a learner's forecasts are counted among those of all, by the button that was pressed. */
const AgreementBody = Type.Object({
  token: Type.String({ maxLength: 2000 }),
  counted: Type.Enum(['yes', 'no']),
});

type Deps = ForecastDeps & {
  db: Database;
  live: LiveBank;
  learners: LearnerStore;
  exams: ExamStore;
  visitors: Visitors;
  world: ClockAndIds;
  isAuthor: IsAuthor;
};

/** The readiness page, and whether the learner's forecasts are counted. */
export function forecastRoutes(deps: Deps): FastifyPluginAsyncTypebox {
  const { exams, isAuthor, predictions, days, visitors, world } = deps;

  return async (app) => {
    app.get('/readiness', async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const here = withCurrentBank(deps);
      const exam = learner && (await exams.realExam(learner.id));
      const [outlook, agrees, all] = await Promise.all([
        learner && loadOutlook(here, learner, exam, world.now()),
        learner && predictions.agrees(learner.id),
        isAuthor(learner) ? predictions.outcomesOfAll() : undefined,
      ]);
      const token = learner ? visitors.formToken(learner) : '';
      const given = { bank: here.bank, learner, outlook, agrees: agrees ?? false, all, token };
      return reply.page('plan/forecast', forecastPage(given));
    });

    app.post('/readiness/agreement', { schema: { body: AgreementBody } }, async (request, reply) => {
      const { token, counted } = request.body;
      const learner = await visitors.sender(request, reply, token);
      await decideAndSave(deps, learner, async (_, who) => {
        const { id } = who;
        const change = counted === 'yes' ? predictions.agree(id, world.now()) : predictions.withdraw(id);
        return { save: [change, days.carryOrder(who)], result: undefined };
      });
      return reply.next('/readiness#record');
    });
  };
}
