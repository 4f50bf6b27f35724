import { isSameResponse } from '../../bank/kinds/kind.ts';
import { withCurrentBank } from '../../bank/live/live.ts';
import { Failure } from '../../base/failure.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import type { PastReview } from '../../memory/model.ts';
import type { LiveDeps } from '../../practice/deps.ts';
import { decideAnswer } from '../../practice/question/answer.load.ts';
import { type Answer, requireAsked } from '../../practice/question/answer.ts';
import { readAnswer, type Sent } from '../../practice/question/given.ts';
import { loadShown } from '../../practice/question/shown.load.ts';
import { loadOwnReview } from '../../practice/verdict/own.load.ts';

/**
 * Takes an answer under the id that its question named. The same answer once more finds the first one; another answer
 * under that id, or one to an idea that was answered meanwhile, is a conflict.
 */
export async function takeAnswer(
  deps: LiveDeps,
  learner: Learner,
  id: string,
  { asked: token, ...sent }: Sent & { asked: string },
): Promise<{ review: PastReview; isNew: boolean }> {
  const here = withCurrentBank(deps);
  const asked = requireAsked(deps.seal, token, learner);
  if (asked.review !== id)
    throw new Failure(
      'invalid',
      'This is not the question’s address. Send the answer to the address given with the question.',
    );
  const known = await deps.memory.review(learner.id, id);
  // An answer that was given stays one, even if its question has left the bank since.
  const question = known ? await deps.texts.text(asked.hash) : (await loadShown(here, asked)).question;
  const answer = readAnswer(sent, question!, asked.seed);
  if (typeof answer === 'string') throw new Failure('invalid', answer);
  if (known) return { review: requireSame(known, answer), isNew: false };
  const given = await decideAndSave(deps, learner, (current, who) =>
    decideAnswer(current, who, asked, answer),
  );
  if (given.review.id !== id)
    throw new Failure(
      'conflict',
      'You have answered another question on this idea since this one was asked. Ask for the next question. Nothing was counted.',
    );
  const review = await loadOwnReview(here, learner, id);
  return { review: requireSame(review, answer), isNew: given.isNew };
}

/** The review of an answer, if that is the very answer which made it. */
function requireSame(review: PastReview, answer: Answer): PastReview {
  if (isSameAnswer(review, answer)) return review;
  throw new Failure(
    'conflict',
    'You have already given this question a different answer. Nothing was changed.',
  );
}

function isSameAnswer(review: PastReview, { response, certainty }: Answer): boolean {
  return isSameResponse(review.response, response) && review.certainty === certainty;
}
