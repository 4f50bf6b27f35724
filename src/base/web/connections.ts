import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf, within } from './addresses.ts';

/** How many connections there may be in all, and how many of one network. */
export type ConnectionLimits = { total: number; share: number };

/** A connection that sends nothing is kept some ten seconds and costs some 20 kB: more than these would fill memory. */
const usual: ConnectionLimits = { total: 4_000, share: 1_000 };

/** What a connection does: waits for a request or the rest of one, waits for its reply to be taken, or is being answered. */
export type Doing = 'waiting' | 'taking' | 'answered';

/** An open connection; `since` counts up, and the lower it is the longer ago the connection was last of use. */
export type Held = { network: string; since: number; doing: Doing };

/**
 * The connection to close for one more: the one that has been of no use for longest, and one that takes its reply only
 * where no other is left. A connection that is being answered is never closed, so there may be none.
 */
export function whomToClose<H extends Held>(held: Iterable<H>): H | undefined {
  let chosen: H | undefined;
  for (const each of held) {
    if (each.doing !== 'answered' && (!chosen || goesBefore(each, chosen))) chosen = each;
  }
  return chosen;
}

function goesBefore(a: Held, b: Held): boolean {
  return a.doing === b.doing ? a.since < b.since : a.doing === 'waiting';
}

/** A connection with what it asks, if it asks anything. */
class Connection implements Held {
  readonly socket: Socket;
  readonly network: string;
  since: number;
  asked: { request: IncomingMessage; response: ServerResponse } | undefined;

  constructor(socket: Socket, network: string, since: number) {
    this.socket = socket;
    this.network = network;
    this.since = since;
  }

  get doing(): Doing {
    if (!this.asked?.request.complete) return 'waiting';
    return this.asked.response.writableEnded ? 'taking' : 'answered';
  }
}

/**
 * Keeps the connections of a server within their limits, so that no network shuts the others out: one that comes when
 * all places are taken is let in, and another of the same network, or of any, is closed for it. Proxies hold the
 * connections of many, and have no share.
 */
export function installConnections(server: Server, trustedProxies: string, limits = usual): void {
  const isProxy = within(trustedProxies);
  const all = new Map<Socket, Connection>();
  const byNetwork = new Map<string, Set<Connection>>();
  let count = 0;

  server.on('connection', (socket: Socket) => {
    const connection = new Connection(socket, networkOf(socket.remoteAddress), count++);
    const own = byNetwork.get(connection.network) ?? new Set();
    const hasShare = own.size >= limits.share && !isProxy(socket.remoteAddress);
    if (hasShare || all.size >= limits.total) {
      const closing = whomToClose(hasShare ? own : all.values());
      (closing?.socket ?? socket).destroy();
      if (!closing) return;
      forget(closing);
    }
    all.set(socket, connection);
    byNetwork.set(connection.network, own.add(connection));
    socket.once('close', () => forget(connection));
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = all.get(request.socket);
    if (!connection) return;
    const asked = { request, response };
    connection.asked = asked;
    response.once('close', () => {
      connection.since = count++;
      if (connection.asked === asked) connection.asked = undefined;
    });
  });

  function forget(connection: Connection): void {
    all.delete(connection.socket);
    const own = byNetwork.get(connection.network);
    own?.delete(connection);
    if (own?.size === 0) byNetwork.delete(connection.network);
  }
}
