import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf } from '../../base/data/files.ts';
import { Refusal } from '../../base/failure.ts';

/** Writes a file that is not there yet, piece by piece; where that fails, it leaves no file. */
export function writeNew(file: string, pieces: Iterable<string | Buffer>): void {
  const descriptor = opened(file);
  try {
    writeAll(descriptor, pieces);
  } catch (error) {
    rmSync(file, { force: true });
    throw error instanceof Refusal ? error : unwritable(file, error);
  }
}

function writeAll(descriptor: number, pieces: Iterable<string | Buffer>): void {
  try {
    for (const piece of pieces) writeFileSync(descriptor, piece);
  } finally {
    closeSync(descriptor);
  }
}

function opened(file: string): number {
  try {
    return openSync(file, 'wx');
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** What is said of a file that cannot be written; an error of our own is thrown on. */
function unwritable(file: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  if (codeOf(error) === 'EEXIST') return new Refusal(`${file} already exists: name another file.`);
  return new Refusal(
    `${file} cannot be written to (${codeOf(error)}): free some space, or name a file in a folder that you may write to.`,
  );
}
