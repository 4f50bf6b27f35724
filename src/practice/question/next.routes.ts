import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import type { LiveDeps, PracticeDeps } from '../deps.ts';
import { readSet, SetQuery, withSet } from '../set/forms.ts';
import { type SetState, topicsOf } from '../set/set.ts';
import { askedPage } from './ask.load.ts';
import { chooseQuestion } from './next.load.ts';

/** Asks the next question of the day, or of a set. */
export function nextRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { visitors } = deps;
  return async (app) => {
    app.get('/practice', { schema: { querystring: SetQuery } }, async (request, reply) => {
      const wanted = readSet(request.query);
      const learner = await visitors.learnerOf(request, reply);
      const here = withCurrentBank(deps);
      if (learner?.stopped && !wanted) return reply.next('/');
      const { day, set, asking } = await chooseQuestion(here, learner, wanted);
      if (!asking) return reply.next(set ? endOf(here, set.state) : '/');
      return reply.page('practice/question', askedPage(here, { ...asking, learner, day, set }));
    });
  };
}

/** Where a set ends: a topic practised until nothing is left at its lesson, any other on Today. */
function endOf({ bank }: PracticeDeps, state: SetState): string {
  const [topic, ...others] = topicsOf(bank, state.name) ?? [];
  if (!topic || others.length > 0 || state.length !== undefined) return withSet('/', state);
  return `/learn/${topic.domain}?practised=${topic.id}`;
}
