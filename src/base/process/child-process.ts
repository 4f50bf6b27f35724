import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { program } from '../installation.ts';
import { MINUTE } from '../time.ts';
import { after } from '../world.ts';
import type { Progress } from './progress.ts';

/** A command of Etude's in a process of its own. */
export type Running = {
  /** How it ended, and all that it said. */
  ended: Promise<{ status: number | null; text: string }>;
  stop(): void;
};

/** Runs one of Etude's own commands as a process that gives way to this one, gives it some input and hears how far it is. */
export function runSelf(
  args: readonly string[],
  env: Record<string, string | undefined>,
  { input, progress }: { input?: string; progress?: Progress } = {},
): Running {
  const [file, ...first] = program;
  const child = spawn(file!, [...first, ...args], {
    env,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(progress ? (['ipc'] as const) : [])],
  });
  if (progress) child.on('message', (share) => progress(Number(share)));
  // A process that ends before it has read everything says so by its status.
  child.stdin?.on('error', () => {}).end(input);
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  const ended = new Promise<{ status: number | null; text: string }>((resolve) => {
    child.once('error', (error) => resolve({ status: null, text: error.message }));
    child.once('close', (status) => resolve({ status, text: text.trim() }));
  });
  giveWay(child.pid);
  return { ended, stop: () => child.kill() };
}

/** How a command ended. One that takes longer than a limit is stopped, and nobody waits for it any more. */
export function endWithin(minutes: number, command: string, { ended, stop }: Running): Running['ended'] {
  return new Promise((resolve, reject) => {
    ended.then(resolve, reject);
    void after(minutes * MINUTE).then(() => {
      resolve({
        status: null,
        text: `"${command}" took longer than ${minutes} minutes, so Etude stopped it.`,
      });
      stop();
    });
  });
}

/** Lets a process run only where others leave the processor free. */
export function giveWay(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system knows no such thing.
  }
}
