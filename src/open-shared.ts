import { warningLines } from './bank/author/lines.ts';
import { building } from './bank/bank.ts';
import type { BankHolder } from './bank/live/live.ts';
import { type SharedBank, shareBank } from './bank/live/shared.load.ts';
import type { BankStore } from './bank/past/store.ts';
import type { Database } from './base/data/database.ts';
import { Failure, Refusal } from './base/failure.ts';
import { isSampleBank } from './base/installation.ts';
import { isoDay } from './base/time.ts';
import { inTurns } from './base/turns.ts';
import { after, realWorld } from './base/world.ts';
import { type BankDeps, makeGood, markUnsettled, savePictures, takeLiveEverywhere } from './live-bank.ts';
import { openSource, type Tell } from './open.ts';

/** A node looks this often, in milliseconds, whether the leader has taken the first bank live. */
const lookEvery = 200;

/** A node that starts waits about a minute for the first bank. */
const mostLooks = 300;

/**
 * Shows the bank that is stored; its leader takes other files live later. Only where none is stored that this release can
 * show, the leader takes its own files live first, but the samples only in the place of samples. Returns what authors
 * should know.
 */
export async function openSharedBank(
  deps: BankDeps,
  shared: SharedBank,
  questions: string,
  leads: () => boolean,
  pause = () => after(lookEvery),
): Promise<string[]> {
  for (let looks = 0; looks < mostLooks; looks++) {
    if (await shared.look()) return [];
    if (leads() && (shared.isSample() || !isSampleBank(questions))) {
      const warnings = await takeOwnLive(deps, shared, questions).catch(unlessOvertaken);
      if (warnings) return warnings;
    } else if (shared.trouble() !== undefined) {
      const { judged } = await openSource(questions);
      shared.standIn(await inTurns(building(judged.taxonomy, judged.questions, judged.lessons)));
      return [];
    }
    await pause();
  }
  throw new Refusal(
    'ETUDE_DATABASE: no node has taken a question bank live that this one can load. Look for the reason in the logs of the other nodes and of PostgreSQL, and start this node again.',
    1,
  );
}

/** Another node may have taken the lead, and its bank live, meanwhile. */
function unlessOvertaken(error: unknown): undefined {
  if (!(error instanceof Failure && error.kind === 'conflict')) throw error;
}

async function takeOwnLive(deps: BankDeps, shared: SharedBank, questions: string): Promise<string[]> {
  const { files, judged } = await openSource(questions);
  const now = realWorld.now();
  await markUnsettled(deps, shared);
  await savePictures(deps, judged.pictures, now);
  const listing = await shared.see(files, isSampleBank(questions));
  const warnings = await takeLiveEverywhere(deps, judged, now, shared.goLive(listing));
  await makeGood(deps, shared, now);
  return [...warnings, ...warningLines(judged.warnings)];
}

/** The bank that is live in a database, for a command beside its nodes; undefined before the first one. */
export async function liveBankOf(db: Database, texts: BankStore): Promise<BankHolder | undefined> {
  const { now } = realWorld;
  const shared = shareBank({ db, texts, now, today: () => isoDay(now()) });
  if (await shared.look()) return shared.live;
  if (shared.trouble() === undefined) return undefined;
  throw new Refusal(
    'ETUDE_DATABASE: another release of Etude put the question bank live. Run this command with that release. Nothing was changed.',
  );
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
        tell(
          'error',
          `Etude is not serving anyone: ${trouble}. Install the same release of Etude on every server.`,
        );
      if (trouble === undefined && told !== undefined)
        tell('warn', 'Etude shows the live bank and serves requests.');
      told = trouble;
    } catch (error) {
      // A database that cannot be reached is told elsewhere.
      if (!(error instanceof Failure)) throw error;
    } finally {
      isLooking = false;
    }
  };
}
