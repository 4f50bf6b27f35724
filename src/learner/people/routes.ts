import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import { Type } from '../../base/schema.ts';
import { logEvent } from '../../base/web/events.ts';
import { type DecisionDeps, decideUnasked } from '../decision.load.ts';
import { type Accounts, keepAnOwner } from '../leave/owner.ts';
import type { Learner } from '../model.ts';
import type { Visitors } from '../session/visitors.load.ts';
import { peoplePage } from './page.ts';
import type { PeopleStore } from './store.ts';

/** What the owner's page of people needs. */
export type PeopleDeps = DecisionDeps & { people: PeopleStore; accounts: Accounts; visitors: Visitors };

const PersonParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
const RemoveForm = Type.Object({
  token: Type.String({ maxLength: 400 }),
  sure: Type.Optional(Type.Literal('yes')),
});
const RemovedQuery = Type.Object({ removed: Type.Optional(Type.String({ maxLength: 10 })) });

/** Who has an account here, for owners alone. */
export function peopleRoutes(deps: PeopleDeps): FastifyPluginAsyncTypebox {
  const { learners, people, accounts, visitors } = deps;
  const config = { right: 'authors' } as const;

  async function show(reply: FastifyReply, owner: Learner, { note = '', removed = false }) {
    const formToken = visitors.formToken(owner);
    const page = peoplePage(owner, { formToken, people: await people.people(), note, removed });
    return reply.page('learner/people', page, note ? 422 : 200);
  }

  return async (app) => {
    app.get('/people', { schema: { querystring: RemovedQuery }, config }, async (request, reply) => {
      const owner = ownerOf(await visitors.learnerOf(request, reply));
      return show(reply, owner, { removed: request.query.removed === 'yes' });
    });

    app.post(
      '/people/:id/remove',
      { schema: { params: PersonParams, body: RemoveForm }, config },
      async (
        request: FastifyRequest<{ Params: { id: string }; Body: { token: string; sure?: 'yes' } }>,
        reply,
      ) => {
        const owner = ownerOf(await visitors.sender(request, reply, request.body.token));
        if (request.body.sure !== 'yes')
          return show(reply, owner, { note: 'Tick the box first. Nobody was removed.' });
        const { id } = request.params;
        const isRemoved = await decideUnasked(deps, id, async (_, who) => {
          if (!who.account) return { save: [], result: false };
          return { save: [...(await keepAnOwner(accounts, who)), learners.remove(id)], result: true };
        });
        if (!isRemoved) throw new Failure('not found', 'This account has already been deleted.');
        logEvent(request, 'account-deleted', { learner: id, by: owner.id });
        return reply.next('/people?removed=yes');
      },
    );
  };
}

/** Authors find no page here either. */
function ownerOf(learner: Learner | undefined): Learner {
  if (learner?.account?.role === 'owner') return learner;
  throw new Failure('not found', 'This page is for owners.');
}
