import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../base/failure.ts';
import { readUpload, type Upload } from '../base/web/upload.ts';
import type { Arrive } from '../learner/device/link.load.ts';
import type { Visitors } from '../learner/session/visitors.load.ts';
import type { BringDeps } from './bring.load.ts';
import { bringPage, broughtPage } from './page.ts';

/** What the pages of taking along and bringing in need. */
export type ExchangeDeps = BringDeps & { visitors: Visitors; arrive: Arrive };

/** The largest file that can be brought in: ten times what somebody answers in a year. */
const largestFile = 8 * 1024 * 1024;

const purpose = 'bring in';

/** Take along and bring in. */
export function exchangeRoutes(deps: ExchangeDeps): FastifyPluginAsyncTypebox {
  const { visitors, world } = deps;

  async function show(request: FastifyRequest, reply: FastifyReply, note: string) {
    const learner = await visitors.learnerOf(request, reply);
    const formToken = visitors.beginnersToken(learner, purpose);
    return reply.page(
      'exchange/bring-in',
      bringPage({ known: learner !== undefined, formToken, note }),
      note ? 422 : 200,
    );
  }

  return async (app) => {
    app.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: largestFile },
      async ({ headers }: FastifyRequest, body: Buffer) => readUpload(headers['content-type'] ?? '', body),
    );

    app.get('/take-along', async (request, reply) => {
      const { takeAlong, takeName } = await import('./take.load.ts');
      const learner = await visitors.learnerOf(request, reply);
      const zip = learner && (await takeAlong(deps, learner.id));
      if (!zip)
        throw new Failure('not found', 'There is no progress to download yet. Answer a question first.');
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${takeName(world.now())}"`)
        .header('cache-control', 'no-store')
        .send(zip);
    });

    app.get('/bring-in', (request, reply) => show(request, reply, ''));

    app.post('/bring-in', async (request, reply) => {
      const { fields, file } = (request.body ?? {}) as Partial<Upload>;
      const token = fields?.token ?? '';
      const into = await ownerOf(request, reply, token);
      if (!file || file.length === 0)
        return show(request, reply, 'Choose a file first. Nothing was changed.');
      try {
        const { bringIn } = await import('./bring.load.ts');
        const brought = await bringIn(deps, file, into);
        if (into === undefined) await welcome(request, reply, brought.learner);
        return reply.page('exchange/bring-in', broughtPage(brought));
      } catch (error) {
        if (error instanceof Failure && error.kind === 'invalid') return show(request, reply, error.message);
        throw error;
      }
    });
  };

  /** Who brings the file in; undefined for a newcomer, whose form must be ours. */
  async function ownerOf(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
  ): Promise<string | undefined> {
    const known = await visitors.senderOrStranger(request, reply, purpose, token);
    if (!known) await reply.admitNewcomer();
    return known?.id;
  }

  async function welcome(request: FastifyRequest, reply: FastifyReply, learner: string): Promise<void> {
    const arrival = deps.arrive(request, learner);
    await deps.db.commit(arrival.save);
    arrival.enter(reply);
  }
}
