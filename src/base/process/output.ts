import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { codeOf } from '../data/files.ts';

/** Writes as many bytes as are taken at once, from a place on; returns their number, or throws why none is taken. */
export type Device = (bytes: Buffer, from: number) => number;

/** Takes lines and never fails. */
export type Lines = {
  write(line: string): void;
  /** Brings as much as possible out of the process before it ends. */
  drain(): void;
};

/** Most bytes to hold for a slow reader. */
const room = 256 * 1024;

/** Pause before trying a slow reader again, and before giving up the last lines at the end. */
const pauseMs = 50;
const patienceMs = 250;

/**
 * Writes lines to a device that may be full, gone or slow. What a slow reader does not take yet waits; what finds no
 * room, or a device that fails, is dropped, and `notice` says how many lines that were as soon as one can be written.
 */
function keepLines(device: Device, notice: (lost: number) => string): Lines {
  let queue: { bytes: Buffer; lines: number }[] = [];
  let written = 0;
  let isTorn = false;
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;

  function add(text: string, lines: number): void {
    queue.push({ bytes: Buffer.from(text), lines });
  }

  function addNotice(): void {
    if (lost > 0) add(notice(lost), lost);
    lost = 0;
  }

  /** Writes what waits. Returns whether a later try may bring more. */
  function pump(): boolean {
    clearTimeout(timer);
    try {
      while (queue.length > 0) {
        writeHead();
        if (queue.length === 0) addNotice();
      }
      return false;
    } catch (error) {
      if (codeOf(error) === 'EAGAIN') {
        timer = setTimeout(pump, pauseMs).unref();
        return true;
      }
      lost += queue.reduce((sum, { lines }) => sum + lines, 0);
      isTorn ||= written > 0;
      written = 0;
      queue = [];
      return false;
    }
  }

  /** Writes more of the first text; after one that broke off a new line begins. */
  function writeHead(): void {
    if (isTorn) device(Buffer.from('\n'), 0);
    isTorn = false;
    const { bytes } = queue[0]!;
    written += device(bytes, written);
    if (written < bytes.length) return;
    queue.shift();
    written = 0;
  }

  const waiting = () => queue.reduce((sum, { bytes }) => sum + bytes.length, 0);

  return {
    write(line) {
      if (waiting() + line.length > room && queue.length > 0) {
        lost += 1;
        return;
      }
      addNotice();
      add(line, 1);
      pump();
    },
    drain() {
      const clock = new Int32Array(new SharedArrayBuffer(4));
      const end = performance.now() + patienceMs;
      while (pump() && performance.now() < end) Atomics.wait(clock, 0, 0, 10);
    },
  };
}

/** Standard error, which neither ends nor stops the process, whatever becomes of it. */
export function standardError(notice: (lost: number) => string): Lines & { isTTY: boolean } {
  const descriptor = unblocked(2);
  const lines = keepLines((bytes, from) => writeSync(descriptor, bytes, from), notice);
  process.once('exit', lines.drain);
  return { ...lines, isTTY: isatty(2) };
}

/**
 * A descriptor on which no reader that is slow makes us wait. Opened again, so that other programs that share it are not
 * made to cope with that; where the system does not allow it, Node does the same to pipes and sockets when it opens them.
 */
function unblocked(descriptor: number): number {
  if (fstatSync(descriptor).isFile()) return descriptor;
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY, O_APPEND } = constants;
  try {
    return openSync(`/proc/self/fd/${descriptor}`, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_APPEND);
  } catch {
    void process.stderr;
    return descriptor;
  }
}

/**
 * Lets a process go on when the reader of its output has gone or a disk is full. Of a command's output that could not be
 * written, unless its reader has simply seen enough, `tell` hears why.
 */
export function surviveOutput(tell: (why: string) => void): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error) => {
    if (codeOf(error) !== 'EPIPE') tell(codeOf(error));
  });
}
