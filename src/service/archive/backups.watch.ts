import { endWithin, type Running } from '../../base/process/child-process.ts';
import { HOUR } from '../../base/time.ts';
import { listBackups, readRuns } from './backups.load.ts';
import { whatIsDue } from './backups.ts';

/** What sees to backups while people practise. */
export type Keeper = {
  /** Looks what is due, and does it in a process of its own; resolves when it is done. */
  look(): Promise<void>;
  stop(): void;
};

/** How a keeper of backups is told of time, runs commands and tells how they ended. */
export type Keeping = {
  data: string;
  every: number;
  now(): number;
  run(command: 'backup' | 'drill'): Running;
  tell(level: 'info' | 'error', text: string): void;
};

/** A backup or a drill that takes longer than this many minutes waits for a disk that does not answer. */
const longestRun = 6 * 60;

/** Keeps the backups of a data folder. What failed is tried again after an hour. */
export function keepBackups({ data, every, now, run, tell }: Keeping): Keeper {
  let running: Running | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;

  async function look(): Promise<void> {
    if (running || Math.abs(now() - failedAt) < HOUR) return;
    const due = whatIsDue(listBackups(data), readRuns(data), every, now());
    if (!due) return;
    running = run(due);
    const { status, text } = await endWithin(longestRun, `etude ${due}`, running);
    running = undefined;
    // The operator who stops the server stops its jobs too, and needs no message.
    if (isStopped) return;
    if (status !== 0) failedAt = now();
    tell(status === 0 ? 'info' : 'error', text || `"etude ${due}" ended without a message (${status}).`);
  }

  return {
    look,
    stop() {
      isStopped = true;
      running?.stop();
    },
  };
}
