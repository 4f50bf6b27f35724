import type { Database } from '../base/database.ts';
import { HOUR } from '../base/time.ts';
import type { ExamStore } from './store.ts';

/** So few exams are deleted in one commit that nobody waits for it. */
const deletedAtOnce = 5;

/**
 * Deletes the exams that began more than an hour ago and in which nobody has clicked, and the learners who have nothing
 * else: a guest without an answer is never stored. An exam that began more than an hour from now was begun under a
 * wrong clock, and goes too.
 */
export async function sweepUnclicked(db: Database, exams: ExamStore, now: number): Promise<void> {
  for (;;) {
    const found = await exams.unclicked(now - HOUR, now + HOUR, deletedAtOnce);
    if (found.length === 0) return;
    await db.commit(
      found.flatMap(({ id, learner }) => [exams.deleteUnclicked(id), exams.deleteIfNothingElse(learner)]),
    );
  }
}
