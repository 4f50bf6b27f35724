import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { LiveBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { Learner } from '../../learner/model.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import type { MemoryStore } from '../../memory/store.ts';
import { lessonPage, lessonsPage } from './page.ts';

/** Everything that the lessons work with. */
export type LessonDeps = { live: LiveBank; memory: MemoryStore; visitors: Visitors; world: ClockAndIds };

const LessonParams = Type.Object({ domain: Type.String({ maxLength: 64 }) });
const LessonQuery = Type.Object({ practised: Type.Optional(Type.String({ maxLength: 120 })) });

/** The lessons. */
export function lessonRoutes({ live, memory, visitors, world }: LessonDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get('/learn', async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const bank = live.current();
      const cards = await cardsOf(learner, bank.syllabus.concepts);
      return reply.page('learn/lessons', lessonsPage({ bank, learner, cards, now: world.now() }));
    });

    const shown = { schema: { params: LessonParams, querystring: LessonQuery } };
    app.get('/learn/:domain', shown, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const bank = live.current();
      const domain = bank.domains.find(({ id }) => id === request.params.domain);
      if (!domain)
        throw new Failure('not found', 'There is no lesson at this address. Find all lessons in Learn.');
      const cards = await cardsOf(learner, bank.topic(domain.id)!.concepts);
      const practised = bank.topic(request.query.practised ?? '');
      const page = lessonPage({ bank, learner, cards, now: world.now(), domain, practised });
      return reply.page('learn/lesson', page);
    });
  };

  async function cardsOf(learner: Learner | undefined, concepts: readonly string[]) {
    return learner ? memory.cards(learner.id, concepts) : new Map();
  }
}
