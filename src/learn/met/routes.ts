import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { AuthorPages, MetDeps, ShownPage } from './deps.ts';
import { BankQuery, QuestionParams } from './forms.ts';
import { loadMet } from './load.ts';
import { metPage } from './page.ts';
import { loadMetQuestion } from './question.load.ts';
import { metQuestionPage } from './question.page.ts';

/** The bank to browse: for candidates what they have answered, for authors everything. */
export function metRoutes<Query extends TSchema>(
  deps: MetDeps,
  authors: AuthorPages<Query>,
): FastifyPluginAsyncTypebox {
  const { visitors } = deps;

  return async (app) => {
    app.get('/bank', { schema: { querystring: BankQuery } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const authored = await authors.list(learner, request.query);
      if (authored) return show(reply, authored);
      return reply.page('learn/met', metPage(await loadMet(deps, learner, request.query)));
    });

    const shown = { schema: { params: QuestionParams, querystring: authors.questionQuery } };
    app.get('/bank/:id', shown, async (request, reply) => {
      const { id } = request.params;
      const learner = await visitors.learnerOf(request, reply);
      // Fastify's types give up on a schema that is not known before it is handed in.
      const query = request.query as Static<Query>;
      const authored = await authors.question(learner, id, query);
      if (authored) return show(reply, authored);
      return reply.page('learn/question', metQuestionPage(await loadMetQuestion(deps, learner, id)));
    });
  };
}

function show(reply: FastifyReply, { view, page, status }: ShownPage) {
  return reply.page(view, page, status);
}
