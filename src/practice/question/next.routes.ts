import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { hash32 } from '../../base/random.ts';
import type { LiveDeps, PracticeDeps } from '../deps.ts';
import { readSet, SetQuery, withSet } from '../set/forms.ts';
import { loadPractice } from '../set/load.ts';
import { type SetState, topicsOf } from '../set/set.ts';
import { type Asked, firstReviewOf } from './answer.ts';
import { askedPage } from './ask.load.ts';
import { loadNext, loadRevision } from './load.ts';

/** Asks the next question of the day, or of a set. */
export function nextRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { visitors, world } = deps;
  return async (app) => {
    app.get('/practice', { schema: { querystring: SetQuery } }, async (request, reply) => {
      const here = withCurrentBank(deps);
      const wanted = readSet(request.query);
      const learner = await visitors.learnerOf(request, reply);
      const now = world.now();
      if (learner?.stopped && !wanted) return reply.next('/');
      const { day, set } = await loadPractice(here, learner, wanted, now);
      if (wanted && !set) {
        throw new Failure(
          'not found',
          'There is nothing to practise at this address. Find every topic in Learn.',
        );
      }
      const live = await loadNext(here, learner, day, now, set);
      if (!live) return reply.next(set ? endOf(here, set.state) : '/');
      const revision = await loadRevision(here, learner, day, live.question.concept);
      const nonce = learner ? null : world.token();
      const asked: Asked = {
        review: nonce ? firstReviewOf(nonce) : world.id(),
        question: live.question.id,
        hash: live.hash,
        seed: hash32(`${learner?.id ?? 'newcomer'}/${day.day}/${live.question.id}/${revision}`).toString(36),
        revision,
        shownAt: now,
        learner: learner?.id ?? null,
        nonce,
      };
      return reply.page('practice/question', askedPage(here, { asked, shown: live, learner, day, set }));
    });
  };
}

/** Where a set ends: a topic practised until nothing is left at its lesson, any other on Today. */
function endOf({ bank }: PracticeDeps, state: SetState): string {
  const [topic, ...others] = topicsOf(bank, state.name) ?? [];
  if (!topic || others.length > 0 || state.length !== undefined) return withSet('/', state);
  return `/learn/${topic.domain}?practised=${topic.id}`;
}
