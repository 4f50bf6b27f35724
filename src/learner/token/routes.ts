import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import { logEvent } from '../../base/web/events.ts';
import { type Base, wholeAddress } from '../../base/web/origin.ts';
import { isProven } from '../account/change.load.ts';
import type { AccountDeps } from '../account/deps.ts';
import type { Learner } from '../model.ts';
import type { IsAuthor } from '../rights.ts';
import type { Visitors } from '../session/visitors.load.ts';
import { MakeTokenForm, RevokeForm, readWanted } from './forms.ts';
import { makeToken, revokeToken, type TokenDeps } from './make.load.ts';
import { newTokenPage, signInAgain, tokensPage } from './page.ts';

/** Where learners give programs access, and take it back. */
export function tokenRoutes(
  deps: TokenDeps &
    Pick<AccountDeps, 'signing' | 'ways'> & { visitors: Visitors; isAuthor: IsAuthor; base: Base },
): FastifyPluginAsyncTypebox {
  const { visitors, tokens, isAuthor, world } = deps;

  async function show(request: FastifyRequest, reply: FastifyReply, learner: Learner | undefined, note = '') {
    const page = tokensPage({
      learner,
      formToken: learner ? visitors.formToken(learner) : '',
      tokens: learner ? await tokens.of(learner.id) : [],
      isAuthor: isAuthor(learner),
      mayMake: learner !== undefined && (await isProven(deps, request, learner)),
      note,
      now: world.now(),
    });
    return reply.page('learner/tokens', page, note ? 422 : 200);
  }

  return async (app) => {
    app.get('/settings/tokens', async (request, reply) =>
      show(request, reply, await visitors.learnerOf(request, reply)),
    );

    app.post('/settings/tokens', { schema: { body: MakeTokenForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      if (!(await isProven(deps, request, learner))) throw new Failure('forbidden', signInAgain);
      const wanted = readWanted(request.body, isAuthor(learner));
      if (typeof wanted === 'string') return show(request, reply, learner, wanted);
      const secret = await makeToken(deps, learner, wanted);
      logEvent(request, 'token-made', { learner: learner.id, scopes: wanted.scopes.join(' ') });
      const isCalendar = wanted.scopes.includes('calendar');
      const address = isCalendar ? wholeAddress(deps.base, request.headers, `/calendar/${secret}.ics`) : '';
      return reply.page('learner/token', newTokenPage(wanted.name, secret, address));
    });

    app.post('/settings/tokens/revoke', { schema: { body: RevokeForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await revokeToken(deps, learner, request.body.id);
      logEvent(request, 'token-revoked', { learner: learner.id });
      return reply.next('/settings/tokens');
    });
  };
}
