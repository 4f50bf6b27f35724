import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import type { LiveDeps } from '../deps.ts';
import { readSet } from '../set/forms.ts';
import { ReviewParams, VerdictQuery } from './forms.ts';
import { loadVerdict } from './load.ts';
import { loadOwnReview } from './own.load.ts';

/** The verdict on an answer. */
export function verdictRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const schema = { params: ReviewParams, querystring: VerdictQuery };
  return async (app) => {
    app.get('/practice/answers/:id', { schema }, async (request, reply) => {
      const learner = await deps.visitors.learnerOf(request, reply);
      const here = withCurrentBank(deps);
      const review = await loadOwnReview(here, learner, request.params.id);
      const { earlier, ...set } = request.query;
      const page = await loadVerdict(here, learner!, review, earlier === 'yes', readSet(set));
      return reply.page('practice/verdict', page);
    });
  };
}
