import { learnerDay, toLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { beyondOf, loadDay, lookBeyond, tallyOf } from '../day/load.ts';
import type { DayDeps } from '../deps.ts';
import { countCap, type Outlook } from '../model.ts';
import { canAskNext } from '../question/load.ts';
import { loadOffers, missedAfter, weakAfter } from '../set/load.ts';
import type { SetState } from '../set/set.ts';
import { daysAhead, type TodayGiven } from './model.ts';

/** What Today is made of, but for the tokens of its forms. */
export type LoadedToday = Omit<TodayGiven, 'formToken' | 'examToken'>;

/** Reads what Today shows; `ended` is the set that has just ended. */
export async function loadToday(
  here: DayDeps,
  learner: Learner | undefined,
  now: number,
  ended?: SetState,
): Promise<LoadedToday> {
  const { day, looked, played, openSitting } = await readToday(here, learner, now);
  const [canAsk, offers] = await Promise.all([
    canAskNext(here, learner, day, now),
    learner && loadOffers(here, learner, day, looked, now),
  ]);
  return {
    bank: here.bank,
    learner,
    day,
    beyond: lookBeyond(learner, day),
    canAsk: canAsk && !learner?.stopped,
    looked,
    played,
    playedTally: learner ? tallyOf(learner, toLogDay(learner, learner.lastDay)) : day.today,
    openSitting,
    now,
    offers,
    ended,
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
async function readToday(here: DayDeps, learner: Learner | undefined, now: number) {
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
