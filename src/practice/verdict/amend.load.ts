import type { Change } from '../../base/data/database.ts';
import type { Learner } from '../../learner/model.ts';
import { amended, countingReviews, foldReviews, saveFolded } from '../../memory/load.ts';
import type { PastReview } from '../../memory/model.ts';
import { followAmendment } from '../../plan/day/load.ts';
import type { PracticeDeps } from '../deps.ts';
import { conceptOf } from './own.load.ts';

/** Whether a review is the learner's last one of its concept. */
export async function isLatestOfConcept(
  here: PracticeDeps,
  learner: Learner,
  review: PastReview,
): Promise<boolean> {
  const concept = conceptOf(here, review);
  if (!concept) return false;
  const latest = await here.memory.latestOf(learner.id, here.bank.reviewIds(concept.id));
  return latest?.id === review.id;
}

/** The card of a review's concept as the amendment leaves it; nothing for a question that is no longer in the bank. */
export async function amendedCard(
  here: PracticeDeps,
  learner: Learner,
  review: PastReview,
  kind: 'undo' | 'easy',
): Promise<Change[]> {
  const concept = conceptOf(here, review);
  if (!concept) return [];
  const stored = await here.memory.card(learner.id, concept.id);
  const before = await countingReviews(here, learner, concept.id);
  const after = amended(before, { review: review.id, kind });
  const card = { ...stored, card: foldReviews(learner, after) };
  const followed = { concept: concept.id, card, now: here.world.now() };
  return [
    ...saveFolded(here, learner.id, concept.id, card),
    ...(await followAmendment(here, learner, { before, after }, followed)),
  ];
}
