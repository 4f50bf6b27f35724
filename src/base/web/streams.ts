import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Failure } from '../failure.ts';

/** Replies that stay open, so that browsers are told of what happens (server-sent events). */
export type Streams = {
  /** Opens one more. Returns what tells something to it alone. */
  open(reply: FastifyReply): (data: string) => void;
  /** Tells something to all of them. */
  tell(data: string): void;
};

/** An application's streams, up to a limit; they end first when it stops, because an open one would keep it running. */
export function createStreams(app: FastifyInstance, most: number): Streams {
  const streams = new Set<ServerResponse>();
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
    streams.clear();
  });
  return {
    open(reply) {
      if (streams.size >= most)
        throw new Failure(
          'unavailable',
          'Too many pages are already updating themselves. Reload this one yourself.',
        );
      const stream = openStream(reply);
      streams.add(stream);
      stream.on('close', () => streams.delete(stream));
      return (data) => tell(stream, data);
    },
    tell(data) {
      for (const stream of streams) tell(stream, data);
    },
  };
}

function tell(stream: ServerResponse, data: string): void {
  stream.write(`data: ${data}\n\n`);
}

function openStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  // It is silent for hours and not idle; a browser that has vanished is noticed by the network.
  raw.socket?.setTimeout(0).setKeepAlive(true, 60_000);
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    // A proxy should pass on each event at once, and the end of the stream ends the connection.
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  raw.write(':\n\n');
  return raw;
}
