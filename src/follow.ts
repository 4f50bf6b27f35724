import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { problemLines, warningLines } from './bank/author/lines.ts';
import { type BankFiles, judgingFolder } from './bank/files/check.ts';
import { isSameReading } from './bank/files/reader.load.ts';
import { layingOut } from './bank/live/author-views.load.ts';
import { Refusal } from './base/failure.ts';
import { isBuiltIn } from './base/installation.ts';
import { isoDay } from './base/time.ts';
import { inTurns } from './base/turns.ts';
import { realWorld } from './base/world.ts';
import type { Config } from './config.ts';
import { type Following, followForAll, watchQuestions } from './follow-shared.ts';
import { replaceBank, savePictures } from './live-bank.ts';
import type { BankSource, Opened } from './open.ts';

type FollowConfig = Pick<Config, 'questions' | 'watch' | 'author'>;
type Followed = Pick<Opened, 'db' | 'stores' | 'live' | 'source'>;
type FollowLog = Pick<FastifyBaseLogger, 'warn' | 'error'>;

/** Takes the bank live again whenever its files have changed; while they are broken the last good one stays live. */
export function followFiles(config: FollowConfig, opened: Followed, log: FollowLog): Following {
  const { source } = opened;
  return source.shared ? followForAll(config, opened, source, log) : followAlone(config, opened, source, log);
}

/** Follows the files where this process is the only one. */
function followAlone(
  config: FollowConfig,
  { db, stores, live }: Followed,
  source: BankSource,
  log: FollowLog,
): Following {
  const authors = layingOut(stores.texts, () => isoDay(realWorld.now()));
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
    sketched = queue(async () => live.replaceAuthorView(await authors.sketch(last.files, last.judged)));
    queue(async () => live.replaceAuthorView(await authors.view(last.files, last.judged)));
    return sketched;
  };
  const reload = async () => {
    const files = await source.read();
    if (seen && isSameReading(files, seen)) return;
    seen = files;
    const judged = await inTurns(judgingFolder(files, source.known));
    last = { files, judged };
    if (sketched) await savePictures({ db, stores }, judged.pictures, realWorld.now());
    const authorView = sketched ? await authors.view(files, judged) : undefined;
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
    const unread = { file: join(config.questions, 'bank.json'), message: err.message };
    live.replaceAuthorView(await authors.heldBack(authorView, unread));
  };
  live.layOutWhenWanted(layOut);
  if (config.author === '1') layOut();
  const isLaidOut = work;
  const { look, stop } = watchQuestions(config, queue, reload);
  // What was saved while Etude started has told nobody.
  if (!isBuiltIn(config.questions) && config.watch !== 'off') look();
  return { stop, isLaidOut };
}
