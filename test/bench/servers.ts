import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { folderOf } from '../../src/base/installation.ts';
import { cpuMs } from '../support/process.ts';

const execute = promisify(execFile);

/** A server as a process of its own, bound to the first processor unless told otherwise; the load comes from the second. */
export type Server = {
  address: string;
  /** Milliseconds from the start of the process to its first line. */
  readyMs: number;
  cpuMs(): number;
  /** Resident memory in megabytes. */
  memory(): number;
  end(): Promise<void>;
};

const running = new Set<ChildProcess>();

/** Starts a script with Node, or a program by itself; its first line ends with its address. */
export async function start(
  script: string,
  args: string[] = [],
  env: Record<string, string> = {},
  processors = '0',
): Promise<Server> {
  const began = performance.now();
  const node = /\.[jt]s$/.test(script) ? [process.execPath] : [];
  const command = ['-c', processors, ...node, folderOf(script), ...args];
  const child = spawn('taskset', command, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => [''])]);
  const readyMs = performance.now() - began;
  if (!String(line).includes('http')) throw new Error(`${script} does not serve.`);
  child.stdout.resume();
  return {
    address: String(line).trim().split(' ').at(-1)!,
    readyMs,
    cpuMs: () => cpuMs(child.pid!),
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024,
    end: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

/** Ends every server that still runs: a bench that failed would otherwise wait for them for ever. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map(end));
}

/** What a load came to: requests a second, milliseconds, and microseconds of the server's processor for each request. */
export type Load = { perSecond: number; p50: number; p99: number; cpuUs: number };

/** Sends the requests of a file for some seconds over some connections; every one must be answered without an error. */
export async function load(server: Server, file: string, connections: number, seconds = 2): Promise<Load> {
  return loadAll([server], file, connections, seconds);
}

/** The same to several servers in equal parts: each is sent requests of its own. */
export async function loadAll(
  servers: readonly Server[],
  file: string,
  connections: number,
  seconds: number,
  processors = '1',
): Promise<Load> {
  const used = () => servers.reduce((sum, server) => sum + server.cpuMs(), 0);
  const before = used();
  const script = folderOf('test/bench/wrk.lua');
  const options = [
    `-t${servers.length}`,
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '10s',
    '-s',
    script,
  ];
  const args = ['-c', processors, 'wrk', ...options, servers[0]!.address, '--', file];
  const ports = servers.map(({ address }) => new URL(address).port).join();
  const { stdout } = await execute('taskset', args, { env: { ...process.env, WRK_PORTS: ports } });
  const { requests, seconds: took, p50, p99, errors } = JSON.parse(/result (.*)/.exec(stdout)![1]!);
  if (errors > 0) throw new Error(`${errors} of ${requests} requests of ${file} failed.`);
  return { perSecond: requests / took, p50, p99, cpuUs: ((used() - before) * 1000) / requests };
}

/** Sends requests until the code that answers them is compiled, however slow the machine is, for ten seconds at most. */
export async function warmUp(server: Server, file: string, connections: number): Promise<void> {
  let sent = 0;
  for (let second = 0; second < 10 && sent < 15_000; second++)
    sent += (await load(server, file, connections, 1)).perSecond;
}

/** Whether the tools that the bench stands on are here. */
export function hasTools(): boolean {
  return ['wrk', 'taskset'].every((tool) => spawnSync(tool, ['-v']).error === undefined);
}
