import { SECOND } from '../time.ts';
import { every } from '../world.ts';
import type { Lock } from './lock.ts';

/**
 * What a node is among the nodes that serve one database: the leader does what only one may do. An ousted node has lost
 * its data folder to another Etude, and must stop.
 */
export type Standing = 'leader' | 'follower' | 'ousted';

/** Decides which of several nodes leads. */
export type Leadership = {
  standing(): Standing;
  /** Lets another node lead, while this one still answers the last requests. */
  resign(): void;
  /** Gives up the lead, and what it stands on. */
  release(): void;
};

/** The only process that serves a data folder always leads, unless another Etude takes the folder from it. */
export function leadAlone(lock: Lock): Leadership {
  let isHeld = true;
  const stop = every(SECOND, () => {
    isHeld = isHeld && lock.renew();
  });
  return {
    standing: () => (isHeld ? 'leader' : 'ousted'),
    resign() {},
    release() {
      stop();
      lock.release();
    },
  };
}
