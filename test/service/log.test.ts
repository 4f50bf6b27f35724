import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { bundled } from '../support/bundled.ts';
import { Client } from '../support/client.ts';
import { smallDisk } from '../support/machine.ts';
import { clearWorkplaces, plainWorkplace, tortured, workplace } from '../support/process.ts';
import { storedReviews } from '../support/stored.ts';

const settings = { PATH: process.env.PATH, ETUDE_PORT: '0' };

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(clearWorkplaces);

/** Serves with standard error going where it is told. */
async function serveInto(stderr: number | 'pipe') {
  const place = plainWorkplace(2);
  const [program, ...args] = process.env.TORTURE ? tortured : await bundled();
  const child = spawn(program!, args, { cwd: place, env: settings, stdio: ['ignore', 'pipe', stderr] });
  running.push(child);
  const [line] = await once(child.stdout!, 'data');
  const client = new Client(String(line).trim().split(' ').at(-1)!);
  const ended = once(child, 'exit').then(([status]) => status as number | null);
  async function stop() {
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(storedReviews(join(place, 'data'))).toEqual(client.acknowledged.toSorted());
  }
  return { child, client, stop };
}

/** What lies ready in a pipe. */
function readReady(descriptor: number): string {
  const parts: Buffer[] = [];
  for (;;) {
    const bytes = Buffer.alloc(65_536);
    try {
      const length = readSync(descriptor, bytes);
      if (length === 0) break;
      parts.push(bytes.subarray(0, length));
    } catch {
      break;
    }
  }
  return Buffer.concat(parts).toString();
}

const readEnd = (pipe: string) => openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);

/** A pipe that has a name, so that a reader can go and another come. */
function namedPipe(): string {
  const pipe = join(workplace(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  return pipe;
}

const missing =
  /"level":40,"time":\d+,"msg":"The log could not be written: (\d+) lines? (is|are) missing here\."/;

/** The requests that a log has, and those it says are missing, are all there were; a line that broke off is missing. */
function proveComplete(log: string, requests: number): void {
  const lines = log.trim().split('\n');
  const lost = lines.map((line) => Number(/(\d+) lines? (is|are) missing here\."}$/.exec(line)?.[1] ?? 0));
  const told = lines.filter((line) => /^\{.*"msg":"request"\}$/.test(line)).length;
  expect(told + lost.reduce((sum, count) => sum + count, 0)).toBe(requests);
}

describe('answers go on being saved, and a stop ends as always, with the log', () => {
  test('on a device that takes nothing', async () => {
    const full = openSync('/dev/full', 'w');
    const { client, stop } = await serveInto(full);
    closeSync(full);
    for (let i = 0; i < 3; i++) await client.answerOne('A');
    await stop();
  });

  test('in a pipe whose reader has gone', async () => {
    const { child, client, stop } = await serveInto('pipe');
    child.stderr!.destroy();
    for (let i = 0; i < 3; i++) await client.answerOne('A');
    await stop();
  });

  test('in a pipe whose reader goes and comes back, which is told how many lines are missing', async () => {
    const pipe = namedPipe();
    const first = readEnd(pipe);
    const writer = openSync(pipe, 'w');
    const { client, stop } = await serveInto(writer);
    closeSync(writer);
    closeSync(first);
    await client.answerOne('A');
    const second = readEnd(pipe);
    await client.get('');
    await stop();
    const log = readReady(second);
    closeSync(second);
    expect(log).toMatch(missing);
    proveComplete(log, 3 + client.waits);
  });

  test('in a pipe that nobody reads, which keeps nobody waiting and is told how many lines are missing', async () => {
    const pipe = namedPipe();
    const reader = readEnd(pipe);
    const writer = openSync(pipe, 'w');
    const { client, stop } = await serveInto(writer);
    closeSync(writer);
    const path = `healthz/${'x'.repeat(1_800)}`;
    for (let i = 0; i < 300; i++) expect((await client.get(path)).status).toBe(404);
    await client.answerOne('A');
    let log = '';
    await expect
      .poll(() => {
        log += readReady(reader);
        return log;
      })
      .toMatch(missing);
    await client.answerOne('A');
    await stop();
    log += readReady(reader);
    closeSync(reader);
    proveComplete(log, 304 + client.waits);
  });

  test('on a disk that is full, and says how many lines are missing once there is room', async ({ skip }) => {
    const disk = smallDisk(1);
    if (!disk) return skip('no disk can be mounted');
    try {
      const file = join(disk.folder, 'etude.log');
      const log = openSync(file, 'a');
      const { client, stop } = await serveInto(log);
      closeSync(log);
      await client.answerOne('A');
      disk.fill();
      for (let i = 0; i < 40; i++) await client.get('');
      await client.answerOne('A');
      disk.empty();
      await client.answerOne('A');
      await stop();
      const text = readFileSync(file, 'utf8');
      expect(text).toMatch(missing);
      proveComplete(text, 46 + client.waits);
    } finally {
      disk.remove();
    }
  });
});

describe('a command', () => {
  const shell = async (script: string) => {
    const child = spawn('bash', ['-c', `set -o pipefail; ${script}`], {
      cwd: workplace(),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...settings,
        ETUDE_QUESTIONS: folderOf('questions'),
        ETUDE: (await bundled()).join(' '),
      },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdout.resume();
    return once(child, 'close').then(([status]) => ({ status, stderr }));
  };

  test.each(['config', 'help', 'check --rules'])(
    '"%s" ends quietly when its reader has seen enough',
    async (command) => {
      expect(await shell(`$ETUDE ${command} | true`)).toEqual({ status: 0, stderr: '' });
      expect(await shell(`$ETUDE ${command} | head -1`)).toEqual({ status: 0, stderr: '' });
    },
  );

  test('whose output finds no room says so and fails', async ({ skip }) => {
    if (!existsSync('/dev/full')) return skip('there is no such device');
    expect(await shell('$ETUDE config > /dev/full')).toEqual({
      status: 1,
      stderr: 'The output could not be written (ENOSPC): free some space, or write it elsewhere.\n',
    });
    expect((await shell('$ETUDE config > /dev/full 2>&1')).status).toBe(1);
  });
});
