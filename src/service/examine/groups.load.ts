import { type Progress, silent } from '../../base/process/progress.ts';
import { nextTurn } from '../../base/turns.ts';

/** This many are worked on at a time, so that their commits share the disk. */
const atOnce = 64;

/** Runs a task for each of many, some at a time, and lets other work run in between. */
export async function forEachInGroups<T>(
  all: readonly T[],
  work: (one: T) => Promise<void>,
  progress: Progress = silent,
): Promise<void> {
  for (let start = 0; start < all.length; start += atOnce) {
    progress(start / all.length);
    await Promise.all(all.slice(start, start + atOnce).map(work));
    await nextTurn();
  }
}
