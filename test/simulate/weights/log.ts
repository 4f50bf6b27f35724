import type { Bank } from '../../../src/bank/bank.ts';
import { DAY, SECOND } from '../../../src/base/time.ts';
import type { FoldedReview } from '../../../src/memory/fold.ts';
import { historyOf } from '../../../src/memory/weights/history.ts';
import type { History } from '../../../src/memory/weights/model.ts';
import { Candidate, secondsOfDays } from '../candidate.ts';
import { momentOf, Product } from '../product.ts';
import { type TruthName, truths } from '../truths/truths.ts';

/** The histories of a made-up learner who practises with Etude for some days. */
export async function madeUpLog(
  bank: Bank,
  truth: TruthName,
  seed: number,
  days: number,
  minutes: number,
): Promise<History[]> {
  const name = `candidate ${seed}`;
  const candidate = new Candidate(name, truths[truth]);
  const product = new Product(bank, name);
  const reviews = new Map<string, FoldedReview[]>();
  for (const [day, seconds] of secondsOfDays(name, days, minutes).entries()) {
    for (let spent = 0; spent < seconds; ) {
      const at = day + (spent * SECOND) / DAY;
      const live = await product.next(momentOf(at));
      if (!live) break;
      const answer = candidate.answer(live, at);
      const review = await product.answer(live, answer, momentOf(at));
      reviews.getOrInsertComputed(live.question.concept, () => []).push(review);
      spent += answer.answering + answer.reading;
    }
  }
  return [...reviews.values()].map(historyOf);
}
