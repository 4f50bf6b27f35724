import type { FastifyBaseLogger } from 'fastify';
import { keepAnalysis } from './author/analysis/keep.load.ts';
import type { Leadership } from './base/data/leadership.ts';
import { runSelf } from './base/process/child-process.ts';
import { logFailure } from './base/process/log.ts';
import { HOUR, hourOf, MINUTE, SECOND } from './base/time.ts';
import { every, realWorld } from './base/world.ts';
import { keepSettling, keepSweeping } from './chores.ts';
import type { Config, Environment } from './config.ts';
import type { Demo } from './demo/renew.load.ts';
import { followFiles } from './follow.ts';
import type { Fits } from './memory/weights/fits.work.ts';
import { keepWeights } from './memory/weights/weights.watch.ts';
import type { Opened } from './open.ts';
import { keepBackups } from './service/archive/backups.watch.ts';

/** What the duties are done with. */
export type DutyDeps = {
  config: Config;
  environment: Environment;
  opened: Opened;
  fits: Fits;
  demo: Demo | undefined;
  log: FastifyBaseLogger;
};

/** What one node does for all, while it leads. */
export type Duties = {
  /** Resolves when authors can be shown the files. */
  isLaidOut: Promise<void>;
  stop(): void;
};

/** Begins everything that only one node may do: files, exams, sweeps, backups, nightly fits and the analysis. */
export function beginDuties({ config, environment, opened, fits, demo, log }: DutyDeps): Duties {
  const { db, live, stores } = opened;
  const keepLooking = (pause: number, look: () => Promise<unknown> | undefined) =>
    every(pause, () => look()?.catch((err) => logFailure(log, err)));
  const backups = keepBackups({
    data: config.data,
    every: opened.keepsBackups ? config.backupEvery : 0,
    now: realWorld.now,
    run: (command) => runSelf([command], environment),
    tell: (level, text) => log[level](text),
  });
  const weights = keepWeights({
    ...stores,
    fits,
    now: realWorld.now,
    hour: () => hourOf(realWorld.now(), config.zone),
  });
  const analysis = keepAnalysis({ db, live, ...stores });
  const following = followFiles(config, opened, log);
  const stops = [
    keepSweeping(opened, config.guestDays, log),
    keepSettling({ db, live, ...stores }, log),
    // The first look waits a minute, so that a start has the machine for itself.
    keepLooking(MINUTE, () => backups.look()),
    keepLooking(HOUR, () => demo?.renew()),
    keepLooking(10 * SECOND, () => weights.look()),
    keepLooking(10 * SECOND, () => analysis.look()),
    backups.stop,
    following.stop,
  ];
  return {
    isLaidOut: following.isLaidOut,
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** Looks each second; a look that fails is logged and ends nothing. Returns the end, which looks once more. */
export function keepGuarding(guard: () => Promise<void>, log: FastifyBaseLogger): () => Promise<void> {
  const look = () => guard().catch((err) => logFailure(log, err, 'the database could not be checked'));
  const stop = every(SECOND, look);
  return () => {
    stop();
    return look();
  };
}

/**
 * Has the duties done for as long as this node leads, from its start on, and tells when the node must stop serving. Returns
 * the start, the duties that are under way, and the end of it all.
 */
export function whileLeading(leadership: Leadership, begin: () => Duties, ousted: () => void) {
  let duties: Duties | undefined;
  let stop = () => {};
  const rest = () => {
    duties?.stop();
    duties = undefined;
  };
  const look = () => {
    const standing = leadership.standing();
    if (standing === 'leader') duties ??= begin();
    else rest();
    if (standing === 'ousted') {
      stop();
      ousted();
    }
  };
  return {
    start() {
      stop = every(SECOND, look);
      look();
    },
    isLaidOut: () => duties?.isLaidOut,
    stop() {
      stop();
      rest();
    },
  };
}
