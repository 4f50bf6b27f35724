import { unit } from '../../base/random.ts';
import type { RealExam } from '../../exam/model.ts';
import type { Rating, Schedule } from '../../memory/schedule.ts';
import { ratings } from '../../memory/schedule.ts';
import { luckOf, recallOn, shareInNewWords, slip } from '../belief/grid.ts';
import type { Pace, Posterior } from '../belief/model.ts';
import { minutesOn } from '../day/calendar.ts';
import { chooseByPlan } from '../day/choose.ts';
import type { DayOrder, Met, Studied, Waiting } from '../day/model.ts';
import { orderOf } from '../day/order.ts';
import type { Drawn } from './draw.ts';

/** What one learner is run ahead with. */
export type RunGiven = {
  exam: RealExam;
  day: number;
  concepts: readonly Studied[];
  posterior: Posterior;
  pace: Pace;
  schedule: Pick<Schedule, 'next'>;
  secondsToday: number;
};

/** A concept in the mind of a drawn learner. */
type Mind = Studied & { knew: boolean };

/** How long a missed concept rests, in seconds of practice. */
const rest = 600;

/** The score on the day of the exam of one drawn learner who follows the plan. */
export function runAhead(given: RunGiven, drawn: Drawn, seed: string): number {
  const minds = new Map(
    given.concepts.map((concept): [string, Mind] => [
      concept.concept,
      { ...concept, knew: unit(`${seed}/knew/${concept.concept}`) < drawn.knownBefore },
    ]),
  );
  for (let day = given.day; day < given.exam.day; day++) practiseDay(given, minds, drawn, day, seed);
  return scoreOf([...minds.values()], drawn, given.exam.day);
}

function practiseDay(
  given: RunGiven,
  minds: Map<string, Mind>,
  drawn: Drawn,
  day: number,
  seed: string,
): void {
  const budget = minutesOn(given.exam, day) * 60;
  if (budget === 0) return;
  const { exam, posterior, pace, schedule } = given;
  const concepts = [...minds.values()];
  const order = orderOf(
    { exam, day, concepts, posterior, pace, schedule, mockDays: [], mocksLeft: 0 },
    concepts.length,
  );
  const today = { order, missed: new Map<string, number>(), last: undefined as Mind | undefined };
  for (let seconds = day === given.day ? given.secondsToday : 0, n = 0; seconds < budget; n++) {
    const mind = next(today, minds, seconds);
    if (!mind) return;
    const { right, after } = answer(mind, drawn, day, schedule, unit(`${seed}/${day}/${n}`));
    seconds += right ? pace.right : pace.wrong;
    minds.set(mind.concept, after);
    today.last = mind;
    today.order = without(today.order, mind.concept);
    if (right) today.missed.delete(mind.concept);
    else today.missed.set(mind.concept, seconds + rest);
  }
}

function next(
  { order, missed, last }: { order: DayOrder; missed: Map<string, number>; last: Mind | undefined },
  minds: Map<string, Mind>,
  seconds: number,
): Mind | undefined {
  const waiting = [...missed].map(([concept, at]): Waiting => ({ concept, isReady: at <= seconds }));
  const objectiveOf = (concept: string) => minds.get(concept)?.objective;
  const chosen = chooseByPlan({ order, waiting, last, objectiveOf });
  return chosen === undefined ? undefined : minds.get(chosen);
}

function without(order: DayOrder, concept: string): DayOrder {
  const isNew = order.fresh.includes(concept);
  return {
    ...order,
    fresh: isNew ? order.fresh.filter((other) => other !== concept) : order.fresh,
    again: isNew ? order.again : order.again.filter((other) => other !== concept),
    newLeft: Math.max(0, order.newLeft - (isNew ? 1 : 0)),
  };
}

/** An answer: known, lucky or wrong by one throw of the dice. */
function answer(
  mind: Mind,
  drawn: Drawn,
  day: number,
  schedule: Pick<Schedule, 'next'>,
  dice: number,
): { right: boolean; after: Mind } {
  const known = knownOn(mind, drawn, day) * (1 - slip);
  const lucky = (1 - known) * luckOf(mind.guess);
  const right = dice < known + lucky;
  const rating = dice < known ? ratings.good : right ? ratings.hard : ratings.again;
  return { right, after: remembered(mind, day, rating, schedule) };
}

function remembered(mind: Mind, day: number, rating: Rating, schedule: Pick<Schedule, 'next'>): Mind {
  const elapsed = mind.met ? Math.max(0, day - mind.met.day) : 0;
  const { stability, difficulty } = schedule.next(mind.met, elapsed, rating);
  const returns = (mind.met?.returns ?? 0) + (elapsed > 0 ? 1 : 0);
  const met: Met = { stability, difficulty, day, returns };
  return { ...mind, met };
}

/** The chance that a drawn learner knows a concept on a day. */
function knownOn({ met, knew }: Mind, { early, late }: Drawn, day: number): number {
  if (!met) return knew ? 1 : 0;
  return recallOn(met.returns > 0 ? late : early, met.stability, Math.max(0, day - met.day));
}

function scoreOf(minds: readonly Mind[], drawn: Drawn, day: number): number {
  let score = 0;
  let weight = 0;
  for (const mind of minds) {
    const luck = luckOf(mind.guess);
    const known =
      knownOn(mind, drawn, day) *
      (mind.met ? shareInNewWords(drawn.transfer, mind.wordings, mind.met.returns) : 1);
    score += mind.weight * (luck + known * (1 - slip - luck));
    weight += mind.weight;
  }
  return weight === 0 ? 0 : score / weight;
}
