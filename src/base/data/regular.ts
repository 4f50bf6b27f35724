import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { codeOf } from './files.ts';

/** Reads a file, never more of it than allowed, and nothing that is not a file: a pipe or a device may never end. */
export function readRegular(file: string, mostBytes: number): Buffer {
  // Opening a device can have effects of its own, so it is looked at before; what was opened is looked at again.
  requireFile(statSync(file), mostBytes);
  const descriptor = openSync(
    file,
    constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0),
  );
  try {
    requireFile(fstatSync(descriptor), mostBytes);
    return readAtMost(descriptor, mostBytes);
  } finally {
    closeSync(descriptor);
  }
}

function readAtMost(descriptor: number, mostBytes: number): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const piece = Buffer.allocUnsafe(64 * 1024);
    const count = readSync(descriptor, piece);
    if (count === 0) return Buffer.concat(pieces, length);
    pieces.push(piece.subarray(0, count));
    length += count;
    if (length > mostBytes) throw new Error(tooLarge(mostBytes));
  }
}

function requireFile(stats: Stats, mostBytes: number): void {
  if (!stats.isFile()) throw new Error(`it is ${kindOf(stats)}, not a file`);
  if (stats.size > mostBytes) throw new Error(tooLarge(mostBytes));
}

const tooLarge = (mostBytes: number) => `it is larger than ${mostBytes / 2 ** 20} MB`;

function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'a file';
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Why something cannot be read, as the end of a sentence. */
export function whyUnreadable(path: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'ELOOP') return 'the link leads back to itself';
  if (code === 'ENOENT') return isThere(path) ? 'the link is broken' : 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM') return `its permissions do not allow it (${code})`;
  return code;
}

/** Whether something has this name, even a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** Why a path is no folder, as the end of a sentence; nothing where it is one, or where nothing is there. */
export function whyNoFolder(path: string): string | undefined {
  try {
    const stats = statSync(path);
    return stats.isDirectory() ? undefined : `it is ${kindOf(stats)}, not a folder`;
  } catch (error) {
    return isThere(path) ? whyUnreadable(path, error) : undefined;
  }
}
