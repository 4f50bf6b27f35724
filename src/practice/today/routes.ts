import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { withCurrentBank } from '../../bank/live/live.ts';
import { newcomersExam } from '../../exam/yours/forms.ts';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { beyondOf, loadDay, lookBeyond, tallyOf } from '../day/load.ts';
import type { DayDeps, LiveDeps } from '../deps.ts';
import { countCap, type Outlook } from '../model.ts';
import { canAskNext } from '../question/load.ts';
import { readSet, SetQuery } from '../set/forms.ts';
import { loadOffers, missedAfter, weakAfter } from '../set/load.ts';
import { daysAhead } from './model.ts';
import { todayPage } from './page.ts';

/** Today. */
export function todayRoutes(deps: LiveDeps): FastifyPluginAsyncTypebox {
  const { visitors, world } = deps;

  return async (app) => {
    app.get('/', { schema: { querystring: SetQuery } }, async (request, reply) => {
      const here = withCurrentBank(deps);
      const learner = await visitors.learnerOf(request, reply);
      const now = world.now();
      const { day, looked, played, openSitting } = await loadToday(here, learner, now);
      const [canAsk, offers] = await Promise.all([
        canAskNext(here, learner, day, now),
        learner && loadOffers(here, learner, day, looked, now),
      ]);
      const page = todayPage({
        bank: here.bank,
        learner,
        formToken: learner ? visitors.formToken(learner) : '',
        day,
        beyond: lookBeyond(learner, day),
        canAsk: canAsk && !learner?.stopped,
        looked,
        played,
        playedTally: learner ? tallyOf(learner, toLogDay(learner, learner.lastDay)) : day.today,
        openSitting,
        examToken: visitors.beginnersToken(learner, newcomersExam),
        now,
        offers,
        ended: readSet(request.query),
      });
      return reply.page('practice/today', page);
    });
  };
}

const nothingAhead: Outlook = {
  ahead: [],
  wrong: [],
  sureAndWrong: 0,
  flags: [],
  domains: [],
  met: 0,
  examDay: undefined,
  onTheDay: undefined,
};

/** What Today is read from, all of it at once: none of it depends on the rest. */
async function loadToday(here: DayDeps, learner: Learner | undefined, now: number) {
  const reading = loadDay(here, learner, now, beyondOf(learner));
  if (!learner) return { day: await reading, looked: nothingAhead, played: [], openSitting: undefined };
  const today = learnerDay(learner, now);
  const [day, looked, played, openSitting] = await Promise.all([
    reading,
    here.practice.outlook(learner.id, {
      after: today,
      until: today + daysAhead,
      missedAfter: missedAfter(learner, today),
      weakAfter: weakAfter(learner, today),
    }),
    here.practice.played(learner.id, toLogDay(learner, learner.lastDay), countCap),
    here.exams.open(learner.id),
  ]);
  return { day, looked, played, openSitting };
}
