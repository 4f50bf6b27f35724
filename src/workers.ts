import type { FastifyBaseLogger } from 'fastify';
import { runSelf } from './base/process/child-process.ts';
import { logFailure } from './base/process/log.ts';
import { SECOND } from './base/time.ts';
import { every, realWorld } from './base/world.ts';
import type { Environment } from './config.ts';
import { createFits, type Fits } from './memory/weights/fits.work.ts';
import { isInstalled } from './memory/weights/train.door.ts';
import type { Opened } from './open.ts';
import { keepAhead } from './plan/ahead/ahead.watch.ts';

/** What each node works out in processes of their own for the learners whom it answers. */
export type Workers = {
  fits: Fits;
  /** Is told when something changes that a learner's score on the day rests on. */
  planChanged(learner: string): void;
  /** Begins to look who is quiet, and tells what fails. */
  begin(log: FastifyBaseLogger): void;
  stop(): void;
};

/** Makes the workers of a node. */
export function createWorkers(
  opened: Opened,
  environment: Environment,
  tell: (text: string) => void,
): Workers {
  const { db, live, stores, counter } = opened;
  const given = { db, live, ...stores, now: realWorld.now, tell };
  const run = (command: string) => (input: string) => runSelf([command], environment, { input });
  const fits = createFits({
    ...given,
    isInstalled: isInstalled(),
    run: run('fit'),
    claims: counter?.claims,
  });
  const ahead = keepAhead({ ...given, run: run('ahead') });
  let stopLooking = () => {};
  return {
    fits,
    planChanged: ahead.changed,
    begin(log) {
      stopLooking = every(10 * SECOND, () => ahead.look().catch((error) => logFailure(log, error)));
    },
    stop() {
      stopLooking();
      ahead.stop();
      void fits.stop();
    },
  };
}
