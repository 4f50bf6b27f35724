import type { Bank } from '../../bank/bank.ts';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import type { Change } from '../../base/data/database.ts';
import type { PaperItem, Sitting } from '../../exam/sitting.ts';
import { learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import type { Card } from '../../memory/fold.ts';
import type { MemoryStore } from '../../memory/store.ts';
import { noBelief } from '../belief/belief.ts';
import type { Belief } from '../belief/model.ts';
import { posteriorOf } from '../belief/posterior.ts';
import type { BeliefStore } from '../belief/store.ts';
import { examConcepts, termsOf } from '../exam.ts';
import type { Forecast, Mock, Readiness, Standing } from '../readiness/model.ts';
import { expectedShare, readinessOf } from '../readiness/readiness.ts';
import { standingsOn } from '../readiness/standings.ts';
import type { Prediction } from './model.ts';
import type { PredictionStore } from './store.ts';

/** What predictions are made of. */
export type PredictionDeps = {
  memory: MemoryStore;
  beliefs: BeliefStore;
  predictions: PredictionStore;
};

/** What a forecast is made of. */
type Loaded = { standings: Standing[]; belief: Belief; forecast: Readiness; day: number };

/** The forecast of an exam by a blueprint, if it were taken now. */
export async function loadReadiness(
  { bank, memory, beliefs, predictions }: PredictionDeps & { bank: Bank },
  learner: Learner,
  blueprint: Blueprint,
  now: number,
): Promise<Loaded> {
  const concepts = examConcepts(bank, blueprint);
  const names = concepts.map(({ concept }) => concept);
  const [stored, cards, mocks] = await Promise.all([
    beliefs.belief(learner.id),
    memory.cards(learner.id, names),
    predictions.mocks(learner.id),
  ]);
  const belief = stored ?? noBelief;
  const day = learnerDay(learner, now);
  const standings = standingsOn(concepts, cards, day);
  const given = { concepts: standings, belief, terms: termsOf(blueprint), mocks };
  return { standings, belief, forecast: readinessOf(given), day };
}

/** Occasion `begun`: writes down what is expected of a mock exam in the commit that begins it. */
export async function onBegun(
  deps: PredictionDeps & { bank: Bank },
  learner: Learner,
  { id, terms, startedAt }: Sitting,
  items: readonly PaperItem[],
): Promise<Change[]> {
  const { standings, belief, forecast, day } = await loadReadiness(deps, learner, terms, startedAt);
  if (forecast.kind === 'missing') return [];
  const paper = expectedOfPaper(deps.bank, items, standings, belief);
  const about = { id, kind: 'mock', madeAt: startedAt, day, blueprint: terms.id } as const;
  return [
    deps.predictions.predict(learner.id, { ...about, ...numbersOf(forecast, terms.pass / 100), paper }),
  ];
}

function expectedOfPaper(
  bank: Bank,
  items: readonly PaperItem[],
  standings: readonly Standing[],
  belief: Belief,
): number {
  const byConcept = new Map(standings.map((standing) => [standing.concept, standing]));
  const questions = items.flatMap(({ question, seen }) => {
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
  mocks: readonly Mock[];
};

/** What is expected of the real exam if nothing more is practised; nothing where too little is known. */
export function predictExam(
  { predictions }: Pick<PredictionDeps, 'predictions'>,
  learner: string,
  { exam, day, now, concepts, cards, belief, mocks }: ExamPrediction,
): Change[] {
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
function examPredictionOf(examDay: number, day: number): string {
  return `exam/${examDay}/${day}`;
}
