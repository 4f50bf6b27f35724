import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { LiveBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { createStreams } from '../../base/web/streams.ts';
import { QuestionParams } from '../../learn/met/forms.ts';

/** A number that is another after each change of the bank or its files, by which a page tells whether it is behind. */
export type Changes = { count(): number };

/** Counts the changes of a live bank; of several nodes all give the same number. */
export function countChanges(live: LiveBank): Changes {
  let count = 0;
  live.onChange(() => {
    count++;
  });
  return { count: () => live.edition?.() ?? count };
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
    app.get('/bank/:id/changes', options, async (request, reply) => {
      // Another node may have shown the page: this one must not be behind it.
      if (!(await live.wantedAuthorView()))
        throw new Failure('not found', 'Only authors can follow changes to the bank’s files.');
      const tell = streams.open(reply);
      if (request.query.since !== changes.count()) tell(String(changes.count()));
    });
  };
}
