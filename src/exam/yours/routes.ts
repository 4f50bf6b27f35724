import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { calendarDay, HOUR } from '../../base/time.ts';
import { learnerDay } from '../../learner/clock.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import { defaults, type Learner } from '../../learner/model.ts';
import type { ExamRoutes } from '../sitting/routes.ts';
import { examOf, longestDay, newcomersExam, readDays, YourExamBody } from './forms.ts';
import { yourExamPage } from './page.ts';

const SavedQuery = Type.Object({ saved: Type.Optional(Type.Literal('yes')) });

const unreadable = `Choose dates from the calendar, and minutes from 0 to ${longestDay}. Nothing was changed.`;

/** The page of the learner's real exam. */
export function yourExamRoutes(
  deps: ExamRoutes & { zone: string; planChanged: (learner: string) => void },
): FastifyPluginAsyncTypebox {
  const { exams, learners, live, visitors, world, planChanged } = deps;

  return async (app) => {
    app.get('/exams/yours', { schema: { querystring: SavedQuery } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      return reply.page('exam/yours', await model(learner, request.query.saved === 'yes', ''));
    });

    const set = { schema: { body: YourExamBody }, attachValidation: true };
    app.post('/exams/yours', set, async (request, reply) => {
      const { body, validationError } = request;
      const form = { token: String(body?.token ?? ''), zone: String(body?.zone ?? '') };
      const { learner, newcomer } = await visitors.beginner(request, reply, newcomersExam, form);
      const known = newcomer ? undefined : learner;
      const days = validationError ? undefined : readDays(body);
      if (!days) return reply.page('exam/yours', await model(known, false, unreadable), 422);
      // A newcomer who gives no date has nothing that must be kept.
      if (newcomer && days.day === undefined) return reply.next('/');
      const now = world.now();
      // A resend that comes late may be somebody else's, and must neither change nor enter anything.
      const firstSentAt = newcomer && (await learners.createdAt(learner.id));
      if (firstSentAt !== undefined && now - firstSentAt > HOUR) throw usedForm();
      if (newcomer && firstSentAt === undefined) await reply.admitNewcomer();
      await decideAndSave(
        deps,
        learner,
        async (_, who) => {
          const exam = examOf(body, days, await exams.realExam(who.id), learnerDay(who, now));
          const save = exam ? exams.saveRealExam(who.id, exam) : exams.forgetExamDay(who.id);
          return { save: [save], result: undefined };
        },
        newcomer?.changes,
      );
      if (newcomer && !(await newcomer.enter(request, reply, firstSentAt ?? now))) throw usedForm();
      planChanged(learner.id);
      return reply.next('/exams/yours?saved=yes');
    });
  };

  async function model(learner: Learner | undefined, saved: boolean, note: string) {
    const now = world.now();
    return yourExamPage({
      blueprints: live.current().blueprints,
      learner,
      token: visitors.beginnersToken(learner, newcomersExam),
      exam: learner && (await exams.realExam(learner.id)),
      today: learner ? learnerDay(learner, now) : calendarDay(now, deps.zone, defaults.dayStart),
      saved,
      note,
    });
  }
}

function usedForm(): Failure {
  return new Failure('conflict', 'You have already sent this form. Open Today and set your exam date again.');
}
