import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { problemLines, warningLines } from './bank/author/lines.ts';
import type { BankFiles } from './bank/files/check.ts';
import { isSameReading } from './bank/files/reader.load.ts';
import { watchFolder } from './bank/files/watch.ts';
import type { SharedBank } from './bank/live/shared.load.ts';
import { Failure, Refusal } from './base/failure.ts';
import { isBuiltIn, isSampleBank } from './base/installation.ts';
import { SECOND } from './base/time.ts';
import { every, realWorld } from './base/world.ts';
import type { Config } from './config.ts';
import { type BankDeps, makeGood, savePictures, takeLiveEverywhere } from './live-bank.ts';

/** What follows question files until it is stopped; authors can be shown them when they are laid out. */
export type Following = { stop(): void; isLaidOut: Promise<void> };

/** What is tried again after a failure waits this long. */
const retryAfter = 10 * SECOND;

/** Calls back once for all changes of the question files that come while the call before still waits. */
export function watchQuestions(
  config: Pick<Config, 'questions' | 'watch'>,
  queue: (job: () => Promise<void>) => Promise<void>,
  reload: () => Promise<void>,
): { look(): void; stop(): void } {
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
  return { look, stop: watchFolder(config.questions, watch, look) };
}

/**
 * What the leader does with its question files: it stores what it has read for the authors on every node, and takes
 * sound files live on all of them. What the leader before, or this one, could not finish is made good first.
 */
export function followForAll(
  config: Pick<Config, 'questions' | 'watch' | 'author'>,
  deps: BankDeps,
  { shared, read }: { shared: SharedBank; read(): Promise<BankFiles> },
  log: Pick<FastifyBaseLogger, 'warn' | 'error'>,
): Following {
  const isSample = isSampleBank(config.questions);
  let seen: BankFiles | undefined;
  let strays = new Set<string>();
  let isStopped = false;
  let isGood = false;
  let hasFailed = false;
  let told = '';
  let work = Promise.resolve();
  const queue = (job: () => Promise<void>) => {
    work = work.then(() => (isStopped ? undefined : job())).catch(tell);
    return work;
  };

  async function reload(): Promise<void> {
    hasFailed = false;
    await shared.lookAtBank();
    if (!isGood) await makeGood(deps, shared, realWorld.now());
    isGood = true;
    const files = await read();
    if (seen && isSameReading(files, seen)) return;
    if (isSample && !shared.isSample()) {
      seen = files;
      return log.warn(
        'ETUDE_QUESTIONS is not set on this server, so the bank in the database stays live. Set it to the folder of your questions to change them from here.',
      );
    }
    await take(files);
    seen = files;
    told = '';
  }

  async function take(files: BankFiles): Promise<void> {
    const now = realWorld.now();
    const judged = await shared.judge(files);
    const told = warningLines(judged.warnings);
    for (const line of told) if (!strays.has(line)) log.warn(line);
    strays = new Set(told);
    await savePictures(deps, judged.pictures, now);
    const listing = await shared.see(files, isSample);
    if (judged.problems.length > 0)
      log.warn(
        `The bank has problems, so the previous version stays live.\n${problemLines(judged.problems)}`,
      );
    else if (!shared.isMadeOf(files) && !isStopped) {
      // The bank may be live although not everybody is marked yet whom it concerns.
      isGood = false;
      for (const line of await takeLiveEverywhere(deps, judged, now, shared.goLive(listing))) log.warn(line);
      isGood = true;
    }
    await shared.look();
  }

  async function tell(err: unknown): Promise<void> {
    if (isStopped) return;
    seen = undefined;
    hasFailed = true;
    // What is tried again and again is told once.
    const isNew = String(err) !== told;
    told = String(err);
    if (err instanceof Refusal) {
      if (isNew) log.warn(err.message);
      const unread = { file: join(config.questions, 'bank.json'), message: err.message };
      await shared
        .seeUnread(unread)
        .then(shared.look)
        .catch(() => {});
    } else if (err instanceof Failure) {
      if (isNew) log.warn(`Taking the question files live was interrupted: ${err.message}`);
    } else if (isNew) log.error({ err }, 'putting the question files live was interrupted');
  }

  const { look, stop } = watchQuestions(config, queue, reload);
  look();
  const stopRetrying = every(retryAfter, () => {
    if (hasFailed) look();
  });
  return {
    isLaidOut: work,
    stop() {
      isStopped = true;
      stopRetrying();
      stop();
    },
  };
}
