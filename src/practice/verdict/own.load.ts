import type { Concept } from '../../bank/bank.ts';
import { Failure } from '../../base/failure.ts';
import type { Learner } from '../../learner/model.ts';
import type { PastReview } from '../../memory/model.ts';
import type { PracticeDeps } from '../deps.ts';

/** A learner's own review; not found for any other. */
export async function loadOwnReview(
  { memory }: Pick<PracticeDeps, 'memory'>,
  learner: Learner | undefined,
  id: string,
): Promise<PastReview> {
  const review = learner && (await memory.review(learner.id, id));
  if (review) return review;
  const why = learner
    ? ''
    : ' Etude needs a cookie to keep your answers: allow cookies for this address, and answer again.';
  throw new Failure('not found', `You have no answer at this address.${why}`);
}

/** What a reviewed question belongs to today; undefined when it is no longer in the bank. */
export function conceptOf({ bank }: PracticeDeps, { question }: PastReview): Concept | undefined {
  const live = bank.question(question);
  return live && bank.concepts.get(live.question.concept);
}

/** Whether the learner no longer wants to be asked the very question of a review. */
export function isSetAside(
  { bank }: PracticeDeps,
  { question }: PastReview,
  asides: readonly string[],
): boolean {
  const id = bank.question(question)?.question.id;
  return asides.some((aside) => bank.question(aside)?.question.id === id);
}
