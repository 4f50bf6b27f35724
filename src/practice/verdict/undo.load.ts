import { Failure } from '../../base/failure.ts';
import { learnerDay, toLogDay } from '../../learner/clock.ts';
import { decideAndSave, unchanged } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import type { LiveDeps } from '../deps.ts';
import { amendedCard } from './amend.load.ts';
import { loadOwnReview } from './own.load.ts';

/** Takes back the last answer of a learner's day; one that is taken back already stays so. */
export async function takeBack(deps: LiveDeps, learner: Learner, id: string): Promise<void> {
  const { memory, world } = deps;
  await decideAndSave(deps, learner, async (here, who) => {
    const review = await loadOwnReview(here, who, id);
    if (review.undone) return unchanged;
    const now = world.now();
    if (who.standing.latest?.id !== review.id || review.day !== toLogDay(who, learnerDay(who, now))) {
      throw new Failure(
        'conflict',
        'You can undo only your last answer from today, and this is an earlier one.',
      );
    }
    const card = await amendedCard(here, who, review, 'undo');
    return { save: [...memory.undo(who.id, review, now), ...card], result: undefined };
  });
}
