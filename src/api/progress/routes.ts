import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { loadOutlook } from '../../plan/forecast/load.ts';
import type { ProgressDeps } from '../../progress/deps.ts';
import { loadProgress } from '../../progress/overview/load.ts';
import { learnerFor } from '../entry/entry.routes.ts';
import { Progress, Readiness } from './schema.ts';
import { progressFor, readinessFor } from './shown.ts';

/** How a learner is doing, and what score they may expect. */
export function progressDoor(deps: ProgressDeps): FastifyPluginAsyncTypebox {
  const { exams, world } = deps;
  return async (app) => {
    app.get(
      '/progress',
      { schema: { summary: 'How it is going', response: { 200: Progress } }, config: { scope: 'read' } },
      async (request) =>
        progressFor(await loadProgress(withCurrentBank(deps), learnerFor(request), world.now())),
    );

    app.get(
      '/readiness',
      {
        schema: { summary: 'What score to expect', response: { 200: Readiness } },
        config: { scope: 'read' },
      },
      async (request) => {
        const learner = learnerFor(request);
        const exam = await exams.realExam(learner.id);
        return readinessFor(await loadOutlook(withCurrentBank(deps), learner, exam, world.now()));
      },
    );
  };
}
