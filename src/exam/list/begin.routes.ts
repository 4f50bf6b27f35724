import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import { Failure } from '../../base/failure.ts';
import { hash32 } from '../../base/random.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import { BeginBody, BlueprintParams, timePercentOf } from '../forms.ts';
import { drawSitting } from '../paper/draw.load.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import type { ExamRoutes } from '../sitting/routes.ts';
import { beforePage } from './page.ts';

/** The purpose of the token with which a newcomer begins an exam; another number whenever its shape changes. */
const newcomerToken = 'exam/2';

/** What an exam will be like, and its start. */
export function beginRoutes(deps: ExamRoutes): FastifyPluginAsyncTypebox {
  const { exams, live, visitors, world } = deps;

  return async (app) => {
    app.get('/exams/new/:blueprint', { schema: { params: BlueprintParams } }, async (request, reply) => {
      const blueprint = blueprintOf(request.params.blueprint);
      const learner = await visitors.learnerOf(request, reply);
      const token = visitors.beginnersToken(learner, newcomerToken);
      const isOpen = learner !== undefined && (await exams.open(learner.id)) !== undefined;
      return reply.page(
        'exam/before',
        beforePage({ bank: live.current(), blueprint, learner, token, isOpen }),
      );
    });

    app.post('/exams', { schema: { body: BeginBody } }, async (request, reply) => {
      const { body } = request;
      const blueprint = blueprintOf(body.blueprint);
      const now = world.now();
      const { learner, newcomer } = await visitors.beginner(request, reply, newcomerToken, body);
      const id = world.id();
      const seed = hash32(id).toString(36);
      const sitting = await decideAndSave(
        deps,
        learner,
        async (here, who) => {
          // A second click finds what the first one has begun.
          const open = await exams.open(who.id);
          if (open) return { save: [], result: open };
          // Somebody who is stored already has begun and ended an exam by this very form.
          if (newcomer && who !== learner) throw staleStart();
          if (newcomer) await reply.admitNewcomer();
          const times = { id, seed, now };
          const drawn = await drawSitting(here, who.id, blueprint, timePercentOf(body), times);
          if (!drawn) {
            throw new Failure(
              'conflict',
              'The bank does not have enough questions for this exam at present. Choose another exam. Nothing was started.',
            );
          }
          const { sitting, items } = drawn;
          const follow = await here.occasions.begun(here, who, sitting, items);
          return { save: [...exams.begin(sitting, items), ...follow], result: sitting };
        },
        newcomer?.changes,
      );
      if (newcomer && !(await newcomer.enter(request, reply, sitting.startedAt))) throw staleStart();
      return reply.next(sittingPath(sitting));
    });
  };

  function blueprintOf(id: string): Blueprint {
    const blueprint = live.current().blueprints.find((each) => each.id === id);
    if (!blueprint)
      throw new Failure('not found', 'There is no exam at this address. Find all exams in Exams.');
    return blueprint;
  }
}

function staleStart(): Failure {
  return new Failure(
    'conflict',
    'You have already started an exam from this page. Open Exams to start another one.',
  );
}
