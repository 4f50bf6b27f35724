import { hash32 } from '../../src/base/random.ts';
import type { RealExam } from '../../src/exam/model.ts';
import type { StoredCard } from '../../src/memory/model.ts';
import { noBelief } from '../../src/plan/belief/belief.ts';
import type { Ground, KeptOrder } from '../../src/plan/day/model.ts';
import { countCap, type QueueRead } from '../../src/practice/model.ts';

/** One learner's rows, kept in memory in place of tables, with the answers to the questions that practice asks of them. */
export class Rows {
  readonly cards = new Map<string, StoredCard>();
  readonly shown = new Map<string, number>();
  readonly exam: RealExam | undefined;
  belief = noBelief;
  order: { revision: number; kept: KeptOrder } | undefined;
  readonly #learner: string;

  constructor(learner: string, exam: RealExam | undefined) {
    this.#learner = learner;
    this.exam = exam;
  }

  /** What a day's queue is read as. */
  queue(day: number, look: number, concepts: readonly string[]): QueueRead {
    const waiting: QueueRead['waiting'] = [];
    for (const [concept, { card }] of this.cards)
      if (card?.readyAt !== undefined) waiting.push({ concept, readyAt: card.readyAt });
    const due = this.due(day);
    return {
      waiting: waiting.sort((a, b) => a.readyAt - b.readyAt).slice(0, countCap),
      due: due.slice(0, look),
      dueCount: Math.min(countCap + 1, due.length),
      unmet: this.unmet(concepts),
      asides: [],
      revisions: new Map(),
      kept: { exam: this.exam, order: this.#order() },
      marks: {
        right: this.belief.rightAnswers,
        wrong: this.belief.wrongAnswers,
        firsts: this.belief.firsts,
        returns: this.belief.earlyReturns + this.belief.lateReturns,
        returnsRight: this.belief.returnsRight,
      },
    };
  }

  #order(): QueueRead['kept']['order'] {
    if (!this.order) return undefined;
    const { revision, kept } = this.order;
    return { revision, day: kept.order.day, body: JSON.stringify(kept) };
  }

  /** What is due on a day, in the order of its places. */
  due(day: number): string[] {
    const due: { concept: string; dueDay: number; place: number }[] = [];
    for (const [concept, { card }] of this.cards) {
      if (!card || card.readyAt !== undefined || card.dueDay > day) continue;
      due.push({ concept, dueDay: card.dueDay, place: hash32(`${this.#learner}/${card.dueDay}/${concept}`) });
    }
    return due.sort((a, b) => a.dueDay - b.dueDay || a.place - b.place).map(({ concept }) => concept);
  }

  /** Those of some concepts that have not been met. */
  unmet(concepts: readonly string[]): string[] {
    return concepts.filter((concept) => !this.cards.get(concept)?.card);
  }

  /** What the order of a day, and an answer, rest on. Mock exams are no part of a course, and nothing is predicted. */
  ground(isNewStem = false): Ground {
    const { cards, belief, exam } = this;
    return { cards, belief, exam, sittings: [], isNewStem, isPredicted: true, mocks: [] };
  }
}
