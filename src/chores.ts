import type { FastifyBaseLogger } from 'fastify';
import { logFailure } from './base/process/log.ts';
import { DAY, MINUTE, SECOND } from './base/time.ts';
import { every, realWorld } from './base/world.ts';
import type { ExamDeps } from './exam/load.ts';
import { settleOverdue } from './exam/marking/settle.load.ts';
import { sweepUnclicked } from './exam/sweep.load.ts';
import { sweepLearners } from './learner/sweep.load.ts';
import type { Opened } from './open.ts';

/** Deletes what is kept for a while only, now and again and again. Returns the end of it. */
export function keepSweeping(
  { db, stores, counter }: Opened,
  guestDays: number,
  log: FastifyBaseLogger,
): () => void {
  const { learners, exams, passkeys } = stores;
  const jobs = [
    // A day more than they count for, so that a clock that is corrected brings none back.
    { pause: DAY, sweep: () => db.commit([passkeys.sweepSpent(realWorld.now() - DAY)]) },
    { pause: DAY, sweep: () => sweepLearners(db, learners, guestDays, realWorld.now()) },
    { pause: 10 * MINUTE, sweep: async () => counter?.sweep() },
    { pause: 10 * MINUTE, sweep: () => sweepUnclicked(db, exams, realWorld.now()) },
  ];
  const stops = jobs.map(({ pause, sweep }) => {
    const start = () =>
      sweep().catch((err) => logFailure(log, err, 'a sweep failed; Etude will try again later'));
    start();
    return every(pause, start);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** Settles exams whose time is up, now and each second. Returns the end of it. */
export function keepSettling(deps: ExamDeps, log: FastifyBaseLogger): () => void {
  const settle = settling(deps, log);
  settle();
  return every(SECOND, settle);
}

/** Settles exams, one look at a time; what failed is tried again after a minute. */
function settling(deps: ExamDeps, log: FastifyBaseLogger): () => void {
  let isAtWork = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = realWorld.now();
    if (isAtWork || Math.abs(now - failedAt) < MINUTE) return;
    isAtWork = true;
    settleOverdue(deps, now)
      .catch((err) => {
        failedAt = now;
        logFailure(log, err, 'exams that ran out of time could not be marked');
      })
      .finally(() => {
        isAtWork = false;
      });
  };
}
