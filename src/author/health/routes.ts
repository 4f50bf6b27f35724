import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { LiveBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { AnalysisStore } from '../analysis/store.ts';
import type { AuthorStore } from '../store.ts';

/** Everything that the page on the bank's health works with. */
export type BankHealthDeps = {
  live: LiveBank;
  author: AuthorStore;
  analysis: AnalysisStore;
  visitors: Visitors;
};

/** The flagged question after which the list goes on. */
const HealthQuery = Type.Object({ after: Type.Optional(Type.String({ maxLength: 200 })) });

/** How the bank is doing, for its authors. */
export function bankHealthRoutes({
  live,
  author,
  analysis,
  visitors,
}: BankHealthDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    const schema = { querystring: HealthQuery };
    app.get('/bank/health', { schema, config: { right: 'authors' } }, async (request, reply) => {
      const { healthPage } = await import('./page.ts');
      const authorView = await live.wantedAuthorView();
      if (!authorView) throw new Failure('not found', 'This page is for authors.');
      const learner = await visitors.learnerOf(request, reply);
      const bank = live.current();
      const [reports, flagged] = await Promise.all([
        author.reports(),
        analysis.flagged(request.query.after ?? ''),
      ]);
      const keys = keysOf(learner?.keysOff ?? []);
      return reply.page('author/health', healthPage({ bank, authorView, reports, flagged, keys }));
    });
  };
}
