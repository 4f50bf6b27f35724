import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const memory = '/dev/shm';
const enough = 4 * 1024 ** 3;

/** A file system in memory that everybody can reach, if this machine has a large one. */
export const inMemory: string | undefined = roomIn(memory) > enough ? memory : undefined;

/** Where a sync takes no time: a file system in memory, or where there is none the usual place for temporary files. */
export const quickDisk: string = inMemory ?? tmpdir();

/** How the names of folders begin that a run of the tests removes at its end, by the number of its process. */
export const foldersOf = (run: number): string => `etude-run-${run}-`;

function roomIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
