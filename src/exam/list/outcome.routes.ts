import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { learnerDay } from '../../learner/clock.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { SettingsChanged } from '../../learner/settings/routes.ts';
import { OutcomeBody } from '../forms.ts';
import type { ExamRoutes } from '../sitting/routes.ts';
import { outcomePage } from './page.ts';

/** The retention at which practice goes on for those who have their exam behind them. */
const retentionAfterwards = 0.8;

/** How the real exam went. */
export function outcomeRoutes(
  deps: ExamRoutes & { settingsChanged: SettingsChanged },
): FastifyPluginAsyncTypebox {
  const { exams, learners, visitors, world, settingsChanged } = deps;

  return async (app) => {
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
        const note = 'The score must be a whole number from 0 to 10,000, or left empty. Nothing was saved.';
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
  };
}

/** A score that may be left out, as people write it: 72, 72% or 1,450. NaN if it is not a whole number up to 10,000. */
function readScore(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const plain = trimmed.replace(/\s*%$/, '').replace(/^(\d{1,2}),(\d{3})$/, '$1$2');
  return /^[0-9]{1,5}$/.test(plain) && Number(plain) <= 10_000 ? Number(plain) : Number.NaN;
}
