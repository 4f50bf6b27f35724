import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { calendarDay } from '../../base/time.ts';
import { learnerDay } from '../../learner/clock.ts';
import { defaults, type Learner } from '../../learner/model.ts';
import { OlderQuery } from '../forms.ts';
import { pageSize } from '../result.store.ts';
import type { ExamRoutes } from '../sitting/routes.ts';
import { examsPage } from './page.ts';

/** The list of exams. */
export function examListRoutes(deps: ExamRoutes & { zone: string }): FastifyPluginAsyncTypebox {
  const { exams, live, visitors, world } = deps;

  return async (app) => {
    app.get('/exams', { schema: { querystring: OlderQuery } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      return reply.page('exam/exams', await listOf(learner, request.query.before ?? Number.MAX_SAFE_INTEGER));
    });
  };

  async function listOf(learner: Learner | undefined, before: number) {
    const now = world.now();
    const [past, open, examDay, outcome] = learner ? await readList(learner.id, before) : [[]];
    return examsPage({
      blueprints: live.current().blueprints,
      learner,
      open,
      past: past.slice(0, pageSize),
      hasOlder: past.length > pageSize,
      examDay,
      outcome,
      day: learner ? learnerDay(learner, now) : calendarDay(now, deps.zone, defaults.dayStart),
    });
  }

  function readList(learner: string, before: number) {
    return Promise.all([
      exams.past(learner, before),
      exams.open(learner),
      exams.examDay(learner),
      exams.lastOutcome(learner),
    ]);
  }
}
