import { holdBank } from '../../bank/live/live.ts';
import type { BankChanged } from '../../bank/past/reconcile.ts';
import { type Progress, silent } from '../../base/process/progress.ts';
import { toStored } from '../../memory/card.store.ts';
import { type MemoryDeps, refoldSlices } from '../../memory/load.ts';
import { type Broken, type Comparison, compare, isBroken } from './differences.ts';
import { forEachInGroups } from './groups.load.ts';
import { type LogStore, logStore, type Slice } from './log.store.ts';
import { beginReplay, type Replay, replay } from './replay.ts';
import { slicesOf } from './slices.load.ts';

/** What is left out of the examination. */
type LeftOut = { concepts: ReadonlySet<string>; learners: ReadonlySet<string> };

/**
 * Folds the whole log again, many learners at a time, and compares it with every card, tally, mistake and summary. Leaves out the
 * cards that the question files have changed, and those of learners for whom they are being folded again.
 */
export async function examineMemory(
  rooms: MemoryDeps,
  changed: Pick<BankChanged, 'concepts'>,
  progress: Progress = silent,
): Promise<Broken[]> {
  const log = logStore(rooms.db);
  const leftOut = { concepts: new Set(changed.concepts), learners: new Set(await rooms.learners.toRefold()) };
  const broken: Broken[] = [];
  for await (const slice of slicesOf(rooms.learners, await log.learners(), progress)) {
    const replays = new Map(slice.learners.map((learner) => [learner.id, beginReplay(learner)]));
    await replayLog(rooms, log, slice, replays);
    broken.push(...(await compareStored(rooms, log, slice, replays, leftOut)).filter(isBroken));
  }
  return broken;
}

async function replayLog(
  { bank }: MemoryDeps,
  log: LogStore,
  slice: Slice,
  replays: ReadonlyMap<string, Replay>,
) {
  for await (const reviews of log.reviews(slice))
    for (const review of reviews) {
      // A row that belongs to nobody is found elsewhere.
      const so = replays.get(review.learner);
      if (so) replay(bank, so, review);
    }
}

async function compareStored(
  { bank }: MemoryDeps,
  log: LogStore,
  slice: Slice,
  replays: ReadonlyMap<string, Replay>,
  { concepts, learners }: LeftOut,
): Promise<Broken[]> {
  const asides = await log.asides(slice);
  const comparisons = new Map<string, Comparison>();
  for (const [id, so] of replays) {
    const isLeftOut = (concept: string) => learners.has(id) || concepts.has(concept);
    comparisons.set(id, compare(so, { bank, asides: asides.get(id) ?? [], isLeftOut }));
  }
  for await (const rows of log.cards(slice))
    for (const row of rows) comparisons.get(row.learner)?.card(row.concept, toStored(row));
  for await (const rows of log.tallies(slice))
    for (const row of rows) comparisons.get(row.learner)?.tally(row);
  for await (const rows of log.mistakes(slice))
    for (const row of rows) comparisons.get(row.learner)?.mistake(row);
  return [...comparisons.values()].map((comparison) => comparison.end());
}

/** Folds broken cards again and adds broken tallies up again; the log itself is never touched. */
export async function repairMemory(
  rooms: MemoryDeps,
  broken: readonly Broken[],
  progress: Progress = silent,
): Promise<void> {
  const live = { ...rooms, live: holdBank(rooms.bank) };
  const repair = async ({ learner, concepts }: Broken) => {
    await refoldSlices(live, learner, concepts);
    await rooms.db.commit(rooms.memory.recount(learner));
  };
  await forEachInGroups(broken, repair, progress);
}
