import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import { fewestAnswers } from './fit.ts';
import type { Fits } from './fits.work.ts';
import { takeBack, type WeightsDeps } from './load.ts';
import { schedulePage } from './page.ts';
import { loadSchedule } from './shown.load.ts';

type ScheduleDeps = WeightsDeps & { fits: Fits; visitors: Visitors; world: ClockAndIds };

const Form = Type.Object({ token: Type.String({ maxLength: 400 }) });
const path = '/settings/schedule';

/** A learner's own schedule: fits it, shows how far that is, and takes it back. */
export function scheduleRoutes(deps: ScheduleDeps): FastifyPluginAsyncTypebox {
  const { fits, visitors, weights, world } = deps;

  return async (app) => {
    app.get(path, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      if (!learner) return reply.page('memory/schedule', schedulePage(undefined, ''));
      const shown = await loadSchedule(deps, learner);
      if (shown.underWay) reply.header('refresh', '2');
      return reply.page('memory/schedule', schedulePage(shown, visitors.formToken(learner)));
    });

    app.post(path, { schema: { body: Form } }, async (request, reply) => {
      const { id } = await visitors.sender(request, reply, request.body.token);
      if (!fits.isAble())
        throw new Failure(
          'conflict',
          'This copy of Etude cannot fit schedules, because an optional package is not installed. You keep the schedule you have.',
        );
      if ((await weights.returns(id)) < fewestAnswers)
        throw new Failure(
          'conflict',
          'You have too few answers to fit a schedule to. Practise on more days first.',
        );
      // Nobody waits for it: the page says how far it is.
      await fits.begin(id);
      return reply.next(path);
    });

    app.post(`${path}/back`, { schema: { body: Form } }, async (request, reply) => {
      const { id } = await visitors.sender(request, reply, request.body.token);
      await takeBack(deps, id, world.now());
      return reply.next(path);
    });
  };
}
