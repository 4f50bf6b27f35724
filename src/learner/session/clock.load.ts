import type { Database } from '../../base/data/database.ts';
import { Failure } from '../../base/failure.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { mendClock } from '../clock.ts';
import type { Learner } from '../model.ts';
import type { LearnerStore } from '../store.ts';

/** Occasion `clockMended`: follows the commit that puts a learner's clock right. */
export type ClockMended = (learnerId: string) => Promise<void>;

/** What a learner's clock is put right with. */
export type ClockDeps = { db: Database; store: LearnerStore; world: ClockAndIds; clockMended: ClockMended };

/** The learner with their clock put right; as they are where that cannot be saved just now. */
export async function putRight(
  { db, store, world, clockMended }: ClockDeps,
  learner: Learner,
): Promise<Learner> {
  const mended = mendClock(learner, world.now());
  if (!mended) return learner;
  try {
    // Another request may have mended it in the same moment.
    if (await db.tryCommit([store.mendClock(learner, mended)])) await clockMended(learner.id);
  } catch (error) {
    if (error instanceof Failure) return learner;
    throw error;
  }
  return (await store.byId(learner.id)) ?? learner;
}
