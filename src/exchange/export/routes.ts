import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LiveBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import { slugOf } from '../import/place.ts';
import type { Exchanging } from '../jobs/jobs.work.ts';
import { type Asked, createDownloads } from './downloads.work.ts';
import { exportPage } from './page.ts';

/** What the page for exporting questions needs. */
export type ExportDeps = { visitors: Visitors; world: ClockAndIds; live: LiveBank; exchanging: Exchanging };

const purpose = 'export questions';
const config = { right: 'authors' } as const;
const Id = Type.String({ maxLength: 100 });
const ExportQuery = Type.Object({ file: Type.Optional(Id) });
const FileQuery = Type.Object({ file: Id });
const ExportForm = Type.Object({
  token: Type.String({ maxLength: 1000 }),
  format: Type.Optional(Type.String({ maxLength: 40 })),
});

/** Exporting the bank for authors: a format, the report on what has no place in it, and the file. */
export function exportRoutes({ visitors, world, live, exchanging }: ExportDeps): FastifyPluginAsyncTypebox {
  const downloads = createDownloads(exchanging, world);

  async function show(request: FastifyRequest, reply: FastifyReply, asked: Asked | undefined, note = '') {
    const { writers } = await import('./writers.load.ts');
    const learner = await visitors.learnerOf(request, reply);
    const formToken = visitors.beginnersToken(learner, purpose);
    if (asked?.state === 'writing') reply.header('refresh', '2');
    return reply.page('exchange/export', exportPage({ asked, writers, note, formToken }), note ? 422 : 200);
  }

  return async (app) => {
    app.addHook('onClose', async () => downloads.close());

    app.get('/bank/export', { schema: { querystring: ExportQuery }, config }, async (request, reply) => {
      const { file } = request.query;
      return show(request, reply, file === undefined ? undefined : found(file));
    });

    app.post('/bank/export', { schema: { body: ExportForm }, config }, async (request, reply) => {
      const { token, format } = request.body;
      await visitors.senderOrStranger(request, reply, purpose, token);
      const obstacle = await downloads.obstacle();
      if (obstacle) throw new Failure('conflict', obstacle);
      const { writers } = await import('./writers.load.ts');
      const writer = writers.find(({ name }) => name === format);
      if (!writer) return show(request, reply, undefined, 'Choose a format first.');
      const name = `${slugOf(live.current().title) || 'bank'}.${writer.ending}`;
      return reply.next(`/bank/export?file=${downloads.begin(writer.name, name)}`);
    });

    app.get('/bank/export/file', { schema: { querystring: FileQuery }, config }, async (request, reply) => {
      const asked = found(request.query.file);
      if (asked.state !== 'written')
        throw new Failure('conflict', 'This file is not ready yet. Go back, and wait until it is.');
      const { stream, length } = downloads.open(asked);
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${asked.name}"`)
        .header('content-length', length)
        .header('cache-control', 'no-store')
        .send(stream);
    });
  };

  function found(id: string): Asked {
    const asked = downloads.find(id);
    if (!asked) throw new Failure('not found', 'Etude no longer has this file. Export it again.');
    return asked;
  }
}
