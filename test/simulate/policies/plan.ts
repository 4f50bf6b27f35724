import { calendarDay } from '../../../src/base/time.ts';
import type { RealExam } from '../../../src/exam/model.ts';
import { examConcepts, termsOf } from '../../../src/plan/exam.ts';
import { readinessOf } from '../../../src/plan/readiness/readiness.ts';
import { standingsOn } from '../../../src/plan/readiness/standings.ts';
import { firstMorning, momentOf, Product } from '../product.ts';
import type { Course, Expectation, MakePolicy } from './policy.ts';

const begun = calendarDay(firstMorning, 'UTC', 4);

/** Etude's plan for an exam. Who has more minutes than planned goes on; who has fewer stops. */
export const plan: MakePolicy = (course) => {
  const { bank, blueprint, name } = course;
  const product = new Product(bank, name, examOf(course));
  const concepts = examConcepts(bank, blueprint);
  const terms = termsOf(blueprint);
  return {
    async next({ day, at }) {
      const planned = await product.next(momentOf(at));
      if (planned) return planned;
      product.goOn(begun + day);
      return product.next(momentOf(at));
    },
    async told(live, answer, { at }) {
      await product.answer(live, answer, momentOf(at));
    },
    expect({ day }): Expectation | undefined {
      const standings = standingsOn(concepts, product.cards(), begun + day);
      const readiness = readinessOf({ concepts: standings, belief: product.belief, terms, mocks: [] });
      if (readiness.kind === 'missing') return undefined;
      const { share, low, high } = readiness.score;
      return { score: share, low, high };
    },
  };
};

/** The exam as its candidate enters it. */
function examOf({ days, minutes, blueprint }: Course): RealExam {
  return {
    day: begun + days,
    blueprint: blueprint.id,
    minutes: Array<number>(7).fill(minutes),
    daysOff: [],
    awayUntil: undefined,
    begun,
  };
}
