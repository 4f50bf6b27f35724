import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { LiveBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { createStreams } from '../../base/web/streams.ts';
import { QuestionParams } from '../../learn/met/forms.ts';

/** How often a bank has changed since the server started, by which a page tells whether it is behind. */
export type Changes = { count(): number };

/** Counts the changes of a live bank. */
export function countChanges(live: LiveBank): Changes {
  let count = 0;
  live.onChange(() => {
    count++;
  });
  return { count: () => count };
}

/** Most pages that follow the files: each keeps a connection. */
export const mostFollowers = 50;

const SinceQuery = Type.Object({ since: Type.Integer({ minimum: 0 }) });

/** Tells the pages of authors when the bank or its files have changed. */
export function changesRoutes(live: LiveBank, changes: Changes): FastifyPluginAsyncTypebox {
  return async (app) => {
    const streams = createStreams(app, mostFollowers);
    live.onChange(() => streams.tell(String(changes.count())));

    const options = {
      exposeHeadRoute: false,
      config: { right: 'authors' },
      schema: { params: QuestionParams, querystring: SinceQuery },
    } as const;
    app.get('/bank/:id/changes', options, (request, reply) => {
      if (!live.authorView())
        throw new Failure('not found', 'Only authors can follow changes to the bank’s files.');
      const tell = streams.open(reply);
      if (request.query.since !== changes.count()) tell(String(changes.count()));
    });
  };
}
