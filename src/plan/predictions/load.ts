import type { Bank } from '../../bank/bank.ts';
import type { Change } from '../../base/data/database.ts';
import type { Entry, Sitting } from '../../exam/sitting.ts';
import { learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import type { Card } from '../../memory/fold.ts';
import type { MemoryStore } from '../../memory/store.ts';
import { noBelief } from '../belief/belief.ts';
import type { Belief } from '../belief/model.ts';
import { posteriorOf } from '../belief/posterior.ts';
import type { BeliefStore } from '../belief/store.ts';
import { examConcepts, termsOf } from '../exam.ts';
import type { Forecast, Standing } from '../readiness/model.ts';
import { expectedShare, readinessOf } from '../readiness/readiness.ts';
import { standingsOn } from '../readiness/standings.ts';
import type { Prediction } from './model.ts';
import type { PredictionStore } from './store.ts';

/** What predictions are made of. */
export type PredictionRooms = {
  memory: MemoryStore;
  beliefs: BeliefStore;
  predictions: PredictionStore;
};

/** Occasion `begun`: writes down what is expected of a mock exam in the commit that begins it. */
export async function onBegun(
  { bank, memory, beliefs, predictions }: PredictionRooms & { bank: Bank },
  learner: Learner,
  sitting: Sitting,
  entries: readonly Entry[],
): Promise<Change[]> {
  const { terms, startedAt } = sitting;
  const concepts = examConcepts(bank, terms);
  const names = concepts.map(({ concept }) => concept);
  const belief = (await beliefs.belief(learner.id)) ?? noBelief;
  const cards = await memory.cards(learner.id, names);
  const day = learnerDay(learner, startedAt);
  const standings = standingsOn(concepts, cards, day);
  const mocks = await predictions.mocks(learner.id);
  const forecast = readinessOf({ concepts: standings, belief, terms: termsOf(terms), mocks });
  if (forecast.kind === 'missing') return [];
  const paper = expectedOfPaper(bank, entries, standings, belief);
  const about = { id: sitting.id, kind: 'mock', madeAt: startedAt, day, blueprint: terms.id } as const;
  return [predictions.predict(learner.id, { ...about, ...numbersOf(forecast, terms.pass / 100), paper })];
}

function expectedOfPaper(
  bank: Bank,
  entries: readonly Entry[],
  standings: readonly Standing[],
  belief: Belief,
): number {
  const byConcept = new Map(standings.map((standing) => [standing.concept, standing]));
  const questions = entries.flatMap(({ question, seen }) => {
    const standing = byConcept.get(bank.question(question)?.question.concept ?? '');
    return standing ? [{ standing, isNew: !seen }] : [];
  });
  return expectedShare(questions, posteriorOf(belief));
}

type Numbers = Omit<Prediction, 'id' | 'kind' | 'madeAt' | 'day' | 'blueprint' | 'paper'>;

/** The numbers of a forecast as a prediction keeps them. */
function numbersOf({ score, paper, pass }: Forecast, passMark: number): Numbers {
  return {
    score: score.share,
    low: score.low,
    high: score.high,
    paperLow: paper.low,
    paperHigh: paper.high,
    pass,
    passMark,
  };
}

/** What the prediction of the real exam on a day of practice is made of. */
export type ExamPrediction = {
  exam: { day: number; pass: number; scored: number; blueprint: string };
  day: number;
  now: number;
  concepts: Parameters<typeof standingsOn>[0];
  cards: ReadonlyMap<string, Card>;
  belief: Belief;
};

/** What is expected of the real exam if nothing more is practised; nothing where too little is known. */
export async function predictExam(
  { predictions }: Pick<PredictionRooms, 'predictions'>,
  learner: string,
  { exam, day, now, concepts, cards, belief }: ExamPrediction,
): Promise<Change[]> {
  const mocks = await predictions.mocks(learner);
  const standings = standingsOn(concepts, cards, exam.day);
  const forecast = readinessOf({ concepts: standings, belief, terms: exam, mocks });
  if (forecast.kind === 'missing') return [];
  const about = {
    kind: 'exam',
    madeAt: now,
    day: exam.day,
    blueprint: exam.blueprint,
    paper: undefined,
  } as const;
  return [
    predictions.predict(learner, {
      id: examPredictionOf(exam.day, day),
      ...about,
      ...numbersOf(forecast, exam.pass),
    }),
  ];
}

/** The name of the prediction that a day of practice makes of the exam. */
export function examPredictionOf(examDay: number, day: number): string {
  return `exam/${examDay}/${day}`;
}
