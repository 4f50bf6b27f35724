import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Seal } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { calendarDay } from '../../base/time.ts';
import { type Base, wholeAddress } from '../../base/web/origin.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { isName, longestName, plainName } from '../account/name.ts';
import { type DecisionDeps, decideAndSave } from '../decision.load.ts';
import { qrPath } from '../device/qr.door.ts';
import type { Learner } from '../model.ts';
import type { Visitors } from '../session/visitors.load.ts';
import { GroupParams, MakeForm, TokenForm } from './forms.ts';
import { joinPath, ledGroup } from './group.load.ts';
import { mostGroups, recentDays } from './model.ts';
import { groupPage, groupsPage } from './page.ts';
import type { GroupStore } from './store.ts';

/** What the pages of groups need. */
export type GroupDeps = DecisionDeps & {
  groups: GroupStore;
  visitors: Visitors;
  seal: Seal;
  world: ClockAndIds;
  base: Base;
};

/** Groups: making one, and what its leader sees. */
export function groupRoutes(deps: GroupDeps): FastifyPluginAsyncTypebox {
  const { groups, visitors, world, base } = deps;

  async function model(learner: Learner | undefined, note: string) {
    const [led, joined] = learner
      ? await Promise.all([groups.led(learner.id), groups.joined(learner.id)])
      : [[], []];
    const formToken = learner ? visitors.formToken(learner) : '';
    return groupsPage({ learner, formToken, led, joined, note });
  }

  function membersOf({ id, zone, dayStart }: Learner, group: string) {
    return groups.members(id, group, calendarDay(world.now(), zone, dayStart) - recentDays + 1);
  }

  return async (app) => {
    app.get('/groups', async (request, reply) =>
      reply.page('learner/groups', await model(await visitors.learnerOf(request, reply), '')),
    );

    app.post('/groups', { schema: { body: MakeForm } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      const name = plainName(request.body.name);
      if (!isName(name)) return reply.page('learner/groups', await model(learner, nameNote), 422);
      const id = world.id();
      await decideAndSave(deps, learner, async (_, who) => {
        if ((await groups.led(who.id)).length >= mostGroups) throw tooMany();
        return { save: [groups.make(who.id, id, name, world.now())], result: undefined };
      });
      return reply.next(`/groups/${id}`);
    });

    app.get('/groups/:id', { schema: { params: GroupParams } }, async (request, reply) => {
      const learner = await visitors.learnerOf(request, reply);
      const [group, members] = await Promise.all([
        ledGroup(deps, learner, request.params.id),
        learner ? membersOf(learner, request.params.id) : [],
      ]);
      const address = wholeAddress(base, request.headers, joinPath(deps, group));
      const link = { formToken: visitors.formToken(learner!), address, qr: qrPath(address) };
      return reply.page('learner/group', groupPage(group, members, link));
    });

    app.post(
      '/groups/:id/link',
      { schema: { params: GroupParams, body: TokenForm } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        await decideAndSave(deps, learner, async (_, who) => ({
          save: [groups.renew(await ledGroup(deps, who, request.params.id))],
          result: undefined,
        }));
        return reply.next(`/groups/${request.params.id}`);
      },
    );

    app.post(
      '/groups/:id/delete',
      { schema: { params: GroupParams, body: TokenForm } },
      async (request, reply) => {
        const learner = await visitors.sender(request, reply, request.body.token);
        await decideAndSave(deps, learner, async (_, who) => ({
          save: [groups.remove(await ledGroup(deps, who, request.params.id))],
          result: undefined,
        }));
        return reply.next('/groups');
      },
    );
  };
}

/** What is wrong with a name that nobody could read. */
export const nameNote = `Choose a name of 1 to ${longestName} characters. Nothing was changed.`;

function tooMany(): Failure {
  return new Failure('conflict', `You lead ${mostGroups} groups, which is the limit. End one of them first.`);
}
