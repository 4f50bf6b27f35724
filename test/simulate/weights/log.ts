import type { Bank, LiveQuestion } from '../../../src/bank/bank.ts';
import { kindOf } from '../../../src/bank/kinds/kinds.ts';
import { DAY, SECOND } from '../../../src/base/time.ts';
import type { FoldedReview } from '../../../src/memory/fold.ts';
import { type Certainty, rate } from '../../../src/memory/rate.ts';
import { ratings } from '../../../src/memory/schedule.ts';
import { historyOf } from '../../../src/memory/weights/history.ts';
import type { Recalled } from '../../../src/memory/weights/loss.ts';
import type { History } from '../../../src/memory/weights/model.ts';
import { Candidate, secondsOfDays } from '../candidate.ts';
import { momentOf, Product } from '../product.ts';
import { type TruthName, truths } from '../truths/truths.ts';

/** A made-up learner's histories, and the chance by the truth that an answer was to be rated as recalled. */
export type MadeUpLog = { histories: History[]; chance: Recalled };

/** The log of a made-up learner who practises with Etude for some days. */
export async function madeUpLog(
  bank: Bank,
  truth: TruthName,
  seed: number,
  days: number,
  minutes: number,
): Promise<MadeUpLog> {
  const name = `candidate ${seed}`;
  const candidate = new Candidate(name, truths[truth]);
  const product = new Product(bank, name);
  const reviews = new Map<string, FoldedReview[]>();
  const chances = new Map<number, number>();
  for (const [day, seconds] of secondsOfDays(name, days, minutes).entries()) {
    for (let spent = 0; spent < seconds; ) {
      const at = day + (spent * SECOND) / DAY;
      const live = await product.next(momentOf(at));
      if (!live) break;
      const rightAnswers = candidate.rightAnswers(live, at);
      const answer = candidate.answer(live, at);
      const review = await product.answer(live, answer, momentOf(at));
      chances.set(review.answeredAt, chanceOfRecall(live, rightAnswers, review.recall));
      reviews.getOrInsertComputed(live.question.concept, () => []).push(review);
      spent += answer.answering + answer.reading;
    }
  }
  return { histories: [...reviews.values()].map(historyOf), chance: ({ at }) => chances.get(at)! };
}

/** The chance that an answer is rated as recalled: that it is right, and not as a guess that was probably luck. */
function chanceOfRecall(
  { question }: LiveQuestion,
  rightAnswers: readonly { certainty: Certainty; chance: number }[],
  recall: number | undefined,
): number {
  const { guessChance } = kindOf(question);
  return rightAnswers
    .filter(({ certainty }) => rate({ correct: true, certainty, guessChance, recall }) !== ratings.again)
    .reduce((sum, { chance }) => sum + chance, 0);
}
