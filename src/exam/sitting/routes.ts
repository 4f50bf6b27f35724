import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { Learner } from '../../learner/model.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import { ButtonBody, EntryParams, FilterQuery, MoveBody, SittingParams } from '../forms.ts';
import { type ExamDeps, loadShown, ownPaper, ownSitting } from '../load.ts';
import { settle } from '../marking/settle.load.ts';
import { isOver, type Sitting } from '../sitting.ts';
import { sittingPath } from './frame.page.ts';
import { makeMove, noSuchQuestion } from './move.load.ts';
import { examQuestionPage, reviewFilters, reviewPage, type SittingGiven, timeUpPage } from './page.ts';

/** What the routes of exams are given. */
export type ExamRoutes = ExamDeps & { visitors: Visitors; world: ClockAndIds };

/** A sitting under way: its questions, the review, the end. */
export function sittingRoutes(deps: ExamRoutes): FastifyPluginAsyncTypebox {
  const { exams, visitors, world } = deps;

  return async (app) => {
    app.get('/exams/:id/:number', { schema: { params: EntryParams } }, async (request, reply) => {
      const { id, number } = request.params;
      const { learner, sitting } = await ownSitting(exams, await visitors.learnerOf(request, reply), id);
      if (number > sitting.terms.questions) throw noSuchQuestion(sitting);
      if (!isRunning(sitting)) return showEnd(reply, learner, sitting);
      return reply.page('exam/question', examQuestionPage(await loadGiven(learner, sitting), number));
    });

    app.post(
      '/exams/:id/:number',
      { schema: { params: EntryParams, body: MoveBody } },
      async (request, reply) => {
        const { params, body } = request;
        const sender = await visitors.sender(request, reply, body.token);
        const next = await makeMove(deps, world, sender, params.id, params.number, body);
        const path = sittingPath(params);
        if (body.quiet) {
          if (next === undefined)
            throw new Failure('conflict', 'The exam has ended, so this does not count.');
          return reply.code(204).send();
        }
        if (next === undefined) return reply.next(path);
        return reply.next(body.go === 'review' ? `${path}/review` : `${path}/${next}`);
      },
    );

    app.get(
      '/exams/:id/review',
      { schema: { params: SittingParams, querystring: FilterQuery } },
      async (request, reply) => {
        const { params, query } = request;
        const asker = await visitors.learnerOf(request, reply);
        const { learner, sitting } = await ownSitting(exams, asker, params.id);
        if (!isRunning(sitting)) return showEnd(reply, learner, sitting);
        const filter = reviewFilters.find((name) => name === query.show) ?? 'all';
        return reply.page('exam/review', reviewPage(await loadGiven(learner, sitting), filter));
      },
    );

    app.post(
      '/exams/:id/submit',
      { schema: { params: SittingParams, body: ButtonBody } },
      async (request, reply) => {
        const sender = await visitors.sender(request, reply, request.body.token);
        const { sitting } = await ownSitting(exams, sender, request.params.id);
        await settle(deps, sender.id, sitting.id, world.now());
        return reply.next(sittingPath(sitting));
      },
    );
  };

  function isRunning(sitting: Sitting): boolean {
    return sitting.settledAt === undefined && !isOver(sitting, world.now());
  }

  async function loadGiven(learner: Learner, sitting: Sitting): Promise<SittingGiven> {
    const items = await ownPaper(exams, sitting);
    const shown = await loadShown(withCurrentBank(deps), items);
    return { sitting, items, shown, learner, formToken: visitors.formToken(learner), now: world.now() };
  }

  /** What is behind a sitting that has ended: its result, or for a moment the way there. */
  function showEnd(reply: FastifyReply, learner: Learner, sitting: Sitting) {
    if (sitting.settledAt !== undefined) return reply.next(sittingPath(sitting));
    const formToken = visitors.formToken(learner);
    return reply.page('exam/time-up', timeUpPage({ sitting, learner, formToken, now: world.now() }));
  }
}
