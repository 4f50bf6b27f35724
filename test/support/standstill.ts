import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDrawn, sampleDay } from './share.ts';

/**
 * What makes strace stop a process after calls: each of those that are named, and of the pages that it writes today's
 * share, or every page with `npm run torture`. A call that a signal interrupts, such as copy_file_range, would never end.
 */
export function stopsAfter(calls: string, stride: number): string[] {
  const each = strideHere(stride);
  const pages = `when=${1 + (sampleDay % each)}+${each}`;
  const told = [
    `trace=pwrite64,${calls}`,
    `inject=${calls}:signal=SIGSTOP`,
    `inject=pwrite64:signal=SIGSTOP:${pages}`,
  ];
  return told.flatMap((each) => ['-e', each]);
}

const strideHere = (stride: number) => (process.env.TORTURE ? 1 : stride);

/**
 * Looks at what lies on the disk each time that strace has stopped a process, which is what a kill would leave there,
 * and lets it go on, until some work is done.
 */
export async function lookAtStops(pid: number, work: Promise<unknown>, look: () => void): Promise<void> {
  let isOver = false;
  const done = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    if (standsStill(pid)) {
      look();
      process.kill(pid, 'SIGCONT');
    }
    await Promise.race([sleep(1), done]);
  }
}

/**
 * What a program leaves that is killed: runs it to its end, and makes a copy of what it works on after the first of the
 * named calls, after today's share of the others and at its end.
 */
export async function copiesMeanwhile(
  command: readonly string[],
  calls: string,
  stride: number,
  copy: () => string,
): Promise<string[]> {
  const each = strideHere(stride);
  const copies: string[] = [];
  let stops = 0;
  // With -D the program is the child, and strace its grandchild.
  const options = ['-D', '-o', '/dev/null', ...stopsAfter(calls, 1)];
  const child = spawn('strace', [...options, ...command], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = Promise.all([once(child, 'close'), text(child.stderr)]);
  try {
    await lookAtStops(child.pid!, ended, () => {
      if (stops === 0 || isDrawn(stops, each)) copies.push(copy());
      stops++;
    });
  } finally {
    child.kill('SIGKILL');
  }
  const [[status], told] = await ended;
  if (status !== 0) throw new Error(`It ended with ${status}: ${told}`);
  if (stops < 20) throw new Error(`It was stopped ${stops} times only.`);
  return [...copies, copy()];
}

/** Whether all of a process stands still: the thread that strace watches does so for a moment at every call. */
function standsStill(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  try {
    const others = readdirSync(tasks).filter((thread) => thread !== String(pid));
    return others.length > 0 && others.every((thread) => isStopped(`${tasks}/${thread}`));
  } catch {
    // It has ended, or one of its threads has.
    return false;
  }
}

const isStopped = (task: string) => readFileSync(`${task}/stat`, 'utf8').includes(') T ');
