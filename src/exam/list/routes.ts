import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import { Failure } from '../../base/failure.ts';
import { hash32 } from '../../base/random.ts';
import { calendarDay } from '../../base/time.ts';
import { learnerDay } from '../../learner/clock.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import { defaults, type Learner } from '../../learner/model.ts';
import type { SettingsChanged } from '../../learner/settings/routes.ts';
import { BeginBody, BlueprintParams, ButtonBody, OlderQuery, OutcomeBody, timePercentOf } from '../forms.ts';
import { drawSitting } from '../paper/draw.load.ts';
import { pageSize } from '../result.store.ts';
import { sittingPath } from '../sitting/frame.page.ts';
import type { ExamRoutes } from '../sitting/routes.ts';
import { beforePage, examsPage, outcomePage } from './page.ts';

/** The retention at which practice goes on for those who have their exam behind them. */
const retentionAfterwards = 0.8;

/** The purpose of the token with which a newcomer begins an exam; another number whenever its shape changes. */
const newcomerToken = 'exam/2';

/** The list of exams, the start of one, and the real one. */
export function examsRoutes(
  deps: ExamRoutes & {
    settingsChanged: SettingsChanged;
    zone: string;
  },
): FastifyPluginAsyncTypebox {
  const { exams, learners, live, visitors, world, settingsChanged } = deps;

  return async (app) => {
    app.get('/exams', { schema: { querystring: OlderQuery } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      return reply.page('exam/exams', await listOf(learner, request.query.before ?? Number.MAX_SAFE_INTEGER));
    });

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
              'The bank has too few questions for this exam at present. Choose another one; nothing was begun.',
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

    app.get('/exams/outcome', async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      if (!learner) return reply.next('/exams');
      return reply.page('exam/outcome', outcomePage(learner, visitors.formToken(learner), ''));
    });

    app.post('/exams/outcome', { schema: { body: OutcomeBody } }, async (request, reply) => {
      const { body } = request;
      const learner = await visitors.sender(request, reply, body.token);
      const score = readScore(body.score ?? '');
      if (Number.isNaN(score)) {
        const note = 'The score must be a number from 0 to 10000, or left empty. Nothing was saved.';
        return reply.page('exam/outcome', outcomePage(learner, visitors.formToken(learner), note), 422);
      }
      const now = world.now();
      const taken = body.went !== 'not taken';
      const keeps = body.after === 'keep';
      const before = await decideAndSave(deps, learner, async (_, who) => {
        const told = {
          day: (await exams.examDay(who.id)) ?? learnerDay(who, now),
          taken,
          passed: body.went === 'passed' ? true : body.went === 'failed' ? false : undefined,
          score: taken ? score : undefined,
        };
        const save = [
          exams.saveOutcome(world.id(), who.id, told, now),
          exams.forgetExamDay(who.id),
          ...(keeps ? [learners.saveSettings(who.id, { ...who, retention: retentionAfterwards })] : []),
          ...(body.after === 'stop' ? [learners.setStopped(who.id, true)] : []),
        ];
        return { save, result: who.retention };
      });
      if (keeps && before !== retentionAfterwards) await settingsChanged.retentionChanged(learner.id);
      return reply.next('/');
    });

    app.post('/exams/resume', { schema: { body: ButtonBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(deps, learner, async (_, { id }) => ({
        save: [learners.setStopped(id, false)],
        result: undefined,
      }));
      return reply.next('/');
    });
  };

  function blueprintOf(id: string): Blueprint {
    const blueprint = live.current().blueprints.find((each) => each.id === id);
    if (!blueprint) throw new Failure('not found', 'There is no such exam. Exams lists those there are.');
    return blueprint;
  }

  async function listOf(learner: Learner | undefined, before: number) {
    const now = world.now();
    const past = learner ? await exams.past(learner.id, before) : [];
    return examsPage({
      blueprints: live.current().blueprints,
      learner,
      open: learner && (await exams.open(learner.id)),
      past: past.slice(0, pageSize),
      hasOlder: past.length > pageSize,
      examDay: learner && (await exams.examDay(learner.id)),
      outcome: learner && (await exams.lastOutcome(learner.id)),
      day: learner ? learnerDay(learner, now) : calendarDay(now, deps.zone, defaults.dayStart),
    });
  }
}

function staleStart(): Failure {
  return new Failure('conflict', 'This exam was begun from here already. Open Exams and begin anew.');
}

/** A score that may be left out; NaN where it is no number. */
function readScore(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^[0-9]{1,5}$/.test(trimmed) && Number(trimmed) <= 10_000 ? Number(trimmed) : Number.NaN;
}
