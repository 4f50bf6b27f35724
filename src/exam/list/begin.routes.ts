import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { BeginBody, BlueprintParams, timePercentOf } from '../forms.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import type { ExamRoutes } from '../sitting/routes.ts';
import { beginSitting, blueprintOf, staleStart } from './begin.load.ts';
import { beforePage } from './page.ts';

/** The purpose of the token with which a newcomer begins an exam; another number whenever its shape changes. */
const newcomerToken = 'exam/2';

/** What an exam will be like, and its start. */
export function beginRoutes(deps: ExamRoutes): FastifyPluginAsyncTypebox {
  const { exams, live, visitors } = deps;

  return async (app) => {
    app.get('/exams/new/:blueprint', { schema: { params: BlueprintParams } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const blueprint = blueprintOf(live.current(), request.params.blueprint);
      const token = visitors.beginnersToken(learner, newcomerToken);
      const open = learner && (await exams.open(learner.id));
      return reply.page('exam/before', beforePage({ bank: live.current(), blueprint, learner, token, open }));
    });

    app.post('/exams', { schema: { body: BeginBody } }, async (request, reply) => {
      const { body } = request;
      const { learner, newcomer } = await visitors.beginner(request, reply, newcomerToken, body);
      const arriving = newcomer && { changes: newcomer.changes, admit: () => reply.admitNewcomer() };
      const sitting = await beginSitting(
        deps,
        learner,
        { blueprint: body.blueprint, timePercent: timePercentOf(body) },
        arriving,
      );
      if (newcomer && !(await newcomer.enter(request, reply, sitting.startedAt))) throw staleStart();
      return reply.next(sittingPath(sitting));
    });
  };
}
