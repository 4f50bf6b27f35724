import { createReadStream, mkdtempSync, type ReadStream, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import type { Running } from '../../base/process/child-process.ts';
import type { Progress } from '../../base/process/progress.ts';
import { MINUTE } from '../../base/time.ts';
import { after, type ClockAndIds } from '../../base/world.ts';

/** The bank that authors’ pages import into and export, and how a command of Etude is run in a process of its own. */
export type Exchanging = {
  folder: string;
  run(args: readonly string[], progress: Progress): Running;
  /** Whether no other node serves the same database; none does unless told otherwise. */
  isAlone?: () => Promise<boolean>;
};

/** A file that an author sent or asked for, and how far the work on it is. */
export type Job<State> = {
  id: string;
  name: string;
  /** Where the file lies, in a folder of its own that only Etude may read. */
  path: string;
  state: State;
  /** How much of the work is done, from 0 to 1. */
  share: number;
  /** What the command said, line by line. */
  lines: string[];
  madeAt: number;
};

/** What a page says of a file that the disk does not take. */
export const notStored = 'Etude could not store the file. Free some space and try again.';

const mostKept = 3;
const longestKept = 30 * MINUTE;
const longestRun = 5 * MINUTE;

/** Keeps the files that authors send or ask for: a few, for half an hour, on disk. */
export function createJobs<State>(
  run: Exchanging['run'],
  world: ClockAndIds,
  { isAtWork, busy }: { isAtWork: (state: State) => boolean; busy: string },
) {
  const kept = new Map<string, Job<State>>();

  const isOld = ({ madeAt }: Job<State>) => world.now() - madeAt >= longestKept;

  function drop({ id, path }: Job<State>): void {
    kept.delete(id);
    rmSync(join(path, '..'), { recursive: true, force: true });
  }

  function refuseWhileBusy(): void {
    if ([...kept.values()].some(({ state }) => isAtWork(state))) throw new Failure('unavailable', busy);
  }

  /** Makes room for another file; refuses while one is being worked on. */
  function makeRoom(): void {
    for (const job of kept.values()) if (isOld(job)) drop(job);
    refuseWhileBusy();
    for (const job of kept.values()) if (kept.size >= mostKept) drop(job);
  }

  return {
    refuseWhileBusy,
    drop,
    /** A file that the work begins with or ends with; it is refused where the disk has no place for it. */
    make(name: string, state: State): Job<State> {
      makeRoom();
      const job = {
        id: world.token(),
        name,
        path: placeFor(name),
        state,
        share: 0,
        lines: [],
        madeAt: world.now(),
      };
      kept.set(job.id, job);
      void after(longestKept).then(() => drop(job));
      return job;
    },
    /** The file of an id, while it is kept. */
    find(id: string): Job<State> | undefined {
      const job = kept.get(id);
      return job && !isOld(job) ? job : undefined;
    },
    /** Runs a command on a file; its status is null where it was stopped. */
    async run(job: Job<State>, args: readonly string[]): Promise<number | null> {
      job.share = 0;
      const running = run(args, (share) => {
        job.share = share;
      });
      void after(longestRun).then(() => running.stop());
      const { status, text } = await running.ended;
      job.lines = text.split('\n').map((line) => line.replaceAll(job.path, job.name));
      return status;
    },
    /** Forgets every file. */
    close(): void {
      for (const job of kept.values()) drop(job);
    },
  };
}

function placeFor(name: string): string {
  try {
    return join(mkdtempSync(join(tmpdir(), 'etude-exchange-')), name);
  } catch {
    throw new Failure(
      'unavailable',
      'Etude cannot make a temporary folder. Free some space, or correct the permissions of the folder for temporary files, and try again.',
    );
  }
}

/** The content of a file, to be sent as it is read, and its length. */
export function openJob({ path }: Job<unknown>): { stream: ReadStream; length: number } {
  return { length: statSync(path).size, stream: createReadStream(path) };
}
