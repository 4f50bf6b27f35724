import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Failure } from '../base/failure.ts';
import { lazy } from '../base/lazy.ts';
import { Type } from '../base/schema.ts';
import type { Base } from '../base/web/origin.ts';
import type { Visitors } from '../learner/session/visitors.load.ts';
import { contentsPage, helpPage } from './page.ts';
import { searchingIn } from './search.ts';
import { helpPages } from './shelf.load.ts';

/** Everything that the help works with. */
export type HelpDeps = { base: Base; visitors: Visitors };

const HelpQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) });
const HelpParams = Type.Object({ page: Type.String({ maxLength: 64 }) });

/** Strangers may read it too: it says how to come in. */
const config = { right: 'everyone' } as const;

/** The help: its contents with a search, and each page. */
export function helpRoutes({ base, visitors }: HelpDeps): FastifyPluginAsyncTypebox {
  const search = lazy(() => searchingIn(helpPages()));
  const rendered = new Map<string, ReturnType<typeof helpPage>>();
  const addresses = lazy(
    () => new Map(helpPages().map(({ name }) => [`${name}.md`, `${base.prefix}/help/${name}`])),
  );

  return async (app) => {
    app.get('/help', { schema: { querystring: HelpQuery }, config }, async (request, reply) => {
      await visitors.learnerOf(request, reply);
      const { q = '' } = request.query;
      return reply.page('help/contents', contentsPage(helpPages(), q, search()(q)));
    });

    app.get('/help/:page', { schema: { params: HelpParams }, config }, async (request, reply) => {
      await visitors.learnerOf(request, reply);
      const page = helpPages().find(({ name }) => name === request.params.page);
      if (!page) throw new Failure('not found', 'There is no such page. Find all pages in Help.');
      const model = rendered.getOrInsertComputed(page.name, () => helpPage(page, addresses()));
      return reply.page('help/page', { ...model });
    });
  };
}
