import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import type { Card } from '../../memory/fold.ts';
import { evidenceOf } from '../../plan/belief/evidence.ts';
import type { Evidence } from '../../plan/belief/model.ts';
import type { Decision } from './answer.ts';

/** What an answer says about its learner, by the card before it. */
export function evidenceIn(
  { review, clock }: Decision,
  question: Question,
  before: Card,
  isNewStem: boolean,
): Evidence {
  const { rating, correct, tookMs } = review;
  const guess = kindOf(question).guessChance;
  const about = { rating, question: question.id, right: correct, guess, kind: 'practice', tookMs } as const;
  return evidenceOf(before, { ...clock, ...about }, isNewStem);
}
