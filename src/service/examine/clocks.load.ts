import { holdBank } from '../../bank/live/live.ts';
import { mendClock } from '../../learner/clock.ts';
import { type MemoryDeps, refoldLearner } from '../../memory/load.ts';
import type { MemoryOccasions } from '../../memory/model.ts';
import { type Finding, frozenFindings } from './findings.ts';
import { forEachInGroups } from './groups.load.ts';

/** Which learners' days lie ahead of the clock. */
export async function examineClocks(
  { learners }: Pick<MemoryDeps, 'learners'>,
  now: number,
): Promise<{ findings: Finding[]; frozen: string[] }> {
  const frozen: string[] = [];
  for (const id of await learners.aheadOf(now)) {
    const learner = await learners.byId(id);
    if (learner && mendClock(learner, now)) frozen.push(id);
  }
  return { findings: frozenFindings(frozen.length), frozen };
}

/** Puts the clocks of some learners right and folds their cards again; the log itself is never touched. */
export async function repairClocks(
  rooms: MemoryDeps & { occasions: MemoryOccasions },
  frozen: readonly string[],
  now: number,
): Promise<void> {
  await forEachInGroups(frozen, async (id) => {
    const learner = await rooms.learners.byId(id);
    const mended = learner && mendClock(learner, now);
    if (!mended) return;
    await rooms.db.commit([rooms.learners.mendClock(learner, mended)]);
    await refoldLearner({ ...rooms, live: holdBank(rooms.bank) }, id);
  });
}
