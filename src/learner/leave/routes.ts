import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from '../../base/schema.ts';
import { logEvent } from '../../base/web/events.ts';
import { type DecisionDeps, decideAndSave } from '../decision.load.ts';
import type { Learner } from '../model.ts';
import type { Visitors } from '../session/visitors.load.ts';
import { type Accounts, keepAnOwner } from './owner.ts';
import { leavePage, leftPage } from './page.ts';

/** What leaving for good needs. */
export type LeaveDeps = DecisionDeps & { visitors: Visitors; accounts: Accounts };

const LeaveForm = Type.Object({
  token: Type.String({ maxLength: 400 }),
  sure: Type.Optional(Type.Literal('yes')),
});

const DoneQuery = Type.Object({ done: Type.Optional(Type.String({ maxLength: 10 })) });

/** Delete your progress. */
export function leaveRoutes(deps: LeaveDeps): FastifyPluginAsyncTypebox {
  const { learners, visitors, accounts } = deps;

  async function show(reply: FastifyReply, learner: Learner | undefined, note: string) {
    const formToken = learner ? visitors.formToken(learner) : '';
    const answers = learner ? await learners.countAnswers(learner.id) : 0;
    return reply.page('learner/leave', leavePage(learner, { formToken, answers, note }), note ? 422 : 200);
  }

  return async (app) => {
    app.get('/delete', { schema: { querystring: DoneQuery } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      if (!learner && request.query.done === 'yes') return reply.page('learner/leave', leftPage());
      return show(reply, learner, '');
    });

    app.post('/delete', { schema: { body: LeaveForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      if (request.body.sure !== 'yes')
        return show(reply, learner, 'Tick the box first. Nothing was deleted.');
      await decideAndSave(deps, learner, async (_, who) => {
        const save = [...(await keepAnOwner(accounts, who)), learners.remove(who.id)];
        return { save, result: undefined };
      });
      logEvent(request, 'account-deleted', { learner: learner.id });
      return reply.next('/delete?done=yes');
    });
  };
}
