import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { idsOf } from '../../bank/bank.ts';
import type { LiveBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { CursorQuery } from '../entry/schema.ts';
import { BankQuestion, Check, QuestionParams, Questions } from './schema.ts';
import { bankQuestionOf, checkOf, questionsOf } from './shown.ts';

/** The whole bank, for authors. */
export function bankDoor({ live }: { live: LiveBank }): FastifyPluginAsyncTypebox {
  async function view() {
    const found = await live.wantedAuthorView();
    if (found) return found;
    throw new Failure(
      'unavailable',
      'The question bank’s files cannot be read at the moment. Try again shortly.',
    );
  }

  return async (app) => {
    app.get(
      '/bank',
      {
        schema: { summary: 'The questions on disk', querystring: CursorQuery, response: { 200: Questions } },
        config: { scope: 'bank' },
      },
      async (request) => questionsOf(await view(), request.query, live.current().language),
    );

    app.get(
      '/bank/check',
      {
        schema: { summary: 'What the check found', querystring: CursorQuery, response: { 200: Check } },
        config: { scope: 'bank' },
      },
      async (request) => checkOf(await view(), request.query),
    );

    app.get(
      '/bank/questions/:id',
      {
        schema: {
          summary: 'A question with its answer',
          params: QuestionParams,
          response: { 200: BankQuestion },
        },
        config: { scope: 'bank' },
      },
      async (request) => {
        const seen = await view();
        const { id } = request.params;
        const found = seen.questions.find(({ question }) => idsOf(question).includes(id));
        if (!found) throw new Failure('not found', 'The bank has no question with this name.');
        return bankQuestionOf(seen, found, live.current().language);
      },
    );
  };
}
