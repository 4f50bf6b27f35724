import { kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { rightBy as chanceRight } from '../../plan/belief/grid.ts';
import { momentsOf } from '../../plan/belief/posterior.ts';
import { logistic, logit } from '../../plan/readiness/normal.ts';
import { answersIn, fewestAnswers, rightBy } from './analysis.ts';
import type { Difficulty, ResponseCount } from './model.ts';

/** How far an author's label is usually off, in logits: what answers say is better once its error is smaller. */
export const labelError = 0.8;

/** However many answer, what they know of other concepts is itself only an estimate. */
const leastError = 0.2;

/** What may be: from hardly ever known to hardly ever unknown. */
const values = Array.from({ length: 121 }, (_, i) => (i - 60) / 10);

/** Before any answer a question is about as hard as others: the standard deviation of difficulties. */
const usualSpread = 1.5;

/** The share of concepts that someone of whom nothing is known knows beforehand. */
const usuallyKnown = 0.2;

/**
 * How hard a question is, by how learners did who met its concept for the first time: Rasch's model, in which someone
 * knows a concept by the logits between what they know of others and the difficulty, with the luck of guessing.
 * Undefined below ten answers.
 */
export function difficultyOf(question: Question, counts: readonly ResponseCount[]): Difficulty | undefined {
  const firsts = counts.filter(({ source }) => source === 'practice');
  if (answersIn(firsts) < fewestAnswers) return undefined;
  const isRight = rightBy(question);
  const { guessChance } = kindOf(question);
  const answers = firsts.map((count) => ({ ...count, ability: abilityOf(count), isRight: isRight(count) }));
  const logs = values.map((value) =>
    answers.reduce(
      (sum, { ability, isRight, answers }) => {
        const chance = chanceRight(logistic(ability - value), guessChance);
        return sum + answers * Math.log(isRight ? chance : 1 - chance);
      },
      -((value / usualSpread) ** 2) / 2,
    ),
  );
  const highest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { mean, variance } = momentsOf(
    values,
    weights.map((weight) => weight / total),
  );
  return { value: mean, error: Math.hypot(Math.sqrt(variance), leastError) };
}

/** What someone knows of other concepts, in logits. */
function abilityOf({ rest, restOf }: ResponseCount): number {
  return restOf === 0 ? logit(usuallyKnown) : logit((rest + 0.5) / (restOf + 1));
}
