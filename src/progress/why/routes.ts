import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import type { ProgressDeps } from '../deps.ts';
import { loadWhy } from './load.ts';

const NameParams = Type.Object({ id: Type.String({ maxLength: 200 }) });

/** Why an idea is due when it is, and the ideas of a topic with when each is due. */
export function whyRoutes(deps: ProgressDeps): FastifyPluginAsyncTypebox {
  const { memory, visitors, world } = deps;
  const schema = { params: NameParams };
  return async (app) => {
    app.get('/progress/concepts/:id', { schema }, async (request, reply) => {
      const { whyPage } = await import('./page.ts');
      const learner = await visitors.learnerOf(request, reply);
      const here = withCurrentBank(deps);
      return reply.page('progress/why', whyPage(await loadWhy(here, learner, request.params.id)));
    });

    app.get('/progress/topics/:id', { schema }, async (request, reply) => {
      const { topicPage } = await import('./topic.page.ts');
      const learner = await visitors.learnerOf(request, reply);
      const { bank } = withCurrentBank(deps);
      const topic = bank.topic(request.params.id);
      if (!learner || !topic)
        throw new Failure(
          'not found',
          'There is nothing to show here yet. Progress lists what you have met.',
        );
      const cards = await memory.cards(learner.id, topic.concepts);
      return reply.page('progress/topic', topicPage({ bank, learner, topic, cards, now: world.now() }));
    });
  };
}
