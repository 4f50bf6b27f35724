import { randomBytes, randomUUID } from 'node:crypto';

/** What the program takes from outside itself: the clock and chance. Tests hand in their own. */
export type ClockAndIds = {
  /** Milliseconds since 1970, by the machine's clock. */
  now(): number;
  /** A new name that nobody can guess and that sorts by the time it was made. */
  id(): string;
  /** 256 random bits, in base64url. */
  token(): string;
};

/** The machine's own clock and chance. */
export const realWorld: ClockAndIds = {
  now: () => Date.now(),
  id: () => `${Date.now().toString(36).padStart(9, '0')}${randomUUID().replaceAll('-', '')}`,
  token: () => randomBytes(32).toString('base64url'),
};

/** Runs a job again and again after each pause, without keeping the process alive. Returns the end of it. */
export function every(pauseMs: number, job: () => void): () => void {
  const timer = setInterval(job, pauseMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Resolves after a pause, without keeping the process alive. */
export function after(pauseMs: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, pauseMs).unref());
}

/** A job that runs once it has not been asked for during a pause, or has been asked for so long at the most. */
export function debounce(
  pauseMs: number,
  longestMs: number,
  job: () => void,
): { start(): void; stop(): void } {
  let pause: NodeJS.Timeout | undefined;
  let limit: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(pause);
    clearTimeout(limit);
    limit = undefined;
  };
  const run = () => {
    stop();
    job();
  };
  return {
    stop,
    start() {
      clearTimeout(pause);
      pause = setTimeout(run, pauseMs).unref();
      limit ??= setTimeout(run, longestMs).unref();
    },
  };
}

/** What this process takes of the machine, and since when it runs (milliseconds since 1970). */
export function processUse(): { residentBytes: number; cpuSeconds: number; startedAt: number } {
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    startedAt: performance.timeOrigin,
  };
}
