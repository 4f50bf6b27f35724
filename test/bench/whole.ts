import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Server } from './servers.ts';

/** What answering a question whole came to: microseconds of the server's processor, and bytes that a browser fetches. */
export type Whole = { cpuUs: number; bytes: number };

/** So many clients answer at once. */
const clients = 8;

/**
 * Answers questions as a browser with a warm cache does: the page, the answer, the redirect to the verdict. Each client
 * takes the next learner for every question.
 */
export async function answerWhole(
  server: Server,
  cookies: readonly string[],
  questions: number,
): Promise<Whole> {
  const sockets = new Set<Socket>();
  const before = server.cpuMs();
  let at = 0;
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (at < questions) await answerOne(server.address, agent, sockets, cookies[at++ % cookies.length]!);
    agent.destroy();
  };
  await Promise.all(Array.from({ length: clients }, client));
  const bytes = [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  return { cpuUs: ((server.cpuMs() - before) * 1000) / questions, bytes: bytes / questions };
}

async function answerOne(address: string, agent: Agent, sockets: Set<Socket>, cookie: string): Promise<void> {
  const fetchPage = (path: string, body?: string) =>
    exchange(new URL(path, address), agent, sockets, cookie, body);
  const page = await fetchPage('/practice');
  const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? 'bare';
  // How many options a question with several keys asks for stands in words: it is shown instead.
  const given: Record<string, string> = page.text.includes('type="checkbox"')
    ? { reveal: 'yes' }
    : { choice: 'A', certainty: 'sure' };
  const form = new URLSearchParams({ token, ...given });
  const answered = await fetchPage('/practice', `${form}`);
  if (answered.status !== 303) throw new Error(`An answer was met with ${answered.status}.`);
  const verdict = await fetchPage(answered.location);
  if (verdict.status !== 200) throw new Error(`A verdict was met with ${verdict.status}.`);
}

/** One request and its whole reply; what a browser would unpack is unpacked. */
function exchange(
  url: URL,
  agent: Agent,
  sockets: Set<Socket>,
  cookie: string,
  body?: string,
): Promise<{ status: number; location: string; text: string }> {
  const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const headers = { cookie, 'accept-encoding': 'gzip, deflate, br, zstd', ...form };
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (reply) => {
      sockets.add(reply.socket);
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => {
        const body = Buffer.concat(chunks);
        const text = (reply.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
        resolve({ status: reply.statusCode!, location: reply.headers.location ?? '', text });
      });
    });
    sent.on('error', reject).end(body);
  });
}
