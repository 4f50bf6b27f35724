import { randomUUID } from 'node:crypto';

/** What the program takes from outside itself: the clock and chance. Tests hand in their own. */
export type World = {
  /** Milliseconds since 1970, by the machine's clock. */
  now(): number;
  /** A new name that nobody can guess and that sorts by the time it was made. */
  id(): string;
};

/** The machine's own clock and chance. */
export const realWorld: World = {
  now: () => Date.now(),
  id: () => `${Date.now().toString(36).padStart(9, '0')}${randomUUID().replaceAll('-', '')}`,
};

/** Runs a job now and then again after each pause, without keeping the process alive. Returns the end of it. */
export function every(pauseMs: number, job: () => void): () => void {
  job();
  const timer = setInterval(job, pauseMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** A job that runs once, some time after it was last asked for. */
export function soon(pauseMs: number, job: () => void): { start(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  return {
    stop,
    start() {
      stop();
      timer = setTimeout(job, pauseMs);
      timer.unref();
    },
  };
}
