import type { Card } from '../../memory/fold.ts';
import type { StoredCard } from '../../memory/model.ts';
import type { Belief } from '../belief/model.ts';
import { termsOf } from '../exam.ts';
import type { ExamOfBank } from '../exam-of.ts';
import type { Mock } from '../readiness/model.ts';
import { readinessOf } from '../readiness/readiness.ts';
import { standingsOn } from '../readiness/standings.ts';
import type { ScoreNow } from './model.ts';

/** The score to expect if the exam were on a day, for Today; undefined while too little is known. */
export function scoreNow(
  { blueprint, concepts }: ExamOfBank,
  cards: ReadonlyMap<string, StoredCard>,
  day: number,
  belief: Belief,
  mocks: readonly Mock[],
): ScoreNow {
  const standings = standingsOn(concepts, foldedOf(cards), day);
  const forecast = readinessOf({ concepts: standings, belief, terms: termsOf(blueprint), mocks });
  if (forecast.kind === 'missing') return undefined;
  const { score, pass, coverage } = forecast;
  return { score, pass, coverage };
}

/** The memories that stored cards hold. */
export function foldedOf(cards: ReadonlyMap<string, StoredCard>): Map<string, Card> {
  return new Map([...cards].map(([name, { card }]): [string, Card] => [name, card]));
}
