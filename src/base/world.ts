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
