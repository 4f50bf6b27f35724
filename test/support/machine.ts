import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk of its own. */
export type SmallDisk = {
  folder: string;
  /** Leaves no byte of room. */
  fill(): void;
  /** Gives the room back. */
  empty(): void;
  remove(): void;
};

/** Mounts a disk of some megabytes in a folder; undefined where this machine does not allow it. */
export function smallDisk(megabytes: number, parent = tmpdir()): SmallDisk | undefined {
  const folder = mkdtempSync(join(parent, 'etude-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: () => writeUntilFull(filler),
    empty: () => rmSync(filler),
    remove() {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

function writeUntilFull(file: string): void {
  const descriptor = openSync(file, 'w');
  // Large pieces are quick, and small ones leave no room.
  for (const bytes of [1024 * 1024, 4096]) writeWhileThereIsRoom(descriptor, Buffer.alloc(bytes));
  closeSync(descriptor);
}

function writeWhileThereIsRoom(descriptor: number, piece: Buffer): void {
  try {
    for (;;) writeSync(descriptor, piece);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error;
  }
}

/** strace over a running process. */
export type Watch = {
  /** Lets the process go. Returns what was seen, a line for each call. */
  end(): Promise<string[]>;
};

/**
 * Watches the main thread of a running process, which is the one that writes: strace with further arguments, such as
 * what to trace and which faults to inject.
 */
export async function watch(pid: number, args: readonly string[]): Promise<Watch> {
  const folder = mkdtempSync(join(tmpdir(), 'etude-strace-'));
  const file = join(folder, 'calls');
  const strace = spawn('strace', ['-s', '64', '-o', file, ...args, '-p', String(pid)]);
  const ended = new Promise<void>((resolve) => strace.on('error', () => {}).once('close', () => resolve()));
  try {
    await attached(strace);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return {
    async end() {
      strace.kill('SIGINT');
      await ended;
      const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
      rmSync(folder, { recursive: true });
      return lines;
    },
  };
}

/** Runs a program to its end while strace lets calls of its main thread fail, which is the one that writes. */
export function runUnder(command: readonly string[], fault: string) {
  // With `--seccomp-bpf` strace would be faster still, but its signals would not arrive.
  const options = ['-o', '/dev/null', '-e', `trace=${fault.split(':')[0]}`, '-e', `inject=${fault}`];
  const { status, stderr } = spawnSync('strace', [...options, ...command], { encoding: 'utf8' });
  return { status, stderr };
}

async function attached(strace: ChildProcess): Promise<void> {
  let told = '';
  for await (const chunk of strace.stderr!) {
    told += chunk;
    if (told.includes('attached')) break;
  }
  if (!told.includes('attached')) throw new Error(`strace did not attach: ${told}`);
  strace.stderr!.resume();
}

/** Whether this machine lets a running process be watched by strace: some allow it for one's own children only. */
export const hasStrace = await canAttach();

async function canAttach(): Promise<boolean> {
  const sleeper = spawn('sleep', ['10']).on('error', () => {});
  try {
    const strace = await watch(sleeper.pid!, []);
    await strace.end();
    return true;
  } catch {
    return false;
  } finally {
    sleeper.kill();
  }
}

/** The call that a line of strace tells of. */
export function callOf(line: string): string {
  return /^\w*/.exec(line)![0];
}

/** How a program is started as somebody without rights: nobody, where root runs the tests, else whoever does. */
export const withoutRights: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

/** Whether somebody without rights can run a program on this machine. */
export function canRunWithoutRights(program: readonly string[]): boolean {
  const [first, ...args] = [...withoutRights, ...program];
  return spawnSync(first!, args, { stdio: 'ignore' }).status === 0;
}

/** Makes a folder one that can only be read. Returns the way back; undefined where this machine does not allow it. */
export function readOnly(folder: string): (() => void) | undefined {
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
  return () => execFileSync('umount', [folder]);
}

/** The library of faketime; undefined where there is none. */
export const fakeTimeLibrary: string | undefined =
  spawnSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).stdout?.trim() ||
  undefined;

/** The environment of a process whose clock is ahead by what a file says: `+10y`, `-1d`. Its timers stay as they are. */
export function clockOf(file: string): Record<string, string> {
  return {
    LD_PRELOAD: fakeTimeLibrary!,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}
