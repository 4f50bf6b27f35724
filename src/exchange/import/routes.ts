import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { readUpload, type Upload } from '../../base/web/upload.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import type { Exchanging } from '../jobs/jobs.work.ts';
import { importPage, mostMegabytes } from './page.ts';
import { createUploads, type Sent } from './uploads.work.ts';

/** What the page for importing questions needs. */
export type ImportDeps = { visitors: Visitors; world: ClockAndIds; exchanging: Exchanging };

const purpose = 'import questions';
const largest = mostMegabytes * 2 ** 20;
const config = { right: 'authors' } as const;
const Id = Type.String({ maxLength: 100 });
const ImportQuery = Type.Object({ file: Type.Optional(Id) });
const ConfirmForm = Type.Object({ token: Type.String({ maxLength: 1000 }), file: Id });

/** Importing questions for authors: a file, the report on it, and the button that writes. */
export function importRoutes({ visitors, world, exchanging }: ImportDeps): FastifyPluginAsyncTypebox {
  const uploads = createUploads(exchanging, world);

  async function show(request: FastifyRequest, reply: FastifyReply, sent: Sent | undefined, note = '') {
    const learner = await visitors.learnerOf(request, reply);
    const formToken = visitors.beginnersToken(learner, purpose);
    if (sent?.state === 'reading' || sent?.state === 'writing') reply.header('refresh', '2');
    const page = importPage({ sent, obstacle: await uploads.obstacle(), note, formToken });
    return reply.page('exchange/import', page, note ? 422 : 200);
  }

  /** Refuses a form that is not ours, and every form while nothing can be written. */
  async function guard(request: FastifyRequest, reply: FastifyReply, token: string): Promise<void> {
    await visitors.senderOrStranger(request, reply, purpose, token);
    const obstacle = await uploads.obstacle();
    if (obstacle) throw new Failure('conflict', obstacle);
  }

  return async (app) => {
    app.addHook('onClose', async () => uploads.close());
    app.addContentTypeParser(
      'multipart/form-data',
      // Room for the form around the largest file.
      { parseAs: 'buffer', bodyLimit: largest + 2 ** 20 },
      async ({ headers }: FastifyRequest, body: Buffer) => readUpload(headers['content-type'] ?? '', body),
    );

    app.get('/bank/import', { schema: { querystring: ImportQuery }, config }, async (request, reply) => {
      const { file } = request.query;
      return show(request, reply, file === undefined ? undefined : found(file));
    });

    app.post('/bank/import', { config }, async (request, reply) => {
      const { fields, file, name = '' } = (request.body ?? {}) as Partial<Upload>;
      await guard(request, reply, fields?.token ?? '');
      if (!file || file.length === 0) return show(request, reply, undefined, 'Choose a file first.');
      if (file.length > largest)
        return show(
          request,
          reply,
          undefined,
          `This file is larger than ${mostMegabytes} MB. Split it, or use "etude import", which takes larger ones.`,
        );
      return reply.next(`/bank/import?file=${uploads.take(name, file)}`);
    });

    app.post('/bank/import/confirm', { schema: { body: ConfirmForm }, config }, async (request, reply) => {
      const { token, file } = request.body;
      await guard(request, reply, token);
      uploads.write(found(file));
      return reply.next(`/bank/import?file=${file}`);
    });
  };

  function found(id: string): Sent {
    const sent = uploads.find(id);
    if (!sent) throw new Failure('not found', 'Etude no longer has this file. Choose it again.');
    return sent;
  }
}
