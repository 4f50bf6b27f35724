import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { DAY } from '../../base/time.ts';
import { learnerDay } from '../../learner/clock.ts';
import { loadWay } from '../../plan/day/ahead.load.ts';
import type { LiveDeps } from '../../practice/deps.ts';
import { loadToday } from '../../practice/today/load.ts';
import { countRequests, type ProgramLimit } from '../entry/limits.routes.ts';
import { checkScope, type ProgramDeps, programOf } from '../entry/program.load.ts';
import { names, tagOf } from '../entry/tags.ts';
import { entriesOf } from './entries.ts';
import { calendarText } from './ics.ts';

const CalendarParams = Type.Object({ file: Type.String({ pattern: '^etude_[A-Za-z0-9_-]{43}\\.ics$' }) });

/** A learner's calendar at an address that only they know; the log does not show it. */
export function calendarRoutes(
  deps: LiveDeps & ProgramDeps & { programLimit?: ProgramLimit | undefined },
): FastifyPluginAsyncTypebox {
  const { world } = deps;
  return async (app) => {
    const count = countRequests(app, deps.programLimit);
    app.get('/calendar/:file', { schema: { params: CalendarParams } }, async (request, reply) => {
      const program = await programOf(deps, request.params.file.replace(/\.ics$/, ''));
      await count(request, reply, program);
      if (!program)
        throw new Failure('not found', 'There is no calendar at this address. Create a new one in Settings.');
      checkScope(deps, reply, program, 'calendar');
      const here = withCurrentBank(deps);
      const { learner } = program;
      const now = world.now();
      const day = learnerDay(learner, now);
      const [today, way] = await Promise.all([loadToday(here, learner, now), loadWay(here, learner, day)]);
      const stampAt = Math.max(day * DAY, learner.lastAnsweredAt);
      const text = calendarText('Etude', learner.zone, stampAt, entriesOf(today, way));
      const tag = tagOf(text);
      reply.headers({ etag: tag, 'cache-control': 'private, no-cache' });
      if (names(request.headers['if-none-match'] ?? '', tag)) return reply.code(304).send();
      return reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', 'inline; filename="etude.ics"')
        .send(text);
    });
  };
}
