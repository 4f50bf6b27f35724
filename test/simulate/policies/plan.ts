import type { LiveQuestion } from '../../../src/bank/bank.ts';
import { calendarDay } from '../../../src/base/time.ts';
import type { Review } from '../../../src/memory/model.ts';
import { scheduleFor } from '../../../src/memory/schedule.ts';
import { noBelief, updated } from '../../../src/plan/belief/belief.ts';
import { evidenceOf } from '../../../src/plan/belief/evidence.ts';
import { paceOf, posteriorOf } from '../../../src/plan/belief/posterior.ts';
import { chooseByPlan } from '../../../src/plan/day/choose.ts';
import type { DayOrder, Studied } from '../../../src/plan/day/model.ts';
import { orderOf } from '../../../src/plan/day/order.ts';
import { examConcepts, guessOfQuestion, termsOf } from '../../../src/plan/exam.ts';
import type { RealExam } from '../../../src/plan/model.ts';
import { readinessOf } from '../../../src/plan/readiness/readiness.ts';
import { firstMorning, momentOf, Product } from '../product.ts';
import type { Course, Expectation, MakePolicy, Moment } from './policy.ts';
import { rotation } from './rotation.ts';

const begun = calendarDay(firstMorning, 'UTC', 4);
const schedule = scheduleFor(0.9);

/** Etude's plan for an exam, by its own belief, its own order of the day and its own choice. */
export const plan: MakePolicy = (course) => {
  const { bank, blueprint, name } = course;
  const product = new Product(bank, name);
  const stems = rotation(bank);
  const concepts = examConcepts(bank, blueprint);
  const exam = examOf(course);
  let belief = noBelief;
  let today = { day: -1, newOnes: 0 };
  let asked: LiveQuestion | undefined;

  const studied = (): Studied[] =>
    concepts.map((each) => {
      const card = product.card(each.concept);
      return { ...each, met: card && { ...card.memory, day: card.day, returns: card.returns } };
    });

  const order = (day: number): DayOrder =>
    orderOf({
      exam,
      day: begun + day,
      concepts: studied(),
      posterior: posteriorOf(belief),
      pace: paceOf(belief),
      schedule,
      newToday: today.newOnes,
      mockDays: [],
      mocksLeft: 0,
    });

  const choose = ({ day, at }: Moment): string | undefined =>
    chooseByPlan({
      order: order(day),
      waiting: product
        .waiting()
        .map(({ concept, readyAt }) => ({ concept, isReady: readyAt <= momentOf(at) })),
      last: asked && { concept: asked.question.concept, objective: asked.question.objective },
      objectiveOf: (concept) => bank.concepts.get(concept)?.objective.id,
    });

  const learn = (review: Review, live: LiveQuestion, isNewStem: boolean) => {
    const { question } = live;
    const answered = {
      ...review,
      question: question.id,
      right: review.correct,
      guess: guessOfQuestion(question),
    };
    belief = updated(belief, evidenceOf(review.before, answered, isNewStem));
  };

  return {
    async next(moment) {
      if (moment.day !== today.day) today = { day: moment.day, newOnes: 0 };
      const concept = choose(moment);
      return concept === undefined ? undefined : stems.stemOf(concept);
    },
    async told(live, answer, { at }) {
      const isNewStem = product.lastShown(live.question.id) === undefined;
      const review = await product.answer(live, answer, momentOf(at));
      stems.show(live, at);
      learn(review, live, isNewStem);
      if (review.first) today.newOnes++;
      asked = live;
    },
    expect({ day }): Expectation | undefined {
      const readiness = readinessOf({
        concepts: studied().map(({ met, ...concept }) => ({
          ...concept,
          remembered: met && {
            stability: met.stability,
            days: begun + day - met.day,
            returns: met.returns,
          },
        })),
        belief,
        terms: termsOf(blueprint),
        mocks: [],
      });
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
