import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Elapsed } from '../counter.ts';
import { Failure } from '../failure.ts';
import { oneOrMany } from '../text/words.ts';
import { MINUTE, SECOND } from '../time.ts';
import { networkOf } from './addresses.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** Counts a newcomer who is about to be stored; refuses one whose network has brought too many lately. */
    admitNewcomer(): Promise<void>;
  }
}

/** How many newcomers one network may bring in a window of time. */
export type NewcomerLimit = {
  most: number;
  elapsed?: Elapsed;
};

const windowMs = 10 * MINUTE;

/** Limits how many newcomers a network may bring; without a limit everybody is admitted. */
export async function installNewcomers(app: FastifyInstance, limit?: NewcomerLimit): Promise<void> {
  if (!limit) {
    app.decorateReply('admitNewcomer', async () => {});
    return;
  }
  const count = app.createRateLimit({
    max: limit.most,
    timeWindow: windowMs,
    keyGenerator: ({ ip }) => `newcomers of ${networkOf(ip)}`,
  });
  app.decorateReply('admitNewcomer', async function (this: FastifyReply) {
    const counted = await count(this.request);
    if (counted.isAllowed || !counted.isExceeded) return;
    this.header('retry-after', counted.ttlInSeconds);
    throw new Failure('too many', tooMany(counted.ttlInSeconds));
  });
}

function tooMany(seconds: number): string {
  const minutes = Math.ceil((seconds * SECOND) / MINUTE);
  const wait = `${minutes} ${oneOrMany(minutes, 'minute', 'minutes')}`;
  return `Too many people have just started using Etude from your network, so nothing was saved. Wait ${wait}, then go back and try again.`;
}
