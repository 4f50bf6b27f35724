import type { Socket } from 'node:net';
import { headers } from './pages.ts';

// An import of node:http would load Node's fetch and WebSocket, too.
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/** What Node's parser refuses, by its code: the status, and the sentence for the client. */
const refusals: Record<string, [number, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time. Send it again.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The request is too long. Shorten it and send it again.'],
  HPE_HEADER_OVERFLOW: [
    431,
    'The headers of this request are too long. Delete the cookies for this address and try again.',
  ],
};
const notHttp: [number, string] = [400, 'Etude cannot read this HTTP request.'];

/** Answers on the bare socket what never becomes a request, and closes it. */
export function answerUnparsed(error: Error & { code?: string }, socket: Socket): void {
  // Skip closed sockets, and reply only once.
  if (!socket.writable) return;
  const [status, sentence] = refusals[error.code ?? ''] ?? notHttp;
  const body = `${sentence}\n`;
  const lines = {
    ...headers,
    date: new Date().toUTCString(),
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`);
  socket.destroySoon();
}
