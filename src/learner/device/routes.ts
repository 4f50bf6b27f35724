import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { logEvent } from '../../base/web/events.ts';
import { type Base, wholeAddress } from '../../base/web/origin.ts';
import type { Learner } from '../model.ts';
import type { Visitors } from '../session/visitors.load.ts';
import { followLink, type LinkDeps, linkOfCode, liveLink, makeLink } from './link.load.ts';
import { countsOf, devicesPage, joinPage, type ShownLink } from './page.ts';
import { qrPath } from './qr.door.ts';

/** What the pages of devices need. */
export type DeviceDeps = LinkDeps & {
  visitors: Visitors;
  base: Base;
};

// In the query, which is never written to the log.
const CodeQuery = Type.Object({ code: Type.String({ maxLength: 40 }) });
const DevicesQuery = Type.Object({ code: Type.Optional(Type.String({ maxLength: 40 })) });
const JoinForm = Type.Object({
  token: Type.String({ maxLength: 400 }),
  code: Type.String({ maxLength: 40 }),
});
const config = { right: 'everyone', about: 'sessions' } as const;
const TokenForm = Type.Object({ token: Type.String({ maxLength: 400 }) });

const purpose = 'join';

/** Your devices, and the link by which another one goes on. */
export function deviceRoutes(deps: DeviceDeps): FastifyPluginAsyncTypebox {
  const { learners, visitors, base } = deps;

  /** The link of a code, if it is the learner's own and still works. */
  async function shownLink(
    learner: Learner,
    typed: string,
    headers: FastifyRequest['headers'],
  ): Promise<ShownLink | undefined> {
    const found = await liveLink(deps, typed);
    if (found?.link.learner !== learner.id) return undefined;
    const address = wholeAddress(base, headers, `/join?code=${found.code}`);
    return { address, qr: qrPath(address), expiresAt: found.link.expiresAt };
  }

  /** Who a browser is before it follows the link of a learner. */
  async function beforeOf(before: Learner | undefined, learner: Learner) {
    if (!before) return { kind: 'nobody', name: '', counts: '' } as const;
    if (before.id === learner.id) return { kind: 'same', name: '', counts: '' } as const;
    const counts = countsOf(before.practiceDays, await learners.countAnswers(before.id));
    return { kind: before.account ? 'account' : 'guest', name: before.account?.name ?? '', counts } as const;
  }

  return async (app) => {
    app.get(
      '/devices',
      { schema: { querystring: DevicesQuery }, config: { about: 'sessions' } },
      async (request, reply) => {
        const learner = await visitors.learnerOf(request, reply);
        const answers = learner ? await learners.countAnswers(learner.id) : 0;
        const { code = '' } = request.query;
        const link = learner && (await shownLink(learner, code, request.headers));
        const formToken = learner ? visitors.formToken(learner) : '';
        return reply.page('learner/devices', devicesPage(learner, { formToken, link, answers }));
      },
    );

    app.post(
      '/devices/link',
      { schema: { body: TokenForm }, config: { about: 'sessions' } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        return reply.next(`/devices?code=${await makeLink(deps, learner)}`);
      },
    );

    app.get('/join', { schema: { querystring: CodeQuery }, config }, async (request, reply) => {
      const before = await visitors.learnerOf(request, reply);
      const { code } = request.query;
      const { learner } = await linkOfCode(deps, code);
      const counts = countsOf(learner.practiceDays, await learners.countAnswers(learner.id));
      const name = learner.account?.name ?? '';
      const formToken = visitors.beginnersToken(before, purpose);
      return reply.page(
        'learner/join',
        joinPage({ formToken, code, name, counts, before: await beforeOf(before, learner) }),
      );
    });

    // A link that is only looked at, by a messenger for its preview, stays unused.
    app.post('/join', { schema: { body: JoinForm }, config }, async (request, reply) => {
      const { token } = request.body;
      const before = await visitors.learnerOf(request, reply);
      if (before) await visitors.sender(request, reply, token);
      else if (typeof deps.seal.open(purpose, token) !== 'string') throw notOurs();
      const learner = await followLink(deps, request, reply, { code: request.body.code, before });
      logEvent(request, 'device-joined', { learner });
      return reply.next('/');
    });
  };
}

function notOurs(): Failure {
  return new Failure('forbidden', 'This form is damaged or was not made here. Open the link again.');
}
