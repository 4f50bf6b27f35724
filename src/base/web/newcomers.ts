import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply } from 'fastify';
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
  /** Milliseconds since some moment, by a clock that nobody sets. */
  elapsed?: () => number;
};

const windowMs = 10 * MINUTE;

/** The networks that are counted at once; those that were counted longest ago make room. */
export const mostNetworks = 5000;

/** Limits how many newcomers a network may bring; without a limit everybody is admitted. */
export async function installNewcomers(app: FastifyInstance, limit?: NewcomerLimit): Promise<void> {
  if (!limit) {
    app.decorateReply('admitNewcomer', async () => {});
    return;
  }
  await app.register(rateLimit, { global: false, store: countsBy(limit.elapsed ?? elapsedHere) });
  const count = app.createRateLimit({
    max: limit.most,
    timeWindow: windowMs,
    keyGenerator: ({ ip }) => networkOf(ip),
  });
  app.decorateReply('admitNewcomer', async function (this: FastifyReply) {
    const counted = await count(this.request);
    if (counted.isAllowed || !counted.isExceeded) return;
    this.header('retry-after', counted.ttlInSeconds);
    throw new Failure('too many', tooMany(counted.ttlInSeconds));
  });
}

const elapsedHere = () => performance.now();

function tooMany(seconds: number): string {
  const minutes = Math.ceil((seconds * SECOND) / MINUTE);
  const wait = `${minutes} ${oneOrMany(minutes, 'minute', 'minutes')}`;
  return `Too many people have just started from your network, so nothing was saved. Wait ${wait}, then go back and try again.`;
}

type Count = { current: number; since: number };

/** Counts in memory, by a clock that nobody sets: the plugin's own would wait a year where a clock is put back a year. */
function countsBy(elapsed: () => number) {
  return class Counts {
    readonly #counts = new Map<string, Count>();

    incr(
      network: string,
      tell: (error: Error | null, count?: { current: number; ttl: number }) => void,
      span: number,
    ): void {
      const now = elapsed();
      const known = this.#counts.get(network);
      const isFresh = known !== undefined && now - known.since < span;
      const { current, since } = isFresh ? known : { current: 0, since: now };
      this.#counts.delete(network);
      this.#counts.set(network, { current: current + 1, since });
      if (this.#counts.size > mostNetworks) this.#counts.delete(this.#counts.keys().next().value!);
      tell(null, { current: current + 1, ttl: since + span - now });
    }

    child(): Counts {
      return new Counts();
    }
  };
}
