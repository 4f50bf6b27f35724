import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logEvent } from '../../base/web/events.ts';
import { askPasskey } from '../passkey/asking.ts';
import type { Ceremony } from '../passkey/ceremony.ts';
import { passkeyPlace } from '../passkey/place.ts';
import type { AccountDeps } from './deps.ts';
import { whatToSay } from './entry.routes.ts';
import { RecoveryForm, ResetForm, ResetQuery } from './forms.ts';
import { byCode, byResetLink, resetWays } from './recovery.load.ts';
import { recoveryPage, resetPage } from './recovery.page.ts';
import { enterAs } from './sign-in.load.ts';

/** Strangers come in by these. */
const config = { right: 'everyone', about: 'accounts' } as const;

/** The ways back for a learner who cannot sign in: a recovery code, or a link from the owner of the machine. */
export function recoveryRoutes(deps: AccountDeps): FastifyPluginAsyncTypebox {
  const { seal, base, world } = deps;

  async function showReset(
    request: FastifyRequest,
    reply: FastifyReply,
    link: string,
    { note, status }: { note: string; status: number },
  ) {
    const learner = await byResetLink(deps, request, reply, link);
    const { name } = learner.account!;
    const fresh = { challenge: world.token(), at: world.now() };
    const owner = { learner: learner.id, name, known: [] };
    const asking = askPasskey(seal, passkeyPlace(base, request.headers), fresh, owner);
    return reply.page('learner/reset', resetPage({ name, link, asking, note }), status);
  }

  function showRecovery(reply: FastifyReply, { note, status }: { note: string; status: number }) {
    const ceremony: Ceremony = { challenge: world.token(), learner: '', at: world.now() };
    return reply.page('learner/recovery', recoveryPage(seal.close('passkey', ceremony), note), status);
  }

  return async (app) => {
    app.get('/sign-in/recovery', { config }, (_, reply) => showRecovery(reply, { note: '', status: 200 }));

    app.post('/sign-in/recovery', { schema: { body: RecoveryForm }, config }, async (request, reply) => {
      try {
        const signedIn = await byCode(deps, request, reply, request.body);
        await enterAs(deps, request, reply, signedIn);
        logEvent(request, 'sign-in', { learner: signedIn.learner, way: 'recovery code' });
      } catch (error) {
        logEvent(request, 'sign-in-refused', { way: 'recovery code' });
        return showRecovery(reply, whatToSay(error));
      }
      return reply.next('/account');
    });

    app.get('/sign-in/reset', { schema: { querystring: ResetQuery }, config }, (request, reply) =>
      showReset(request, reply, request.query.link ?? '', { note: '', status: 200 }),
    );

    app.post('/sign-in/reset', { schema: { body: ResetForm }, config }, async (request, reply) => {
      try {
        const { id: learner } = await resetWays(deps, request, reply, request.body);
        logEvent(request, 'ways-reset', { learner });
      } catch (error) {
        logEvent(request, 'sign-in-refused', { way: 'reset link' });
        return showReset(request, reply, request.body.link, whatToSay(error));
      }
      return reply.next('/account');
    });
  };
}
