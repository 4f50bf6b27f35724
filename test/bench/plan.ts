import type { RealExam } from '../../src/exam/model.ts';
import { scheduleFor } from '../../src/memory/schedule.ts';
import { noBelief } from '../../src/plan/belief/belief.ts';
import { posteriorOf } from '../../src/plan/belief/posterior.ts';
import type { Studied } from '../../src/plan/day/model.ts';
import { orderOf } from '../../src/plan/day/order.ts';
import { readinessOf } from '../../src/plan/readiness/readiness.ts';
import { record, rounds } from './table.ts';

const today = 20_500;
const exam: RealExam = {
  day: today + 20,
  blueprint: '',
  minutes: Array(7).fill(20),
  daysOff: [],
  awayUntil: undefined,
  begun: today - 10,
};

const concepts = Array.from({ length: 1000 }, (_, i): Studied => {
  const met = { stability: 1 + (i % 30), difficulty: 5, day: today - 1 - (i % 9), returns: i % 3 };
  return {
    concept: `some.concept-${i}`,
    objective: 'some',
    domain: `domain-${i % 6}`,
    weight: 1 / 1000,
    guess: 0.25,
    wordings: 2,
    askable: true,
    met: i % 2 ? met : undefined,
  };
});

/** Measures what an answer on the way to an exam costs: the order of the day and the forecast over a thousand concepts. */
export function measurePlan(): void {
  const belief = { ...noBelief, answers: 500 };
  const standings = concepts.map(({ met, ...concept }) => ({
    ...concept,
    remembered: met && { stability: met.stability, days: today - met.day, returns: met.returns },
  }));
  const once = () => {
    const order = orderOf({
      exam,
      day: today,
      concepts,
      posterior: posteriorOf(belief),
      pace: { right: 17, wrong: 30 },
      schedule: scheduleFor({ retention: 0.9, weights: '' }),
      mockDays: [],
      mocksLeft: 2,
    });
    const forecast = readinessOf({
      concepts: standings,
      belief,
      terms: { scored: 65, pass: 0.7 },
      mocks: [],
    });
    if (order.againCount !== 500 || forecast.kind !== 'forecast') throw new Error('It measures too little.');
  };
  for (let i = 0; i < 20; i++) once();
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (let i = 0; i < 50; i++) once();
    record(
      'order of the day and forecast, 1 000 concepts: milliseconds',
      '≤ 5',
      (performance.now() - began) / 50,
    );
  }
}
