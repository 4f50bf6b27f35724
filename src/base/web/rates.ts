import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';

/** Milliseconds since some moment, by a clock that nobody sets. */
export type Elapsed = () => number;

const elapsedHere: Elapsed = () => performance.now();

/** The names that are counted at once; those that were counted longest ago make room. */
export const mostCounted = 5000;

/** Lets an application count requests in windows of time. */
export async function installRates(app: FastifyInstance, elapsed = elapsedHere): Promise<void> {
  await app.register(rateLimit, { global: false, store: countsBy(elapsed) });
}

type Count = { current: number; since: number };

/** Counts in memory, by a clock that nobody sets: the plugin's own would wait a year where a clock is put back a year. */
function countsBy(elapsed: Elapsed) {
  return class Counts {
    readonly #counts = new Map<string, Count>();

    incr(
      name: string,
      tell: (error: Error | null, count?: { current: number; ttl: number }) => void,
      span: number,
    ): void {
      const now = elapsed();
      const known = this.#counts.get(name);
      const isFresh = known !== undefined && now - known.since < span;
      const { current, since } = isFresh ? known : { current: 0, since: now };
      this.#counts.delete(name);
      this.#counts.set(name, { current: current + 1, since });
      if (this.#counts.size > mostCounted) this.#counts.delete(this.#counts.keys().next().value!);
      tell(null, { current: current + 1, ttl: since + span - now });
    }

    child(): Counts {
      return new Counts();
    }
  };
}
