import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { logEvent } from '../../base/web/events.ts';
import { type Base, wholeAddress } from '../../base/web/origin.ts';
import type { Learner } from '../model.ts';
import type { IsAuthor } from '../rights.ts';
import type { Visitors } from '../session/visitors.load.ts';
import { MakeTokenForm, RevokeForm, readWanted } from './forms.ts';
import { makeToken, revokeToken, type TokenDeps } from './make.load.ts';
import { newTokenPage, tokensPage } from './page.ts';

/** Where learners give programs access, and take it back. */
export function tokenRoutes(
  deps: TokenDeps & { visitors: Visitors; isAuthor: IsAuthor; base: Base },
): FastifyPluginAsyncTypebox {
  const { visitors, tokens, isAuthor, world } = deps;

  async function show(reply: FastifyReply, learner: Learner | undefined, note = '') {
    const page = tokensPage({
      learner,
      formToken: learner ? visitors.formToken(learner) : '',
      tokens: learner ? await tokens.of(learner.id) : [],
      isAuthor: isAuthor(learner),
      note,
      now: world.now(),
    });
    return reply.page('learner/tokens', page, note ? 422 : 200);
  }

  return async (app) => {
    app.get('/settings/tokens', async (request, reply) =>
      show(reply, await visitors.learnerOf(request, reply)),
    );

    app.post('/settings/tokens', { schema: { body: MakeTokenForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const wanted = readWanted(request.body, isAuthor(learner));
      if (typeof wanted === 'string') return show(reply, learner, wanted);
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
