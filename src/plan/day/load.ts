import type { Bank } from '../../bank/bank.ts';
import type { BankStore } from '../../bank/past/store.ts';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import type { Change } from '../../base/data/database.ts';
import { calendarDay } from '../../base/time.ts';
import type { RealExam } from '../../exam/model.ts';
import { sealedPapers } from '../../exam/paper/assemble.ts';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import type { Relogged, StoredCard } from '../../memory/model.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { updated } from '../belief/belief.ts';
import { relogged } from '../belief/load.ts';
import type { Belief, Evidence } from '../belief/model.ts';
import { paceOf, posteriorOf, secondsWithVerdicts } from '../belief/posterior.ts';
import type { BeliefStore } from '../belief/store.ts';
import { termsOf } from '../exam.ts';
import { examOfBank } from '../exam-of.ts';
import type { ExamConcept } from '../model.ts';
import { predictExam } from '../predictions/load.ts';
import type { PredictionStore } from '../predictions/store.ts';
import type { Ground, KeptOrder, Plan, Studied } from './model.ts';
import { orderOf } from './order.ts';
import { foldedOf, scoreNow } from './score.ts';
import { secondsLeft, stateOf } from './state.ts';
import type { DayStore } from './store.ts';

/** What a day of the plan is read from. */
export type PlanDeps = { bank: Bank; days: DayStore };

/** What is stored of a plan, as the queue of the day reads it. */
export type Kept = {
  exam: RealExam | undefined;
  order: { revision: number; day: number; body: string } | undefined;
};

/** The plan of a learner's day; undefined without an exam, or when it is over. Where no order is kept, it is worked out. */
export async function loadPlan(
  deps: PlanDeps,
  learner: Learner,
  day: number,
  kept: Kept,
): Promise<Plan | undefined> {
  const exam = runningExam(kept.exam, day);
  const name = exam && examOfBank(deps.bank, exam.blueprint)?.name;
  if (!exam || name === undefined) return undefined;
  const found = keptFor(kept, learner, day, name) ?? (await workOut(deps, learner, day));
  if (!found) return undefined;
  const done = doneOn(learner, day);
  return {
    exam,
    order: found.order,
    state: stateOf(found.order, done),
    secondsLeft: secondsLeft(found.order, done),
    revisions: found.revisions,
    now: found.now,
  };
}

/** An exam until its day is over. */
export function runningExam(exam: RealExam | undefined, day: number): RealExam | undefined {
  return exam && exam.day >= day ? exam : undefined;
}

function keptFor({ order }: Kept, learner: Learner, day: number, bank: string): KeptOrder | undefined {
  if (!order || order.revision !== learner.revision || order.day !== day) return undefined;
  const kept = JSON.parse(order.body) as KeptOrder;
  return kept.bank === bank ? kept : undefined;
}

async function workOut({ bank, days }: PlanDeps, learner: Learner, day: number) {
  return orderBy(bank, learner, day, await days.ground(learner.id, day));
}

/** What a learner has done on a day, and whether they go on after its minutes. */
export function doneOn({ standing, extraDay, extraNew, ...learner }: Learner, day: number) {
  const isOfDay = standing.day === toLogDay(learner, day);
  return {
    answers: isOfDay ? standing.answers : 0,
    seconds: isOfDay ? secondsWithVerdicts(standing) : 0,
    goesOn: extraDay === day && extraNew > 0,
  };
}

/** The order of a learner's day by what it rests on; undefined without an exam. */
export function orderBy(
  bank: Bank,
  learner: Learner,
  day: number,
  { exam: told, cards, belief, sittings, mocks }: Ground,
): KeptOrder | undefined {
  const exam = runningExam(told, day);
  const described = exam && examOfBank(bank, exam.blueprint);
  if (!exam || !described) return undefined;
  const { taken, mocksLeft } = mocksOf(bank, learner, exam, described.blueprint, sittings);
  const order = orderOf({
    exam,
    day,
    concepts: studiedOf(described.concepts, cards),
    posterior: posteriorOf(belief),
    pace: paceOf(belief),
    schedule: scheduleFor(learner),
    mockDays: taken,
    mocksLeft,
  });
  const named = [...order.fresh, ...order.again];
  const revisions = named.map((name): [string, number] => [name, cards.get(name)?.revision ?? 0]);
  const now = scoreNow(described, cards, day, belief, mocks);
  return { order, bank: described.name, revisions: Object.fromEntries(revisions), now };
}

/** The days of the mock exams since a plan began, and how many more the sealed questions are enough for. */
export function mocksOf(
  bank: Bank,
  { zone, dayStart }: Learner,
  exam: RealExam,
  blueprint: Blueprint,
  sittings: readonly number[],
) {
  const taken = sittings
    .map((startedAt) => calendarDay(startedAt, zone, dayStart))
    .filter((sat) => sat >= exam.begun);
  return { taken, mocksLeft: Math.max(0, sealedPapers(bank, blueprint) - taken.length) };
}

/** The concepts of an exam with what the plan reads of their cards. */
export function studiedOf(
  concepts: readonly ExamConcept[],
  cards: ReadonlyMap<string, StoredCard>,
): Studied[] {
  return concepts.map((concept) => {
    const card = cards.get(concept.concept)?.card;
    const met = card && { ...card.memory, day: card.day, returns: card.returns };
    return { ...concept, met };
  });
}

/** What an answer to a question rests on. */
export function loadGround(
  { bank, days }: PlanDeps,
  learner: Learner,
  question: string,
  now: number,
): Promise<Ground> {
  const { id, formerly, edition, concept } = bank.question(question)!.question;
  return days.ground(learner.id, learnerDay(learner, now), { concept, stems: [id, ...formerly], edition });
}

/** What following an answer takes. */
export type FollowDeps = {
  bank: Bank;
  texts: BankStore;
  days: DayStore;
  beliefs: BeliefStore;
  predictions: PredictionStore;
};

/** A concept whose card was decided about, and the card that is to be saved as its next revision. */
export type Followed = { concept: string; card: StoredCard; now: number };

/** What an answer in practice changes here, in its own commit: the belief, the order of the day and the day's prediction. */
export function followAnswer(
  { bank, days, beliefs, predictions }: FollowDeps,
  learner: Learner,
  ground: Ground,
  { evidence, ...followed }: Followed & { evidence: Evidence },
): Change[] {
  const { now } = followed;
  const after = groundAfter(ground, updated(ground.belief, evidence), followed);
  const day = learnerDay(learner, now);
  const order = orderBy(bank, learner, day, after);
  if (!order) return [beliefs.save(learner.id, after.belief)];
  return [
    beliefs.save(learner.id, after.belief),
    days.saveOrder(learner.id, learner.revision + 1, order),
    ...(ground.isPredicted ? [] : predictDay({ bank, predictions }, learner, day, after, now)),
  ];
}

/** What taking an answer back, or calling it easy, changes here in its own commit. */
export async function followAmendment(
  deps: FollowDeps,
  learner: Learner,
  changed: Relogged,
  followed: Followed,
): Promise<Change[]> {
  const { bank, days, beliefs } = deps;
  const day = learnerDay(learner, followed.now);
  const { concept } = followed;
  const ground = await days.ground(learner.id, day, { concept, stems: [], edition: 0 });
  const after = groundAfter(ground, await relogged(deps, learner, ground.belief, changed), followed);
  const order = orderBy(bank, learner, day, after);
  return [
    beliefs.save(learner.id, after.belief),
    ...(order ? [days.saveOrder(learner.id, learner.revision + 1, order)] : []),
  ];
}

/** What an order rests on once a card and a belief are saved. */
function groundAfter(ground: Ground, belief: Belief, { concept, card }: Followed): Ground {
  const saved = { ...card, revision: card.revision + 1 };
  return { ...ground, belief, cards: new Map([...ground.cards, [concept, saved]]) };
}

function predictDay(
  { bank, predictions }: Pick<FollowDeps, 'bank' | 'predictions'>,
  learner: Learner,
  day: number,
  { exam, cards, belief, mocks }: Ground,
  now: number,
): Change[] {
  const { blueprint, concepts } = examOfBank(bank, exam!.blueprint)!;
  return predictExam({ predictions }, learner.id, {
    exam: { day: exam!.day, blueprint: blueprint.id, ...termsOf(blueprint) },
    day,
    now,
    concepts,
    cards: foldedOf(cards),
    belief,
    mocks,
  });
}
