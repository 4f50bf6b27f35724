import { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers whoever has connected, and stops; nobody who is slow is waited for longer than a second or so. */
    stop(): Promise<void>;
  }
}

/** So long does the request of somebody who has just connected take to arrive at the most. */
const grace = 250;

/** So long is waited for those who have not yet sent all of their request or taken all of their answer. */
const patience = 1_000;

/** Lets an application stop without leaving anybody unanswered who has asked. */
export function installStopping(app: FastifyInstance): void {
  let isStopping = false;
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) reply.header('connection', 'close');
    done(null, payload);
  });
  app.decorate('stop', async () => {
    isStopping = true;
    // The close of an HTTP server would cut off whoever has connected and has not been heard yet.
    Server.prototype.close.call(app.server);
    await pause(grace);
    await Promise.race([app.close(), pause(patience)]);
  });
}
