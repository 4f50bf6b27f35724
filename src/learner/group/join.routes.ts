import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { Failure } from '../../base/failure.ts';
import { isName, plainName } from '../account/name.ts';
import { decideAndSave } from '../decision.load.ts';
import { GroupParams, JoinForm, JoinQuery, TokenForm } from './forms.ts';
import { groupOfLink } from './group.load.ts';
import { mostGroups, mostMembers } from './model.ts';
import { joinGroupPage } from './page.ts';
import { type GroupDeps, nameNote } from './routes.ts';

const purpose = 'join a group';

/** Joining a group with consent, and leaving it. */
export function joinGroupRoutes(deps: GroupDeps): FastifyPluginAsyncTypebox {
  const { groups, learners, visitors, world } = deps;

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    query: Static<typeof JoinQuery>,
    note: string,
  ) {
    const learner = await visitors.learnerOf(request, reply);
    const group = await groupOfLink(deps, query);
    const leader = await learners.byId(group.learner);
    const joined = learner ? await groups.joined(learner.id) : [];
    const page = joinGroupPage({
      group,
      code: query.code,
      formToken: visitors.beginnersToken(learner, purpose),
      leader: leader?.account?.name ?? '',
      before: joined.find(({ id }) => id === group.id),
      name: learner?.account?.name ?? '',
      note,
    });
    return reply.page('learner/join-group', page, note ? 422 : 200);
  }

  return async (app) => {
    app.get('/groups/join', { schema: { querystring: JoinQuery } }, (request, reply) =>
      show(request, reply, request.query, ''),
    );

    app.post('/groups/join', { schema: { body: JoinForm } }, async (request, reply) => {
      const { body } = request;
      const { learner, newcomer } = await visitors.beginner(request, reply, purpose, body);
      const shownName = body.shown === 'yes' ? plainName(body.name ?? '') : undefined;
      if (shownName !== undefined && !isName(shownName)) return show(request, reply, body, nameNote);
      const now = world.now();
      await decideAndSave(
        deps,
        learner,
        async (_, who) => {
          const group = await groupOfLink(deps, body);
          const joined = await groups.joined(who.id);
          const isIn = joined.some(({ id }) => id === group.id);
          if (!isIn && joined.length >= mostGroups) throw tooMany();
          if (!isIn && (await groups.countMembers(group.id)) >= mostMembers) throw full();
          if (newcomer && who === learner) await reply.admitNewcomer();
          return { save: [groups.join(who.id, { group: group.id, shownName }, now)], result: undefined };
        },
        newcomer?.changes,
      );
      await newcomer?.enter(request, reply, now);
      return reply.next('/groups');
    });

    app.post(
      '/groups/:id/leave',
      { schema: { params: GroupParams, body: TokenForm } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        await decideAndSave(deps, learner, async (_, who) => {
          const joined = await groups.joined(who.id);
          if (!joined.some(({ id }) => id === request.params.id))
            throw new Failure('not found', 'You are not in this group.');
          return { save: [groups.leave(who.id, request.params.id)], result: undefined };
        });
        return reply.next('/groups');
      },
    );
  };
}

function tooMany(): Failure {
  return new Failure(
    'conflict',
    `You are in ${mostGroups} groups, which is the limit. Leave one of them first.`,
  );
}

function full(): Failure {
  return new Failure(
    'conflict',
    `This group has ${mostMembers} members, which is the limit. Ask its leader to start another.`,
  );
}
