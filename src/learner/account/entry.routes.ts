import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { digest } from '../../base/digest.ts';
import { Failure, statuses } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { logEvent } from '../../base/web/events.ts';
import { askPasskey } from '../passkey/asking.ts';
import { openCeremony } from '../passkey/ceremony.ts';
import { passkeyPlace } from '../passkey/place.ts';
import type { AccountDeps } from './deps.ts';
import { signInPage, signUpPage } from './entry.page.ts';
import { InvitationQuery, NextQuery, SignInForm, SignUpForm } from './forms.ts';
import { localPath } from './next.ts';
import { byPasskey, byPassword, enterAs } from './sign-in.load.ts';
import { signUp, signUpRefusal } from './sign-up.load.ts';

const SignOutForm = Type.Object({ token: Type.String({ maxLength: 400 }) });

/** Strangers come in by these. */
const config = { right: 'everyone', about: 'accounts' } as const;

/** What is shown again when something in a form was wrong. */
type Again = { note?: string; name?: string; next?: string; invitation?: string; status?: number };

/** Sign-in, sign-up and sign-out. */
export function entryRoutes(deps: AccountDeps): FastifyPluginAsyncTypebox {
  const { visitors, signing, seal, base, world } = deps;
  const fresh = () => ({ challenge: world.token(), at: world.now() });

  async function showSignIn(request: FastifyRequest, reply: FastifyReply, again: Again) {
    const { note = '', name = '', next, status = 200 } = again;
    const learner = await visitors.learnerOf(request, reply);
    const asking = askPasskey(seal, passkeyPlace(base, request.headers), fresh());
    const given = { asking, note, name, next: localPath(next), signUp: deps.signUp, ways: deps.ways };
    const signedInAs = learner?.account?.name ?? '';
    const isGuest = learner !== undefined && !learner.account;
    return reply.page('learner/sign-in', signInPage({ ...given, signedInAs, isGuest }), status);
  }

  async function showSignUp(request: FastifyRequest, reply: FastifyReply, again: Again) {
    const { note = '', name = '', invitation = '', status = 200 } = again;
    const learner = await visitors.learnerOf(request, reply);
    if (learner?.account) return reply.next('/account');
    const owner = { learner: learner?.id ?? digest(world.token()).slice(0, 22), name, known: [] };
    const asking = askPasskey(seal, passkeyPlace(base, request.headers), fresh(), owner);
    const refusal = (await signUpRefusal(deps, invitation)) ?? '';
    const isGuest = learner !== undefined;
    const given = { asking, note, name, invitation, isGuest, isAllowed: refusal === '', refusal };
    return reply.page('learner/sign-up', signUpPage(given), refusal === '' ? status : 403);
  }

  return async (app) => {
    app.get(
      '/sign-in',
      { schema: { querystring: NextQuery }, config: { ...config, about: 'sessions' } },
      (request, reply) => showSignIn(request, reply, request.query),
    );

    app.post('/sign-in', { schema: { body: SignInForm }, config }, async (request, reply) => {
      const { token, credential, name, next } = request.body;
      const way = credential ? 'passkey' : 'password';
      try {
        const ceremony = openCeremony(seal, token, world.now());
        const signedIn = credential
          ? await byPasskey(deps, request, ceremony, credential)
          : await byPassword(deps, request, reply, request.body);
        await enterAs(deps, request, reply, signedIn);
        logEvent(request, 'sign-in', { learner: signedIn.learner, way });
      } catch (error) {
        logEvent(request, 'sign-in-refused', { way });
        return showSignIn(request, reply, { ...whatToSay(error), name, next });
      }
      return reply.next(localPath(next));
    });

    app.get('/sign-up', { schema: { querystring: InvitationQuery }, config }, (request, reply) =>
      showSignUp(request, reply, request.query),
    );

    app.post('/sign-up', { schema: { body: SignUpForm }, config }, async (request, reply) => {
      const { name, invitation } = request.body;
      try {
        const learner = await signUp(deps, request, reply, request.body);
        logEvent(request, 'account-made', { learner });
      } catch (error) {
        return showSignUp(request, reply, { ...whatToSay(error), name, invitation });
      }
      return reply.next('/account?new=yes');
    });

    app.post(
      '/sign-out',
      { schema: { body: SignOutForm }, config: { about: 'sessions' } },
      async (request, reply) => {
        const { id: learner } = await visitors.sender(request, reply, request.body.token);
        await signing.leave(request, reply);
        logEvent(request, 'sign-out', { learner });
        return reply.next('/sign-in');
      },
    );
  };
}

/** What a form says of a refusal that the sender can mend; everything else has a page of its own. */
export function whatToSay(error: unknown): { note: string; status: number } {
  const isMendable = error instanceof Failure && ['invalid', 'conflict', 'too many'].includes(error.kind);
  if (!isMendable) throw error;
  return { note: error.message, status: statuses[error.kind] };
}
