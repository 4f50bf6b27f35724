import type { Bank, LiveQuestion } from '../../src/bank/bank.ts';
import { DAY, SECOND } from '../../src/base/time.ts';
import type { RealExam } from '../../src/exam/model.ts';
import { defaults, type Learner, newLearner, noStanding } from '../../src/learner/model.ts';
import type { Card } from '../../src/memory/fold.ts';
import type { Review, StoredCard } from '../../src/memory/model.ts';
import { scheduleFor } from '../../src/memory/schedule.ts';
import type { Belief } from '../../src/plan/belief/model.ts';
import { type FollowDeps, followAnswer } from '../../src/plan/day/load.ts';
import type { KeptOrder } from '../../src/plan/day/model.ts';
import { loadDay, loadSyllabusMet } from '../../src/practice/day/load.ts';
import type { DayDeps } from '../../src/practice/deps.ts';
import { type Decision, decide } from '../../src/practice/question/answer.ts';
import { evidenceIn } from '../../src/practice/question/evidence.ts';
import { loadNext } from '../../src/practice/question/load.ts';
import { progressOf } from '../../src/practice/question/progress.ts';
import type { Answer } from './candidate.ts';
import { Rows } from './rows.ts';

/** Etude's own practice for one learner, with or without a date, over rows that are kept in memory in place of tables. */
export class Product {
  learner: Learner;
  readonly #bank: Bank;
  readonly #deps: DayDeps;
  readonly #rooms: FollowDeps;
  readonly #rows: Rows;
  #answers = 0;

  constructor(bank: Bank, name: string, exam?: RealExam) {
    this.#bank = bank;
    this.learner = newcomer(name);
    this.#rows = new Rows(name, exam);
    this.#deps = depsOf(bank, this.#rows);
    this.#rooms = followRoomsOf(bank, this.#rows);
  }

  /** What Etude believes about the learner. */
  get belief(): Belief {
    return this.#rows.belief;
  }

  /** The cards of all concepts that were met. */
  cards(): Map<string, Card> {
    return new Map([...this.#rows.cards].map(([concept, { card }]) => [concept, card]));
  }

  /** The question that Etude would ask at a moment; nothing when the day's minutes are used or nothing is due. */
  async next(now: number): Promise<LiveQuestion | undefined> {
    return loadNext(this.#deps, this.learner, await loadDay(this.#deps, this.learner, now), now);
  }

  /** The minutes that Etude foretells for the rest of a day. */
  async minutesLeft(now: number): Promise<number> {
    const { minutesLeft } = progressOf(await loadDay(this.#deps, this.learner, now));
    return Number(/\d+/.exec(minutesLeft)?.[0] ?? 0);
  }

  /** Goes on although the day's minutes are used. */
  goOn(day: number): void {
    this.learner = { ...this.learner, extraDay: day, extraNew: defaults.newPerDay };
  }

  /** Decides an answer and saves what comes of it. */
  async answer(live: LiveQuestion, answer: Answer, shownAt: number): Promise<Review> {
    const { concept } = live.question;
    const stored = this.#rows.cards.get(concept) ?? { card: undefined, revision: 0, asleep: false };
    const now = shownAt + Math.round(answer.answering * SECOND);
    const met = await loadSyllabusMet(this.#deps, this.learner, concept, now);
    const decision = this.#decide(live, answer, shownAt, stored, now);
    const { review, stored: next, clock } = decision;
    this.#follow(live, decision, stored.card, now);
    this.#rows.cards.set(concept, { ...next, revision: next.revision + 1 });
    this.#rows.shown.set(live.question.id, review.answeredAt);
    this.#note(review, clock, met);
    return review;
  }

  #decide(
    { question, hash }: LiveQuestion,
    answer: Answer,
    shownAt: number,
    stored: StoredCard,
    now: number,
  ) {
    return decide({
      asked: {
        review: String(++this.#answers),
        question: question.id,
        hash,
        seed: '',
        revision: stored.revision,
        shownAt,
        learner: this.learner.id,
        nonce: null,
      },
      answer: { response: answer.response, certainty: answer.certainty },
      question,
      domain: this.#bank.concepts.get(question.concept)!.objective.domain,
      counting: true,
      learner: this.learner,
      stored,
      rest: undefined,
      schedule: scheduleFor(this.learner),
      now,
    });
  }

  #follow({ question }: LiveQuestion, decision: Decision, before: Card, now: number): void {
    const isNewStem = !this.#rows.shown.has(question.id);
    const evidence = evidenceIn(decision, question, before, isNewStem);
    const followed = { concept: question.concept, evidence, card: decision.stored, now };
    followAnswer(this.#rooms, this.learner, this.#rows.ground(isNewStem), followed);
  }

  #note(review: Review, clock: Clock, met: { hash: string; count: number }): void {
    const { id, question, day } = review;
    const { paceAnswers, paceMs } = this.learner.standing;
    const before = this.learner.standing.day === day ? this.learner.standing : noStanding;
    this.learner = {
      ...this.learner,
      revision: this.learner.revision + 1,
      lastDay: clock.day,
      lastAnsweredAt: clock.answeredAt,
      practiceDays: this.learner.practiceDays + Number(clock.day > this.learner.lastDay),
      syllabus: met.hash,
      syllabusMet: met.count,
      standing: {
        ...before,
        day,
        answers: before.answers + 1,
        correct: before.correct + Number(review.correct),
        first: before.first + Number(review.first),
        tookMs: before.tookMs + review.tookMs,
        latest: { id, question, day },
        takenBack: undefined,
        paceAnswers: paceAnswers + 1,
        paceMs: paceMs + review.tookMs,
      },
    };
  }
}

type Clock = { day: number; answeredAt: number };

/** What a day is read from, over rows. Whatever practice asks beyond this would fail at once. */
function depsOf(bank: Bank, rows: Rows): DayDeps {
  const practice = {
    queue: async (_: string, day: number, look: number, concepts: readonly string[]) =>
      rows.queue(day, look, concepts),
    due: async (_: string, day: number, limit: number) => rows.due(day).slice(0, limit),
    unmet: async (_: string, concepts: readonly string[]) => rows.unmet(concepts),
    lastShown: async (_: string, questions: readonly string[]) =>
      questions.map((question) => ({ question, shownAt: rows.shown.get(question) ?? null })),
  };
  const days = { ground: async () => rows.ground() };
  return { bank, practice, days, zone: 'UTC' } as unknown as DayDeps;
}

/** Where what follows an answer is saved. */
function followRoomsOf(bank: Bank, rows: Rows): FollowDeps {
  const beliefs = {
    save(_: string, belief: Belief) {
      rows.belief = belief;
    },
  };
  const days = {
    saveOrder(_: string, revision: number, kept: KeptOrder) {
      rows.order = { revision, kept };
    },
  };
  return { bank, beliefs, days } as unknown as FollowDeps;
}

/** Monday 2 March 2026, 09:00 in UTC: the first morning of every course. */
export const firstMorning = Date.UTC(2026, 2, 2, 9);

/** A moment of a course by the clock. */
export const momentOf = (at: number) => firstMorning + Math.round(at * DAY);

/** A learner before their first answer. */
const newcomer = (id: string): Learner => ({ ...newLearner('', 'UTC'), id });
