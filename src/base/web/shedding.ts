import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../failure.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the plugin asks instead of refusing. */
    pressureHandler?: () => void;
  }
}

/** The sentence for a request that is shed. */
export class Busy extends Failure {
  constructor() {
    super('unavailable', 'Etude is very busy. Your progress is safe. Try again shortly.');
  }
}

/** How late the event loop runs, looked at once a second. */
export type Loop = { delayMs(): number; isLate(): boolean };

/** The event loop that an application watches to know when to shed. */
export function loopOf(app: FastifyInstance): Loop {
  return { delayMs: () => app.memoryUsage().eventLoopDelay, isLate: () => app.isUnderPressure() };
}

/** In the config of a route: it is answered however busy the server is. */
export const neverShed = { pressureHandler: () => {} };

/** How many milliseconds late is too late. Two cores shared with others run 40 late under 64 clients, 700 under 1000. */
export const tooLate = 1000;

/** The work of a start is no overload: the first sample that says something of requests comes this long after it. */
const untilMeasured = 2_000;

/**
 * Refuses requests while the event loop runs late, so that those already here are answered; 0 refuses none. Lateness
 * is what everybody waits for at every step. A loop in full use is merely at work, and memory that V8 has not yet
 * taken back is no load: neither is asked.
 */
export async function installShedding(app: FastifyInstance, maxDelayMs = tooLate): Promise<void> {
  let isMeasured = false;
  app.addHook('onListen', (done) => {
    setTimeout(() => {
      isMeasured = true;
    }, untilMeasured).unref();
    done();
  });
  await app.register(underPressure, {
    maxEventLoopDelay: maxDelayMs,
    // The plugin sends what this returns, though its types do not say so.
    pressureHandler: () => (isMeasured ? (new Busy() as never) : undefined),
  });
}
