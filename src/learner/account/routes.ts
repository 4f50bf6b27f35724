import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { logEvent } from '../../base/web/events.ts';
import { decideAndSave } from '../decision.load.ts';
import { askPasskey } from '../passkey/asking.ts';
import { openCeremony } from '../passkey/ceremony.ts';
import { passkeyPlace } from '../passkey/place.ts';
import { codeCount, codeFrom, plainCode } from '../recovery/codes.ts';
import { isRecent, sessionOf, trustedSender } from './change.load.ts';
import type { AccountDeps } from './deps.ts';
import { whatToSay } from './entry.routes.ts';
import { accountPage, codesPage } from './page.ts';
import { chosenWay } from './way.load.ts';

const token = Type.String({ maxLength: 400 });
const TokenForm = Type.Object({ token });
const NewQuery = Type.Object({ new: Type.Optional(Type.String({ maxLength: 10 })) });
const WayForm = Type.Object({
  token,
  ceremony: Type.String({ maxLength: 2000 }),
  credential: Type.Optional(Type.String({ maxLength: 20_000 })),
  password: Type.Optional(Type.String({ maxLength: 5000 })),
});
const PasskeyForm = Type.Object({ token, passkey: Type.String({ maxLength: 2000 }) });
const SessionForm = Type.Object({ token, session: Type.Optional(Type.String({ maxLength: 100 })) });

/** Where a learner is signed in, and how they sign in. */
export function accountRoutes(deps: AccountDeps): FastifyPluginAsyncTypebox {
  const { accounts, passkeys, recovery, learners, visitors, signing, seal, base, world } = deps;

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { note = '', status = 200, isNew = false }: { note?: string; status?: number; isNew?: boolean },
  ) {
    const learner = await visitors.learnerOf(request, reply);
    const session = learner && (await signing.current(request));
    if (!session) return reply.next('/sign-up');
    const { id, account } = learner;
    const now = world.now();
    const [sessions, known, stored, codesLeft] = await Promise.all([
      learners.sessionsOf(id),
      passkeys.of(id),
      accounts.of(id),
      recovery.codesLeft(id),
    ]);
    const owner = { learner: id, name: account?.name ?? '', known: known.map((passkey) => passkey.id) };
    const asking = askPasskey(
      seal,
      passkeyPlace(base, request.headers),
      { challenge: world.token(), at: now },
      owner,
    );
    const page = accountPage({
      learner,
      formToken: visitors.formToken(learner),
      here: session.hash,
      sessions,
      passkeys: known,
      hasPassword: (stored?.password ?? null) !== null,
      codesLeft,
      isRecent: isRecent(session, now),
      asking,
      note,
      isNew,
      ownsWays: deps.ways.own,
      now,
    });
    return reply.page('learner/account', page, status);
  }

  return async (app) => {
    app.get(
      '/account',
      { schema: { querystring: NewQuery }, config: { about: 'sessions' } },
      (request, reply) => show(request, reply, { isNew: request.query.new === 'yes' }),
    );

    // A new passkey beside the others, or a password in place of the one before; other devices are signed out.
    app.post(
      '/account/ways',
      { schema: { body: WayForm }, config: { about: 'accounts' } },
      async (request, reply) => {
        const { learner, hash } = await trustedSender(deps, request, reply, request.body.token);
        try {
          const ceremony = openCeremony(seal, request.body.ceremony, world.now());
          if (ceremony.learner !== learner.id)
            throw new Failure(
              'forbidden',
              'Someone else opened this form. Reload the page and send it again.',
            );
          const way = await chosenWay(
            deps,
            request,
            { ...request.body, name: learner.account!.name },
            ceremony,
          );
          const arrival = signing.arrive(request, learner.id);
          await decideAndSave(deps, learner, async (_, { id }) => {
            const password =
              way.password === null
                ? []
                : [accounts.setPassword(id, way.password), learners.endSessions(id, hash)];
            return { save: [...password, ...way.save(id), ...arrival.save], result: undefined };
          });
          arrival.enter(reply);
          logEvent(request, way.password === null ? 'passkey-added' : 'password-changed', {
            learner: learner.id,
          });
        } catch (error) {
          return show(request, reply, whatToSay(error));
        }
        return reply.next('/account');
      },
    );

    app.post(
      '/account/passkeys/remove',
      { schema: { body: PasskeyForm }, config: { about: 'accounts' } },
      async (request, reply) => {
        const { learner } = await trustedSender(deps, request, reply, request.body.token);
        await decideAndSave(deps, learner, async (_, { id }) => {
          const [known, account] = await Promise.all([passkeys.of(id), accounts.of(id)]);
          if (!known.some((passkey) => passkey.id === request.body.passkey))
            throw new Failure('not found', 'That passkey has already been removed.');
          if (known.length === 1 && account!.password === null)
            throw new Failure(
              'conflict',
              'This passkey is your only way to sign in. Add another passkey or a password first.',
            );
          return { save: [passkeys.remove(id, request.body.passkey)], result: undefined };
        });
        logEvent(request, 'passkey-removed', { learner: learner.id });
        return reply.next('/account');
      },
    );

    app.post(
      '/account/codes',
      { schema: { body: TokenForm }, config: { about: 'accounts' } },
      async (request, reply) => {
        const { learner } = await trustedSender(deps, request, reply, request.body.token);
        const codes = Array.from({ length: codeCount }, () => codeFrom(world.token()));
        const digests = codes.map((code) => digest(plainCode(code)));
        await decideAndSave(deps, learner, async (_, { id }) => ({
          save: recovery.replaceCodes(id, digests),
          result: undefined,
        }));
        logEvent(request, 'recovery-codes-made', { learner: learner.id });
        return reply.page('learner/codes', codesPage(codes));
      },
    );

    app.post(
      '/account/sessions/end',
      { schema: { body: SessionForm }, config: { about: 'sessions' } },
      async (request, reply) => {
        const session = await sessionOf(deps, request, reply, request.body.token);
        await signing.end(session, request.body.session);
        logEvent(request, 'session-ended', { learner: session.learner.id });
        return reply.next('/account');
      },
    );
  };
}
