import type { Database } from '../base/data/database.ts';
import { HOUR } from '../base/time.ts';
import type { ExamStore } from './store.ts';

/** The number of exams deleted in one commit, small so that no request waits long. */
const deletedAtOnce = 5;

/**
 * Deletes exams without a click that began more than an hour ago, and learners who have nothing else, because Etude
 * does not keep guests without an answer. An exam that begins more than an hour from now was started under a wrong
 * clock, so this deletes it too.
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
      found.flatMap(({ id, learner }) => [
        exams.deleteUnclicked(learner, id),
        ...exams.deleteIfNothingElse(learner),
      ]),
    );
  }
}
