import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { freePort } from '../support/port.ts';
import { clearWorkplaces, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';

const hasNginx = spawnSync('nginx', ['-v']).status === 0;
const places = ['', '/etude'];

/** The server of the help's nginx without its certificates, at a port of ours and under a path. */
function helpServer(port: number, upstream: string, path: string): string {
  const written = /```nginx\n(.*?)```/s.exec(readFileSync(folderOf('views/help/running.md'), 'utf8'))![1]!;
  const told = written
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replace(/ *ssl_certificate.*\n/g, '')
    .replace('location / {', `location ${path || '/'} {`)
    .replace('127.0.0.1:3000;', `${upstream};`);
  expect(told).not.toContain('ssl');
  expect(told).toContain(upstream);
  return told;
}

let nginx: ChildProcess | undefined;
let folder = '';

/** Starts nginx with nothing but what the help says, and what makes it run beside any other. */
async function startNginx(port: number, server: string): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'etude-nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const conf = join(folder, 'nginx.conf');
  writeFileSync(
    conf,
    `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} pid ${folder}/pid; error_log stderr;
    events {} http { access_log off; ${temporary.join(' ')} ${server} }`,
  );
  nginx = spawn('nginx', ['-p', folder, '-c', conf], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  nginx.stderr!.on('data', (part) => {
    said += part;
  });
  const isUp = () =>
    ask(port, '/').then(
      () => 'up',
      () => said,
    );
  await expect.poll(isUp).toBe('up');
}

afterEach(async () => {
  if (!nginx) return;
  const ended = once(nginx, 'close');
  nginx.kill('SIGTERM');
  await ended;
  nginx = undefined;
  rmSync(folder, { recursive: true });
});
afterAll(clearWorkplaces);

type Asked = { host?: string; cookie?: string; form?: Record<string, string> };

/** Asks as a browser does that believes to be at https://quiz.example.org. */
function open(port: number, path: string, asked: Asked = {}): Promise<IncomingMessage> {
  const { host = 'quiz.example.org', cookie, form } = asked;
  const body = form && String(new URLSearchParams(form));
  const posting = { origin: `https://${host}`, 'content-type': 'application/x-www-form-urlencoded' };
  const headers = { host, ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : posting) };
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    request({ port, path, method, headers, agent: false }, resolve).on('error', reject).end(body);
  });
}

async function ask(port: number, path: string, asked: Asked = {}) {
  const reply = await open(port, path, asked);
  return { status: reply.statusCode, headers: reply.headers, body: await text(reply) };
}

describe.skipIf(!hasNginx).each(places)('behind nginx at https://quiz.example.org%s', (path) => {
  async function start(settings: Record<string, string> = {}) {
    const url = `https://quiz.example.org${path}`;
    const env = { ETUDE_BASE_URL: url, ETUDE_ACCESS: 'guests', ...settings };
    const port = await freePort();
    const upstream = `127.0.0.1:${port}`;
    const server = await serveHere(workplace(), { ...env, ETUDE_PORT: String(port) });
    expect(server.output.stdout).toBe(`Etude serves https://quiz.example.org${path}\n`);
    const front = await freePort();
    await startNginx(front, helpServer(front, upstream, path));
    return { server, front };
  }

  test('a candidate answers a question, and never leaves the path', async () => {
    const { server, front } = await start();
    const today = await ask(front, `${path}/`);
    expect([today.status, today.headers['content-security-policy']]).toEqual([200, expect.any(String)]);
    const links = [...today.body.matchAll(/(?:href|src|action)="([^"#]+)/g)].map(([, link]) => link!);
    expect(links.length).toBeGreaterThan(4);
    for (const link of new Set(links)) {
      expect(link.startsWith(`${path}/`), link).toBe(true);
      expect([link, (await ask(front, link)).status]).toEqual([link, expect.toBeOneOf([200, 303])]);
    }
    const question = await ask(front, `${path}/practice`);
    const token = /name="token" value="([^"]+)"/.exec(question.body)![1]!.replaceAll('&#x3D;', '=');
    const form = { token, choice: 'A', certainty: 'sure' };
    const answer = await ask(front, `${path}/practice`, { form });
    expect(answer.status).toBe(303);
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(path === '' ? /^__Host-etude-[\w-]{10}=/ : /^__Secure-etude-[\w-]{10}=/);
    const verdict = answer.headers.location!;
    expect(verdict).toMatch(new RegExp(`^${path}/practice/answers/[\\w-]+$`));
    expect((await ask(front, verdict, { cookie: cookie.split(';')[0]! })).status).toBe(200);
    expect((await server.end()).status).toBe(0);
  });

  test('another host and a form from another site are refused through it too', async () => {
    const { front } = await start();
    expect((await ask(front, `${path}/`, { host: 'evil.example' })).status).toBe(421);
    const form = { token: 'x', certainty: 'sure' };
    const reply = await ask(front, `${path}/practice`, { form, host: 'quiz.example.org:81' });
    expect(reply.status).toBe(421);
    expect((await ask(front, `${path}/healthz`, { host: 'evil.example' })).status).toBe(200);
  });

  test('what happens to the files reaches an author’s page through it at once', async () => {
    const { server, front } = await start({ ETUDE_AUTHOR: '1' });
    // Any other number than that of the changes so far is told at once, and then the stream stays open.
    const reply = await open(front, `${path}/bank/red.one-001/changes?since=999`);
    expect(reply.headers['content-type']).toBe('text/event-stream');
    let heard = '';
    reply
      .on('error', () => {})
      .on('data', (part) => {
        heard += part;
      });
    await expect.poll(() => heard).toMatch(/data: \d+\n\n$/);
    expect((await server.end()).status).toBe(0);
  });
});
