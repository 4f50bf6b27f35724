import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { Client } from '../support/client.ts';
import { tokenIn } from '../support/jar.ts';
import { smallDisk } from '../support/machine.ts';
import { clearWorkplaces, etude, workplace } from '../support/process.ts';
import { seriesOf } from '../support/prometheus.ts';
import { serveHere } from '../support/serve-here.ts';

afterAll(clearWorkplaces);

const portOf = (address: string) => new URL(address).port;
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test.concurrent.each(['127.0.0.1', '0.0.0.0', 'localhost'])(
  'healthcheck asks a server on %s in one sentence, and tells when it has gone',
  async (host) => {
    const place = workplace();
    const server = await serveHere(place, { ETUDE_HOST: host, ETUDE_ACCESS: 'guests' });
    const env = { ETUDE_PORT: portOf(server.address), ETUDE_HOST: host };
    // One of them as a process, which must end by itself.
    const program = host === '127.0.0.1' ? await bundled() : undefined;
    const healthcheck = () => etude(place, ['healthcheck'], env, program);
    // On a busy machine a server that has just started may say that it cannot keep up.
    const healthy = { status: 0, stdout: 'Etude is ready.\n', stderr: '' };
    await vi.waitFor(async () => expect(await healthcheck()).toEqual(healthy), { timeout: 60_000 });
    await server.end();
    const { status, stdout } = await healthcheck();
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(
        /^Etude is not responding at http:\/\/(127\.0\.0\.1|localhost):\d+\/readyz \(\w+\)\.\n$/,
      ),
    ]);
  },
);

test.concurrent('healthcheck says what is in the way, with exit 1', async ({ skip }) => {
  const disk = smallDisk(8);
  if (!disk) return skip('no disk can be mounted');
  const place = workplace();
  const server = await serveHere(place, { ETUDE_DATA: disk.folder });
  const { status, stdout } = await etude(place, ['healthcheck'], { ETUDE_PORT: portOf(server.address) });
  expect([status, stdout]).toEqual([
    1,
    expect.stringMatching(/^Etude is not ready: its disk has only \d MB left(; it is overloaded)?\.\n$/),
  ]);
  const { stderr } = await server.end();
  disk.remove();
  const [warning] = linesOf(stderr);
  expect([warning.level, warning.msg]).toEqual([
    40,
    expect.stringMatching(
      /^Only \d MB are free under .*\. What to do: free some space: Etude needs 100 MB\.$/,
    ),
  ]);
});

test.concurrent('healthcheck is not taken in by another server, nor by one that says nothing', async () => {
  const stranger = createServer((request, reply) => {
    if (request.url === '/readyz') reply.end('Etude, Opus 10');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo;
  const { status, stdout } = await etude(workplace(), ['healthcheck'], { ETUDE_PORT: String(port) });
  stranger.close();
  expect([status, stdout]).toEqual([
    1,
    `The program at http://127.0.0.1:${port}/readyz is not Etude (status 200).\n`,
  ]);
  const { status: refused, stderr } = await etude(workplace(), ['healthcheck'], { ETUDE_PORT: '0' });
  expect([refused, stderr]).toEqual([
    2,
    'ETUDE_PORT is 0, so healthcheck cannot tell which port to check: set it to the server’s port.\n',
  ]);
});

test.concurrent('metrics are told on a port of their own, where there is nothing else, and not beside the pages', async () => {
  const server = await serveHere(workplace(), { ETUDE_METRICS_PORT: '0', ETUDE_LOG_LEVEL: 'info' });
  const line = linesOf(server.output.stderr).find(({ msg }) => msg.startsWith('Metrics at '));
  const address = line.msg.slice('Metrics at '.length);
  await fetch(server.address);
  const series = seriesOf(await (await fetch(address)).text());
  expect(series).toContainEqual({
    name: 'etude_http_requests_total',
    labels: { method: 'GET', route: '/', status: '200' },
    value: 1,
  });
  expect((await fetch(new URL('/practice', address))).status).toBe(404);
  expect((await fetch(new URL('/metrics', server.address))).status).toBe(404);
  expect((await server.end()).status).toBe(0);
});

test.concurrent('the token comes from a file, and neither it nor anything of a learner is in the log', async () => {
  const place = workplace();
  writeFileSync(join(place, 'token'), 'hush-hush-hush-hush\n');
  const env = { ETUDE_METRICS_TOKEN_FILE: join(place, 'token'), ETUDE_LOG_LEVEL: 'trace' };
  const server = await serveHere(place, env);
  const metrics = new URL('metrics?token=hush-hush-hush-hush', server.address);
  const headers = { authorization: 'Bearer hush-hush-hush-hush' };
  expect((await fetch(metrics, { headers })).status).toBe(200);
  expect((await fetch(metrics)).status).toBe(401);
  const client = new Client(server.address);
  const form = (await client.prepare('A'))!;
  await client.send(form);
  await client.get('bank?q=my-secret-search');
  await client.get(`nowhere?token=${form.get('token')}#fragment`);
  await client.get('%FF?token=hush-hush-hush-hush');

  const { stderr } = await server.end();
  for (const secret of ['hush', tokenIn(client.cookie), form.get('token')!, 'my-secret-search', 'certainty'])
    expect(stderr).not.toContain(secret);
  // A busy machine sheds a request now and then, and the client sends it again.
  const requests = linesOf(stderr).filter(({ msg, status }) => msg === 'request' && status !== 503);
  expect(requests.map(({ method, url, status }) => `${method} ${url} ${status}`)).toEqual([
    'GET /metrics 200',
    'GET /metrics 401',
    'GET /practice 200',
    'POST /practice 303',
    'GET /bank 200',
    'GET /nowhere 404',
    'GET /%FF 400',
  ]);
  expect(new Set(requests.map(({ reqId }) => reqId)).size).toBe(requests.length);
});

const hasScript = spawnSync('script', ['--version']).status === 0;

test.skipIf(!hasScript)('on a terminal the log is for people, and Ctrl-C ends it', async () => {
  const place = workplace();
  const command = `exec '${(await bundled()).join("' '")}' serve`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: place,
    env: { PATH: process.env.PATH!, ETUDE_PORT: '0', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said).toContain('Etude serves');
  expect((await fetch(new URL('nowhere?q=1', /http:\S+/.exec(said)![0]))).status).toBe(404);
  await expect.poll(() => said).toContain('/nowhere');
  const ended = once(child, 'close');
  child.stdin.write('\x03');
  expect(await ended).toEqual([0, null]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are written with it.
  const plain = said.replace(/\x1b\[\d+m/g, '');
  expect(plain).not.toBe(said);
  expect(plain).toMatch(/^\d\d:\d\d:\d\d INFO {2}GET \/nowhere 404 \d+ ms \w{30,}\r$/m);
});
