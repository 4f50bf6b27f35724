import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { Counter } from '../counter.ts';

/** Lets an application count requests in windows of time. */
export async function installRates(app: FastifyInstance, counter: Counter): Promise<void> {
  await app.register(rateLimit, { global: false, store: storeOver(counter) });
}

type Tell = (error: Error | null, count?: { current: number; ttl: number }) => void;

/** A counter as the plugin asks for it; each limit has windows of its own. */
function storeOver(counter: Counter) {
  return class Store {
    readonly #windows = counter.windows();

    incr(name: string, tell: Tell, span: number): void {
      this.#windows.count(name, span).then((counted) => tell(null, counted), tell);
    }

    child(): Store {
      return new Store();
    }
  };
}
