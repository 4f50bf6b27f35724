import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { AuthorView } from './bank/author/author-view.ts';
import { problemLines, warningLines } from './bank/author/lines.ts';
import { type BankFiles, type Judged, judgingFolder } from './bank/files/check.ts';
import { isSameReading } from './bank/files/reader.load.ts';
import { watchFolder } from './bank/files/watch.ts';
import { unlikePast } from './bank/past/reconcile.ts';
import { Refusal } from './base/failure.ts';
import { isBuiltIn } from './base/installation.ts';
import { lazy } from './base/lazy.ts';
import { isoDay } from './base/time.ts';
import { inTurns } from './base/turns.ts';
import { realWorld } from './base/world.ts';
import type { Config } from './config.ts';
import { replaceBank, savePictures } from './live-bank.ts';
import type { Opened } from './open.ts';
import type { Stores } from './stores.ts';

/** The rules of item writing, loaded once an author asks for them. */
const authorViews = lazy(() => import('./bank/author/author-view.ts'));

/** The files as authors see them, judged by the rules. */
async function authorViewOf(files: BankFiles, judged: Judged, { texts }: Stores): Promise<AuthorView> {
  const unlike = await inTurns(unlikePast(await texts.past(), judged.questions));
  const stored = await texts.sameEdition(unlike);
  const { buildingAuthorView } = await authorViews();
  return inTurns(buildingAuthorView(files, judged, isoDay(realWorld.now()), stored));
}

/** Takes the bank live again whenever its files have changed; while they are broken the last good one stays live. */
export function followFiles(
  config: Config,
  { db, stores, live, source }: Opened,
  log: FastifyBaseLogger,
): { stop(): void; isLaidOut: Promise<void> } {
  let seen: BankFiles | undefined = source.files;
  // What lies beside the bank is told once, and not again with each file that is saved.
  let strays = new Set(warningLines(source.judged.warnings));
  let last = { files: source.files, judged: source.judged };
  let work = Promise.resolve();
  const queue = (job: () => Promise<void>) => {
    work = work.then(job).catch(tell);
    return work;
  };
  let sketched: Promise<void> | undefined;
  /** Lays out what authors see, unless that was done, and keeps it up to date from then on. */
  const layOut = () => {
    if (sketched) return sketched;
    sketched = queue(async () => {
      const { sketchingAuthorView } = await authorViews();
      live.replaceAuthorView(await inTurns(sketchingAuthorView(last.files, last.judged)));
    });
    queue(async () => live.replaceAuthorView(await authorViewOf(last.files, last.judged, stores)));
    return sketched;
  };
  const reload = async () => {
    const files = await source.read();
    if (seen && isSameReading(files, seen)) return;
    seen = files;
    const judged = await inTurns(judgingFolder(files, source.known));
    last = { files, judged };
    if (sketched) await savePictures({ db, stores }, judged.pictures, realWorld.now());
    const authorView = sketched ? await authorViewOf(files, judged, stores) : undefined;
    const now = warningLines(judged.warnings);
    for (const line of now) if (!strays.has(line)) log.warn(line);
    strays = new Set(now);
    if (judged.problems.length === 0) {
      const warnings = await replaceBank({ db, stores }, live, judged, realWorld.now(), authorView);
      for (const warning of warnings) log.warn(warning);
    } else {
      log.warn(
        `The bank has problems, so the previous version stays live.\n${problemLines(judged.problems)}`,
      );
      if (authorView) live.replaceAuthorView(authorView);
    }
  };
  const tell = async (err: unknown) => {
    seen = undefined;
    if (!(err instanceof Refusal)) return log.error({ err }, 'the bank could not go live');
    log.warn(err.message);
    const authorView = live.authorView();
    if (!authorView) return;
    const { heldBack } = await authorViews();
    live.replaceAuthorView(heldBack(authorView, join(config.questions, 'bank.json'), err.message));
  };
  live.layOutWhenWanted(layOut);
  if (config.author === '1') layOut();
  const isLaidOut = work;
  let isWaiting = false;
  const look = () => {
    if (isWaiting) return;
    isWaiting = true;
    queue(() => {
      isWaiting = false;
      return reload();
    });
  };
  const watch = isBuiltIn(config.questions) ? 'off' : config.watch;
  const stop = watchFolder(config.questions, watch, look);
  // What was saved while Etude started has told nobody.
  if (watch !== 'off') look();
  return { stop, isLaidOut };
}
