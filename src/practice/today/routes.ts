import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { atMoment } from '../../bank/live/live.ts';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import { loadBeyond, loadDay, loadPace, newLeft } from '../day/load.ts';
import type { LiveRooms } from '../deps.ts';
import { loadNext } from '../question/load.ts';
import { FormBody, readSet, SetQuery } from '../set/forms.ts';
import { loadOffers } from '../set/load.ts';
import { longestMelody } from './melody.ts';
import { daysAhead, todayPage } from './page.ts';

/** So many new concepts are granted by "ten new ones more". */
const moreAtOnce = 10;

/** Today, and more of it. */
export function todayRoutes(rooms: LiveRooms): FastifyPluginAsyncTypebox {
  const { exams, learners, practice, visitors, world } = rooms;

  return async (app) => {
    app.get('/', { schema: { querystring: SetQuery } }, async (request, reply) => {
      const here = atMoment(rooms);
      const learner = await visitors.learnerOf(request, reply);
      const now = world.now();
      const day = await loadDay(here, learner, now);
      const next = await loadNext(here, learner, day, now);
      const page = todayPage({
        bank: here.bank,
        learner,
        formToken: learner ? visitors.formToken(learner) : '',
        day,
        beyond: await loadBeyond(here, learner, day),
        canAsk: next !== undefined && !learner?.stopped,
        ahead: learner ? await practice.ahead(learner.id, day.day, day.day + daysAhead) : [],
        played: learner
          ? await practice.played(learner.id, toLogDay(learner, learner.lastDay), longestMelody)
          : [],
        playedTally: learner
          ? await practice.tally(learner.id, toLogDay(learner, learner.lastDay))
          : day.today,
        pace: await loadPace(here, learner),
        openSitting: learner && (await exams.open(learner.id)),
        examDay: learner && (await exams.examDay(learner.id)),
        now,
        offers: learner && (await loadOffers(here, learner, day, now)),
        ended: readSet(request.query),
      });
      return reply.page('practice/today', page);
    });

    app.post('/practice/revised', { schema: { body: FormBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(rooms, learner, async (_, { id }) => ({
        save: [learners.noteTold(id)],
        result: undefined,
      }));
      return reply.next('/');
    });

    app.post('/practice/more', { schema: { body: FormBody } }, async (request, reply) => {
      const learner = await visitors.sender(request, reply, request.body.token);
      await decideAndSave(rooms, learner, async (here, who) => {
        const day = learnerDay(who, world.now());
        const left = newLeft(who, day, await here.practice.tally(who.id, day));
        const granted = who.extraDay === day ? who.extraNew : 0;
        // A second click finds the first one's grant and adds nothing to it.
        const save = left === 0 ? [learners.grantNew(who.id, day, granted + moreAtOnce)] : [];
        return { save, result: undefined };
      });
      return reply.next('/practice');
    });
  };
}
