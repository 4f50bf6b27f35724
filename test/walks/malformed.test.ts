import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { openHandle } from '../../src/base/data/handle.ts';
import { Client } from '../support/client.ts';
import { dump } from '../support/dump.ts';
import { heapOf, withInspector } from '../support/inspector.ts';
import { type Attack, attacks, type Sound } from '../support/malformed.ts';
import { clearWorkplaces, plainWorkplace, serve, workplace } from '../support/process.ts';
import { ofSample, sampleDay } from '../support/share.ts';
import { dial, exchange, readReplies } from '../support/wire.ts';

/** As many malformed requests, others every day, with every run of the tests, more with `npm run torture`. */
const count = process.env.TORTURE ? 100_000 : 4_000;
const seed = 20_260_302 + 4 * sampleDay;

/** The statuses that must all be met, lest everything be refused for one reason. */
const refusals = [400, 403, 404, 413, 415, 417, 421, 422, 431];

afterAll(clearWorkplaces);

test.concurrent(
  `${count} malformed requests break nothing, change nothing, leak nothing and keep nobody waiting${ofSample}`,
  async () => {
    const folder = plainWorkplace(10);
    const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'error', ...withInspector });
    const sound = await soundForm(server.address);
    const before = rowsOf(folder, []);

    const good = keepAnswering(server.address);
    const statuses = new Map<number, number>();
    const heaps: number[] = [];
    for (let quarter = 0; quarter < 4; quarter++) {
      await attack(server.address, attacks(sound, count / 4, seed + quarter), statuses);
      heaps.push(await heapOf(server));
    }
    const acknowledged = await good.stop();

    expect([...statuses.keys()]).toEqual(expect.arrayContaining(refusals));
    expect(Math.abs(heaps[3]! / heaps[1]! - 1), `heaps of ${heaps}`).toBeLessThan(0.1);
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(rowsOf(folder, acknowledged)).toEqual(before);
    expect(await sendSound(server.address, sound), 'untouched it is taken').toBe(303);
    const { status, stderr } = await server.end('SIGTERM');
    expect(status).toBe(0);
    expect(stderr.split('\n').filter((line) => line.startsWith('{'))).toEqual([]);
  },
  count * 30,
);

/** The first question's form, filled in, as somebody would send it who has answered before. */
async function soundForm(address: string): Promise<Sound> {
  const client = new Client(address);
  await client.answerOne('A');
  const form = (await client.prepare('A'))!;
  const token = form.get('token')!;
  form.delete('token');
  form.append('token', token);
  return { path: '/practice', cookie: client.cookie, body: form.toString() };
}

/** The status with which the form is met that the attacks were made of. */
async function sendSound(address: string, { path, cookie, body }: Sound): Promise<number> {
  const form = { method: 'POST', body: new URLSearchParams(body), headers: { cookie } };
  return (await fetch(new URL(path, address), { ...form, redirect: 'manual' })).status;
}

/** Sends attacks, some at a time, and judges every reply. */
async function attack(address: string, list: Generator<Attack>, statuses: Map<number, number>) {
  const sender = async () => {
    for (const { what, pieces, hangsUp } of list) {
      const said = await exchange(address, pieces, hangsUp);
      for (const { status, headers, body } of readReplies(said)) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const isFault = status >= 500 && status !== 503;
        if (isFault || (body !== '' && headers.get('x-content-type-options') !== 'nosniff')) {
          expect.fail(
            `${what}: ${JSON.stringify(Buffer.concat(pieces).toString('latin1').slice(0, 500))} was met with ${said}`,
          );
        }
      }
    }
  };
  await Promise.all(Array.from({ length: 32 }, sender));
}

/** Answers questions as a few quick people would, until stopped; any other reply than the right one throws. */
function keepAnswering(address: string) {
  const acknowledged: string[] = [];
  let going = true;
  const person = async () => {
    for (let client = new Client(address, acknowledged); going; await sleep(400)) {
      if (!(await client.answerOne('A'))) client = new Client(address, acknowledged);
    }
  };
  const crowd = Promise.all(Array.from({ length: 4 }, person));
  const stop = async () => {
    going = false;
    await crowd;
    return acknowledged;
  };
  return { stop };
}

/** Every row that does not belong to whoever gave the acknowledged answers. */
function rowsOf(folder: string, acknowledged: readonly string[]): Record<string, unknown[]> {
  const handle = openHandle(join(folder, 'data/etude.db'));
  const learners = handle
    .prepare('select distinct learner from review where id in (select value from json_each(?))')
    .pluck()
    .all(JSON.stringify(acknowledged)) as string[];
  const isTheirs = (row: unknown) => learners.some((id) => JSON.stringify(row).includes(id));
  // The counts of answers name nobody; the answers that they count are compared.
  const named = Object.entries(dump({ handle })).filter(([table]) => table !== 'response_count');
  const rows = named.map(([table, list]) => [table, list.filter((row) => !isTheirs(row))]);
  handle.close();
  return Object.fromEntries(rows);
}

const head =
  'POST /practice HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n';

/** What slow clients say, and whether they go on a byte a second. */
const manners = [
  { says: '', drips: false },
  { says: 'GET / HTTP/1.1\r\nHost: loc', drips: false },
  { says: head, drips: true },
  { says: `${head}Content-Length: 1000\r\n\r\ntoken=`, drips: false },
  { says: `${head}Content-Length: 1000\r\n\r\ntoken=`, drips: true },
];

test.concurrent('500 slow clients are shown the door in the end, and keep nobody else waiting', async () => {
  const server = await serve(workplace(), [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'warn' });
  const slow = Array.from({ length: 500 }, (_, i) => beSlow(server.address, manners[i % manners.length]!));
  let waiting = slow.length;
  for (const each of slow) each.finally(() => waiting--);

  // Each newcomer answers the two questions that there are.
  let answers = 0;
  for (; waiting > 0; await sleep(200)) {
    const client = new Client(server.address);
    while (await client.answerOne('A')) answers++;
  }

  expect(answers).toBeGreaterThan(20);
  for (const said of await Promise.all(slow)) {
    const [reply, ...more] = readReplies(said);
    expect(more).toEqual([]);
    expect(reply!.status).toBe(408);
    expect(reply!.body).toBe('The request did not arrive in time. Send it again.\n');
  }
  expect((await server.end('SIGTERM')).stderr).toBe('');
});

/** Sends what there is to say, and returns what came back until the server closed the connection. */
async function beSlow(address: string, { says, drips }: (typeof manners)[number]): Promise<string> {
  const socket = await dial(address);
  let said = '';
  socket.on('data', (bytes: Buffer) => {
    said += bytes.toString('latin1');
  });
  socket.write(says);
  const drip = drips ? setInterval(() => socket.write('x'), 1000) : undefined;
  await closed(socket);
  clearInterval(drip);
  return said;
}

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

test.concurrent('4000 idle and half-sent connections of one client keep nobody out, and most are closed', async () => {
  const server = await serve(workplace(), [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'warn' });
  const client = new Client(server.address);
  const askThree = async () => {
    for (const path of ['healthz', '', 'practice']) expect((await client.get(path)).status, path).toBe(200);
  };
  await askThree();
  const crowd: Socket[] = [];
  let open = 0;
  while (crowd.length < 4000) {
    const more = await Promise.all(Array.from({ length: 200 }, () => dial(server.address)));
    for (const socket of more) {
      open++;
      socket.once('close', () => open--).resume();
      socket.write(manners[crowd.length % manners.length]!.says);
      crowd.push(socket);
    }
  }
  const began = Date.now();
  await askThree();
  // Who waited for a place among them would wait until the server gives up on the first, after ten seconds.
  expect(Date.now() - began, 'milliseconds for three answers').toBeLessThan(9000);
  await vi.waitFor(() => expect(open).toBeLessThanOrEqual(1000), { timeout: 60_000 });
  for (const socket of crowd) socket.destroy();
  expect((await server.end('SIGTERM')).stderr).toBe('');
});
