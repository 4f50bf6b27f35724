import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import type { PictureStore } from './store.ts';

const PictureParams = Type.Object({ file: Type.String({ maxLength: 64 }) });

/** What keeps an SVG that is opened by itself from fetching or running anything. */
const sandbox = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** The pictures of questions and lessons, each under a name that changes with it. */
export function pictureRoutes({ pictures }: { pictures: PictureStore }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get('/pictures/:file', { schema: { params: PictureParams } }, async (request, reply) => {
      const found = await pictures.picture(request.params.file);
      if (!found) throw new Failure('not found', 'There is no picture at this address.');
      return reply
        .header('cache-control', 'private, max-age=31536000, immutable')
        .header('content-security-policy', sandbox)
        .type(found.type)
        .send(Buffer.from(found.bytes));
    });
  };
}
