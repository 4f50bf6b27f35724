/** Takes the share of some work that is done, from 0 to 1. */
export type Progress = (share: number) => void;

/** Takes the share and shows nothing. */
export const silent: Progress = () => {};

/** The progress of one part of some work, which reaches from one share of the whole to another. */
export function partOf(progress: Progress, from: number, to: number): Progress {
  return (share) => progress(from + share * (to - from));
}

/** Where a bar is drawn: standard error, which is a terminal or not. */
export type Screen = { isTTY?: boolean; columns?: number; write(text: string): unknown };

/** A bar on the last line of a terminal. */
export type Bar = { progress: Progress; clear(): void };

/** The bar is drawn at most ten times a second. */
const pauseMs = 100;
/** The time that is left is shown once it can be estimated. */
const leastMs = 2_000;
const startOfLine = '\r\x1b[K';

/** Draws how far some work is on a terminal, and nothing anywhere else. */
export function progressBar(name: string, screen: Screen, now = () => performance.now()): Bar {
  if (!screen.isTTY) return { progress: silent, clear() {} };
  const began = now();
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    progress(share) {
      const moment = now();
      if (moment - drawnAt < pauseMs) return;
      drawnAt = moment;
      // A terminal that does not know its width says 0.
      const most = (screen.columns || 80) - 1;
      screen.write(startOfLine + barLine(name, share, moment - began).slice(0, most));
    },
    clear() {
      if (drawnAt > Number.NEGATIVE_INFINITY) screen.write(startOfLine);
    },
  };
}

/** The same for the process that started this one, which is told the share. */
export function toldOf(tell: Progress, now = () => performance.now()): Bar {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    progress(share) {
      const moment = now();
      if (moment - toldAt < pauseMs) return;
      toldAt = moment;
      tell(share);
    },
    clear() {},
  };
}

const cells = 24;

/** `backup  ████████░░░░  33%  about 20 s left`: the bar of a share after some milliseconds of work. */
export function barLine(name: string, share: number, ms: number): string {
  const done = Math.min(1, Math.max(0, share));
  const full = Math.floor(done * cells);
  const bar = '█'.repeat(full) + '░'.repeat(cells - full);
  const percent = `${Math.floor(done * 100)}%`.padStart(4);
  return `${name}  ${bar} ${percent}${timeLeft(done, ms)}`;
}

function timeLeft(share: number, ms: number): string {
  if (ms < leastMs || share === 0 || share === 1) return '';
  const seconds = Math.ceil((ms * (1 - share)) / share / 1000);
  return `  about ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} left`;
}
