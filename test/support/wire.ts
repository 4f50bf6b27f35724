import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait for a reply to what may never get one, before saying that no more will come. */
const patience = 60;

/** Connects to a server. A server that refuses before it has read everything may reset the connection: that is no error. */
export async function dial(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return socket.on('error', () => {});
}

/** Sends bytes, piece by piece, over a connection of their own; returns all that came back until the server closed it. */
export async function exchange(address: string, pieces: readonly Buffer[], hangsUp = false): Promise<string> {
  const socket = await dial(address);
  let said = '';
  const heard = new Promise<void>((resolve) => {
    socket.on('data', (bytes: Buffer) => {
      said += bytes.toString('latin1');
      resolve();
    });
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  if (hangsUp) socket.destroy();
  await Promise.race([heard, closed, sleep(patience)]);
  socket.end();
  const outcome = await Promise.race([closed, sleep(20_000, 'held')]);
  if (outcome === 'held') throw new Error('The server holds a connection on which nobody will say any more.');
  return said;
}

/** A reply as it came over the wire. */
export type Reply = { status: number; headers: Map<string, string>; body: string };

/** Reads the replies that stand one after another in a text. What is no HTTP, or cut short, throws. */
export function readReplies(text: string): Reply[] {
  const replies: Reply[] = [];
  for (let rest = text; rest !== ''; ) {
    const [head, status = '', lines = ''] =
      /^HTTP\/1\.1 (\d{3}) [A-Za-z -]+\r\n((?:[\w-]+: [^\r\n]*\r\n)*)\r\n/.exec(rest) ?? [];
    if (head === undefined) throw new Error(`This is no reply: ${JSON.stringify(rest.slice(0, 300))}`);
    const headers = new Map(
      [...lines.matchAll(/(.+?): (.*)\r\n/g)].map(([, name, value]) => [name!.toLowerCase(), value!]),
    );
    const length = Number(headers.get('content-length') ?? 0);
    // What Node refuses by itself (no Host, an unknown Expect) has no body, in chunks.
    const end = headers.has('transfer-encoding') ? '0\r\n\r\n'.length : length;
    const after = rest.slice(head.length);
    if (after.length < end) throw new Error(`The reply is cut short: ${JSON.stringify(rest.slice(0, 300))}`);
    replies.push({ status: Number(status), headers, body: after.slice(0, length) });
    rest = after.slice(end);
  }
  return replies;
}
