import type { Bank, LiveQuestion } from '../../src/bank/bank.ts';
import { hash32 } from '../../src/base/random.ts';
import { DAY, SECOND } from '../../src/base/time.ts';
import { defaults, type Learner, noStanding } from '../../src/learner/model.ts';
import type { Card } from '../../src/memory/fold.ts';
import type { Review, StoredCard } from '../../src/memory/model.ts';
import { scheduleFor } from '../../src/memory/schedule.ts';
import { loadDay, loadSyllabusMet } from '../../src/practice/day/load.ts';
import type { Sources } from '../../src/practice/deps.ts';
import { countCap, type QueueRead } from '../../src/practice/model.ts';
import { decide } from '../../src/practice/question/answer.ts';
import { loadNext } from '../../src/practice/question/load.ts';
import type { Answer } from './candidate.ts';

/** Etude's own practice for one learner, over rows that are kept in memory in place of tables. */
export class Product {
  learner: Learner;
  readonly #bank: Bank;
  readonly #sources: Sources;
  readonly #cards = new Map<string, StoredCard>();
  readonly #shown = new Map<string, number>();
  #answers = 0;

  constructor(bank: Bank, name: string) {
    this.#bank = bank;
    this.learner = newcomer(name);
    const practice = {
      queue: async (_: string, day: number, look: number, concepts: readonly string[]) =>
        this.#queue(day, look, concepts),
      due: async (_: string, day: number, limit: number) => this.#due(day).slice(0, limit),
      unmet: async (_: string, concepts: readonly string[]) => this.#unmet(concepts),
      lastShown: async (_: string, questions: readonly string[]) =>
        questions.map((question) => ({ question, shownAt: this.#shown.get(question) ?? null })),
    };
    this.#sources = { bank, practice, zone: 'UTC' } as unknown as Sources;
  }

  /** The card of a concept. */
  card(concept: string): Card {
    return this.#cards.get(concept)?.card;
  }

  /** When a question was last answered; nothing before that. */
  lastShown(question: string): number | undefined {
    return this.#shown.get(question);
  }

  /** What was missed and waits for its second look, the longest-waiting first. */
  waiting(): QueueRead['waiting'] {
    const waiting: QueueRead['waiting'] = [];
    for (const [concept, { card }] of this.#cards)
      if (card?.readyAt !== undefined) waiting.push({ concept, readyAt: card.readyAt });
    return waiting.sort((a, b) => a.readyAt - b.readyAt).slice(0, countCap);
  }

  /** The question that Etude would ask at a moment. */
  async next(now: number): Promise<LiveQuestion | undefined> {
    return loadNext(this.#sources, this.learner, await loadDay(this.#sources, this.learner, now), now);
  }

  /** Decides an answer and saves what comes of it. */
  async answer(live: LiveQuestion, answer: Answer, shownAt: number): Promise<Review> {
    const { concept } = live.question;
    const stored = this.#cards.get(concept) ?? { card: undefined, revision: 0, asleep: false };
    const met = await loadSyllabusMet(this.#sources, this.learner, concept);
    const {
      review,
      stored: next,
      clock,
    } = decide({
      asked: {
        review: String(++this.#answers),
        question: live.question.id,
        hash: live.hash,
        seed: '',
        revision: stored.revision,
        shownAt,
        learner: this.learner.id,
        nonce: null,
      },
      answer: { response: answer.response, certainty: answer.certainty },
      question: live.question,
      domain: this.#bank.concepts.get(concept)!.objective.domain,
      counting: true,
      learner: this.learner,
      stored,
      schedule: scheduleFor(this.learner.retention),
      now: shownAt + Math.round(answer.answering * SECOND),
    });
    this.#cards.set(concept, { ...next, revision: next.revision + 1 });
    this.#shown.set(live.question.id, review.answeredAt);
    this.#note(review, clock, met);
    return review;
  }

  #note(review: Review, clock: { day: number; answeredAt: number }, met: { hash: string; count: number }) {
    const { id, question, day } = review;
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
        latest: { id, question, day },
        takenBack: undefined,
      },
    };
  }

  #queue(day: number, look: number, concepts: readonly string[]): QueueRead {
    const due = this.#due(day);
    return {
      waiting: this.waiting(),
      due: due.slice(0, look),
      dueCount: Math.min(countCap + 1, due.length),
      unmet: this.#unmet(concepts),
      asides: [],
      revisions: new Map(),
    };
  }

  #due(day: number): string[] {
    const due: { concept: string; dueDay: number; place: number }[] = [];
    for (const [concept, { card }] of this.#cards) {
      if (!card || card.readyAt !== undefined || card.dueDay > day) continue;
      due.push({
        concept,
        dueDay: card.dueDay,
        place: hash32(`${this.learner.id}/${card.dueDay}/${concept}`),
      });
    }
    return due.sort((a, b) => a.dueDay - b.dueDay || a.place - b.place).map(({ concept }) => concept);
  }

  #unmet(concepts: readonly string[]): string[] {
    return concepts.filter((concept) => !this.#cards.get(concept)?.card);
  }
}

/** Monday 2 March 2026, 09:00 in UTC: the first morning of every course. */
export const firstMorning = Date.UTC(2026, 2, 2, 9);

/** A moment of a course by the clock. */
export const momentOf = (at: number) => firstMorning + Math.round(at * DAY);

/** A learner before their first answer. */
function newcomer(id: string): Learner {
  return {
    id,
    revision: 0,
    zone: 'UTC',
    ...defaults,
    lastDay: 0,
    lastAnsweredAt: 0,
    clockMends: [],
    practiceDays: 0,
    extraNew: 0,
    extraDay: 0,
    syllabus: '',
    syllabusMet: 0,
    stopped: false,
    revised: 0,
    standing: noStanding,
  };
}
