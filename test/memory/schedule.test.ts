import { describe, expect, test } from 'vitest';
import { fold } from '../../src/memory/fold.ts';
import {
  defaultWeights,
  type Memory,
  type Parameters,
  type Rating,
  type Schedule,
  schedule,
} from '../../src/memory/schedule.ts';
import vectors from './fsrs-vectors.json' with { type: 'json' };

type Vector = {
  id: string;
  kind: string;
  params?: { w: number[]; request_retention: number; enable_short_term: boolean };
  tolerance?: number;
  relative_tolerance?: number;
  [field: string]: unknown;
};

const published = vectors.published as unknown as Vector[];
const crossChecked = vectors.cross_checked as unknown as Vector[];
const of = (kind: string) => published.filter((vector) => vector.kind === kind);

const parameters = ({ params }: Vector): Parameters => ({
  weights: params!.w,
  retention: params!.request_retention,
  shortTerm: params!.enable_short_term,
});

function expectNear(value: number, expected: number, vector: Vector) {
  const slack = vector.relative_tolerance
    ? vector.relative_tolerance * Math.abs(expected)
    : vector.tolerance!;
  expect(Math.abs(value - expected), `${value} against ${expected}`).toBeLessThanOrEqual(slack);
}

describe('published FSRS values', () => {
  test('the default weights', () => {
    const [vector] = of('constants') as unknown as [{ expected: { default_w: number[] } }];
    expect(defaultWeights).toEqual(vector.expected.default_w);
  });

  test.each([...of('memory_sequence'), ...crossChecked])('memory sequence $id', (vector) => {
    const plan = schedule(parameters(vector));
    const ratings = vector.ratings as Rating[];
    const days = vector.delta_days as number[];
    let memory: Memory | undefined;
    ratings.forEach((rating, i) => {
      memory = plan.next(memory, days[i]!, rating);
    });
    const expected = vector.expected as Memory;
    expectNear(memory!.stability, expected.stability, vector);
    expectNear(memory!.difficulty, expected.difficulty, vector);
  });

  test.each(of('next_interval'))('intervals $id', (vector) => {
    const intervals = (vector.retentions as number[]).map((retention) =>
      schedule({ weights: vector.w as number[], retention }).interval({
        stability: vector.stability as number,
        difficulty: 5,
      }),
    );
    expect(intervals).toEqual(vector.expected);
  });

  test.each(of('next_difficulty'))('difficulty $id', (vector) => {
    const { formulas } = schedule(parameters(vector));
    const next = (vector.ratings as Rating[]).map((rating) =>
      formulas.next_difficulty(vector.d as number, rating),
    );
    (vector.expected as number[]).forEach((expected, i) => {
      expectNear(next[i]!, expected, vector);
    });
  });

  test.each(of('next_stability_parts'))('stability $id', (vector) => {
    const { formulas } = schedule(parameters(vector));
    const { s, d, r, ratings } = vector as unknown as Record<'s' | 'd' | 'r', number[]> & {
      ratings: Rating[];
    };
    const expected = vector.expected as Record<'recall' | 'forget' | 'short_term', number[]>;
    ratings.forEach((rating, i) => {
      expectNear(formulas.next_recall_stability(d[i]!, s[i]!, r[i]!, rating), expected.recall[i]!, vector);
      expectNear(formulas.next_forget_stability(d[i]!, s[i]!, r[i]!), expected.forget[i]!, vector);
      expectNear(formulas.next_short_term_stability(s[i]!, rating), expected.short_term[i]!, vector);
    });
  });

  test.each(of('forgetting_curve'))('recall $id', (vector) => {
    const weights = defaultWeights.with(20, vector.decay as number);
    const plan = schedule({ weights, retention: 0.9 });
    (vector.cases as [number, number][]).forEach(([days, stability], i) => {
      const recall = plan.recall({ stability, difficulty: 5 }, days);
      expectNear(recall, (vector.expected as number[])[i]!, vector);
    });
  });
});

describe('replayed at the days on which each card was due', () => {
  test.each(of('review_at_due'))('$id', (vector) => {
    const plan = schedule(parameters(vector));
    const shortTerm = vector.params!.enable_short_term;
    const expected = vector.expected as {
      scheduled_days: number[];
      stability?: number[];
      difficulty?: number[];
    };
    let memory: Memory | undefined;
    let elapsed = 0;
    (vector.ratings as Rating[]).forEach((rating, i) => {
      const before = memory;
      memory = plan.next(before, elapsed, rating);
      if (expected.stability) expectNear(memory.stability, expected.stability[i]!, vector);
      if (expected.difficulty) expectNear(memory.difficulty, expected.difficulty[i]!, vector);
      const days = expected.scheduled_days[i]!;
      const isStep = shortTerm && days === 0;
      if (!isStep)
        expect(spreadInterval(plan, before, elapsed, rating, shortTerm), `answer ${i + 1}`).toBe(days);
      elapsed = days;
    });
  });
});

describe('folded from a log', () => {
  // With short-term steps the published scheduler answers twice a day, of which our fold counts one.
  const oneAnswerADay = of('review_at_due').filter(({ params }) => !params!.enable_short_term);

  test.each(oneAnswerADay)('$id', (vector) => {
    const expected = vector.expected as {
      scheduled_days: number[];
      stability: number[];
      difficulty: number[];
    };
    let day = 1000;
    const reviews = (vector.ratings as Rating[]).map((rating, i) => {
      const review = { day, answeredAt: day * 86_400_000, rating };
      day += expected.scheduled_days[i]!;
      return review;
    });
    reviews.forEach((_, i) => {
      const { memory } = fold(reviews.slice(0, i + 1), schedule(parameters(vector)))!;
      expectNear(memory.stability, expected.stability[i]!, vector);
      expectNear(memory.difficulty, expected.difficulty[i]!, vector);
    });
  });
});

/** The published scheduler keeps the intervals of its four buttons apart once steps are over; Etude has no such buttons. */
function spreadInterval(
  plan: Schedule,
  before: Memory | undefined,
  elapsed: number,
  rating: Rating,
  shortTerm: boolean,
) {
  if (shortTerm && elapsed === 0) return plan.interval(plan.next(before, 0, rating));
  const [again, hard, good, easy] = ([1, 2, 3, 4] as const).map((each) =>
    plan.interval(plan.next(before, elapsed, each)),
  ) as [number, number, number, number];
  const first = Math.min(again, hard);
  const second = shortTerm ? Math.min(hard, good) : Math.max(hard, first + 1);
  const third = Math.max(good, second + 1);
  return { 1: first, 2: second, 3: third, 4: Math.max(easy, third + 1) }[rating];
}
