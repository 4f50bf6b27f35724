import { warningLines } from './bank/author/lines.ts';
import { building } from './bank/bank.ts';
import type { SharedBank } from './bank/live/shared.load.ts';
import { Failure } from './base/failure.ts';
import { isBuiltIn } from './base/installation.ts';
import { inTurns } from './base/turns.ts';
import { after, realWorld } from './base/world.ts';
import { type BankDeps, foldMarked, savePictures, takeLiveEverywhere } from './live-bank.ts';
import { openSource, type Tell } from './open.ts';

/** A node looks this often, in milliseconds, whether the leader has taken the first bank live. */
const lookEvery = 200;

/**
 * Shows the bank that is stored; its leader takes other files live later. Only where none is stored that this release can
 * show, the leader takes its own files live first. Returns what authors should know.
 */
export async function openSharedBank(
  deps: BankDeps,
  shared: SharedBank,
  questions: string,
  leads: () => boolean,
): Promise<string[]> {
  for (;;) {
    if (await shared.look()) return [];
    if (leads()) return takeOwnLive(deps, shared, questions);
    if (shared.trouble() !== undefined) {
      const { judged } = await openSource(questions);
      shared.standIn(await inTurns(building(judged.taxonomy, judged.questions, judged.lessons)));
      return [];
    }
    await after(lookEvery);
  }
}

async function takeOwnLive(deps: BankDeps, shared: SharedBank, questions: string): Promise<string[]> {
  const { files, judged } = await openSource(questions);
  const now = realWorld.now();
  await savePictures(deps, judged.pictures, now);
  const listing = await shared.see(files, isBuiltIn(questions));
  const warnings = await takeLiveEverywhere(deps, judged, now, shared.goLive(listing));
  await foldMarked(deps, shared.live);
  return [...warnings, ...warningLines(judged.warnings)];
}

/** Looks whether the leader has taken another bank live; tells once when this node cannot show it, and once when it can. */
export function followingLeader(shared: SharedBank, tell: Tell): () => Promise<void> {
  let told: string | undefined;
  let isLooking = false;
  return async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      await shared.look();
      const trouble = shared.trouble();
      if (trouble !== undefined && told === undefined)
        tell('error', `Etude answers nobody: ${trouble}. Install the same release of Etude on every server.`);
      if (trouble === undefined && told !== undefined)
        tell('warn', 'Etude shows the live bank, and answers.');
      told = trouble;
    } catch (error) {
      // A database that cannot be reached is told elsewhere.
      if (!(error instanceof Failure)) throw error;
    } finally {
      isLooking = false;
    }
  };
}
