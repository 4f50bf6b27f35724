import type { Bank, LiveQuestion } from '../bank/bank.ts';
import { kindOf } from '../bank/kinds/kinds.ts';
import { hash32, shuffled } from '../base/random.ts';
import { calendarDay, DAY, MINUTE } from '../base/time.ts';
import { learnerDay } from '../learner/clock.ts';
import type { Learner } from '../learner/model.ts';
import type { Review, StoredCard } from '../memory/model.ts';
import type { Certainty } from '../memory/rate.ts';
import { type Schedule, scheduleFor } from '../memory/schedule.ts';
import { decide } from '../practice/question/answer.ts';

/** How much a made-up learner answers: on which days, and how many answers a day. */
export type Plan = {
  /** The moment at which the first day's practice begins, in milliseconds. */
  start: number;
  days: number;
  perDay: number;
  /** The share of days on which nothing is done. */
  skipped: number;
  /** Whether a day is filled up with what is not due yet, for histories of a certain length. */
  fills: boolean;
};

/** What came of it. */
export type History = { reviews: Review[]; cards: Map<string, StoredCard>; met: number };

/** A stream of numbers from 0 up to but not including 1 that depends on a name alone. */
function chanceOf(name: string): () => number {
  let turn = 0;
  return () => hash32(`${name}#${turn++}`) / 2 ** 32;
}

/** What a learner who forgets as FSRS says would have answered; the same name, the same history. */
export function imagine(bank: Bank, learner: Learner, plan: Plan): History {
  const chance = chanceOf(learner.id);
  const schedule = scheduleFor(learner);
  const history: History = { reviews: [], cards: new Map(), met: 0 };
  let { lastDay, lastAnsweredAt } = learner;
  for (let day = 0; day < plan.days; day++) {
    const isLast = day === plan.days - 1;
    if (!isLast && day > 0 && chance() < plan.skipped) continue;
    let now = plan.start + day * DAY + Math.round((chance() - 0.5) * 90 * MINUTE);
    for (const concept of agenda(bank, history, learnerDay({ ...learner, lastDay }, now), plan, learner)) {
      const tookMs = Math.round(6_000 + 20_000 * chance() + 25_000 * chance() ** 4);
      now += tookMs + 4_000;
      const given = { ...learner, lastDay, lastAnsweredAt };
      const review = answer(bank, history, given, concept, now, tookMs, schedule, chance);
      ({ day: lastDay, answeredAt: lastAnsweredAt } = review);
      history.reviews.push(review);
    }
  }
  return history;
}

/** The concepts of a day: what was missed and what is due, then new ones; with `fills`, as many as are wanted. */
function agenda({ syllabus }: Bank, history: History, day: number, plan: Plan, learner: Learner): string[] {
  const known = [...history.cards].map(([concept, { card }]) => ({ concept, card: card! }));
  const isBack = ({ card }: (typeof known)[number]) => card.readyAt !== undefined || card.dueDay <= day;
  const back = shuffled(known.filter(isBack), `${learner.id}/${day}`);
  const early = known.filter((each) => !isBack(each));
  const fresh = syllabus.concepts.slice(
    history.met,
    history.met + (plan.fills ? plan.perDay : learner.newPerDay),
  );
  const concepts = [...back.map(({ concept }) => concept), ...fresh];
  if (!plan.fills) return concepts.slice(0, plan.perDay);
  const all = [...concepts, ...early.map(({ concept }) => concept)];
  return Array.from({ length: plan.perDay }, (_, i) => all[i % all.length]!);
}

/** The share of concepts that were known before they were ever asked. */
const knownBefore = 0.4;

function answer(
  bank: Bank,
  history: History,
  learner: Learner,
  concept: string,
  now: number,
  tookMs: number,
  schedule: Schedule,
  chance: () => number,
): Review {
  const { askable, objective } = bank.concepts.get(concept)!;
  const stored = history.cards.get(concept) ?? { card: undefined, revision: 0, asleep: false };
  if (!stored.card) history.met++;
  const live = askable[(stored.card?.answers ?? 0) % askable.length]!;
  const recall = stored.card
    ? schedule.recall(stored.card.memory, (now - stored.card.answeredAt) / DAY)
    : knownBefore;
  const knows = chance() < recall;
  const serial = history.reviews.length;
  const { review, stored: next } = decide({
    asked: {
      review: `${now.toString(36).padStart(9, '0')}${learner.id}${serial.toString(36).padStart(6, '0')}`,
      question: live.question.id,
      hash: live.hash,
      seed: String(serial),
      revision: stored.revision,
      shownAt: now - tookMs,
      learner: learner.id,
      nonce: null,
    },
    answer: { response: respond(live, knows, chance), certainty: certaintyOf(knows, chance()) },
    question: live.question,
    domain: objective.domain,
    counting: true,
    learner,
    stored,
    rest: undefined,
    schedule,
    now,
  });
  history.cards.set(concept, next);
  return review;
}

function respond({ question }: LiveQuestion, knows: boolean, chance: () => number): string[] {
  if (knows) return [...question.key];
  const kind = kindOf(question);
  const ids = question.options.map(({ id }) => id);
  const seed = String(chance());
  if (kind.control !== '') return shuffled(ids, seed).slice(0, kind.wanted);
  return kind.read(shuffled(kind.fieldsOf(question.key, ids), seed), ids) ?? [...question.key];
}

function certaintyOf(knows: boolean, x: number): Certainty {
  const [sure, think] = knows ? [0.7, 0.97] : [0.1, 0.45];
  return x < sure! ? 'sure' : x < think! ? 'think' : 'guess';
}

/** The moment at which the practice of a day some days ago begins: twenty to eight by UTC. */
export function morningBefore(now: number, days: number): number {
  return (calendarDay(now, 'UTC', 4) - days) * DAY + 7 * 60 * MINUTE + 40 * MINUTE;
}
