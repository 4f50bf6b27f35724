import type { Database } from '../base/data/database.ts';
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
  await sweepBegun(db, exams, Number.MIN_SAFE_INTEGER, now - HOUR);
  await sweepBegun(db, exams, now + HOUR, Number.MAX_SAFE_INTEGER);
}

async function sweepBegun(db: Database, exams: ExamStore, after: number, before: number): Promise<void> {
  for (;;) {
    const found = await exams.unclicked(after, before, deletedAtOnce);
    if (found.length === 0) return;
    await db.commit(
      found.flatMap(({ id, learner }) => [exams.deleteUnclicked(id), exams.deleteIfNothingElse(learner)]),
    );
  }
}
