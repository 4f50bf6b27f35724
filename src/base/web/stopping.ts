import type { IncomingMessage } from 'node:http';
import { connect, Server, type Socket } from 'node:net';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { isSix } from './addresses.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Answers everyone who has connected, and stops; it waits a second or so at most for those who are slow. Another
     * process may hold the listening socket too and accept later what waits there.
     */
    stop(isSocketShared?: boolean): Promise<void>;
  }
}

/** Most time from the signal to stop until the server has gone, however slow its clients are. */
const patience = 1_650;

/** Grace for a request not yet received, in milliseconds after the signal to stop. */
const grace = 1_200;

/** Someone who connected longer ago than this before the stop, and has said nothing, is not waited for. */
const freshness = 250;

/** A handshake that is under way when the server begins to stop has this long to end. */
const handshake = 50;

/** The server looks at most this long for a moment at which nobody waits to be accepted. */
const longestLook = 800;

/** Lets an application stop so that everyone who has asked is answered. */
export function installStopping(app: FastifyInstance): void {
  let isStopping = false;
  const unheard = trackUnheard(app.server);
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isStopping) reply.header('connection', 'close');
    done(null, payload);
  });
  app.decorate('stop', async (isSocketShared = false) => {
    isStopping = true;
    const began = performance.now();
    const end = pause(patience);
    if (isSocketShared) closeListener(app.server);
    else await stopListening(app.server);
    const isFresh = () => [...unheard.values()].some((connectedAt) => connectedAt > began - freshness);
    while (isFresh() && performance.now() < began + grace) await pause(10);
    await Promise.race([app.close(), end]);
  });
}

/** Keeps the connections that have not asked anything yet, each with the moment at which it was accepted. */
function trackUnheard(server: Server): ReadonlyMap<Socket, number> {
  const unheard = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    unheard.set(socket, performance.now());
    socket.once('close', () => unheard.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => unheard.delete(socket));
  return unheard;
}

/** What Node's handle of a socket can do beside what Node offers. */
type Handle = { listen?(backlog: number): number; getpeername?(name: object): number };
const handleOf = (socket: object) => (socket as { _handle?: Handle | null })._handle ?? {};

/**
 * Closes the listening socket at a moment at which no connection waits to be accepted, because the system resets those
 * that do. First the queue is made as short as it can be: from then on the system lets one connection wait, and the
 * handshakes of others wait until there is room or they are refused.
 */
async function stopListening(server: Server): Promise<void> {
  const handle = handleOf(server);
  const isTcp = process.platform === 'linux' && addressOf(server) !== undefined;
  if (isTcp && handle.listen?.(0) === 0) {
    await pause(handshake);
    await lookForEmptyQueue(server);
  }
  if (server.listening) closeListener(server);
}

/** Closes the listening socket alone: the close of an HTTP server would cut off those who have not been heard yet. */
function closeListener(server: Server): void {
  Server.prototype.close.call(server);
}

/** Looks in each turn of the loop and after each accepted connection, when the queue is probably empty. */
async function lookForEmptyQueue(server: Server): Promise<void> {
  const end = performance.now() + longestLook;
  const look = () => closeIfQueueIsEmpty(server);
  server.on('connection', look);
  while (server.listening && performance.now() < end) {
    look();
    await turn();
  }
  server.off('connection', look);
}

/**
 * Takes the one place in the queue with a connection of our own. On one machine the handshake ends at once, or not at all
 * where the place is taken: if it has ended, nobody else waits and nobody can come before this turn of the loop is over.
 */
function closeIfQueueIsEmpty(server: Server): void {
  const address = addressOf(server);
  if (!address) return;
  const own = connect(address).on('error', () => {});
  // Node connects in the queue of ticks, in which nothing is accepted.
  process.nextTick(() => {
    if (server.listening && handleOf(own).getpeername?.({}) === 0) closeListener(server);
    own.destroy();
  });
}

/** Where this machine reaches a server; undefined for a socket that is a file. */
function addressOf(server: Server): { host: string; port: number } | undefined {
  const address = server.address();
  if (typeof address !== 'object' || !address) return undefined;
  const { address: bound, port } = address;
  const everywhere = bound === '0.0.0.0' || bound === '::';
  const host = everywhere ? (isSix(bound) ? '::1' : '127.0.0.1') : bound;
  return { host, port };
}
