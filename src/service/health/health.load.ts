import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveBank } from '../../bank/live/live.ts';
import type { Group } from '../../base/data/database.ts';
import { codeOf } from '../../base/data/files.ts';
import type { Trouble } from '../../base/data/place.ts';
import type { Loop } from '../../base/web/shedding.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { type Condition, readiness } from './health.ts';
import type { Sizes } from './metrics.ts';

/** Room that is left for us on the disk of a folder, and its kind of file system (statfs(2)). */
export function diskOf(folder: string): { type: number; freeBytes: number } {
  const { type, bavail, bsize } = statfsSync(folder);
  return { type, freeBytes: bavail * bsize };
}

/** Bytes of a file; none if it is not there. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What keeps an eye on whether Etude can do its work. */
export type Health = {
  /** Is told of every transaction. */
  committed(group: Group): void;
  readiness(live: LiveBank, loop: Loop, trouble?: Trouble): ReturnType<typeof readiness>;
  /** Sizes of the files, and the room that is left; undefined without a folder. */
  sizes(): Sizes | undefined;
};

/** Time between two looks at the disk, however often clients ask. */
const lookEvery = 5_000;

/** Time for which a failed commit makes Etude unready; after that, only another commit can show. */
const failureStands = 30_000;

/**
 * Watches a data folder without writing to it: whether it can be written, how much room is left, and whether the last
 * commit succeeded. Without a folder, because the database is on a server, it watches the commits alone.
 */
export function createHealth(folder: string | undefined, world: ClockAndIds): Health {
  let failedAt = Number.NEGATIVE_INFINITY;
  let looked: { at: number; disk: Disk } | undefined;

  const isWithin = (span: number, since: number) => Math.abs(world.now() - since) < span;
  const disk = () => {
    if (!looked || !isWithin(lookEvery, looked.at)) looked = { at: world.now(), disk: lookAt(folder) };
    return looked.disk;
  };
  return {
    committed({ failed, willPass }) {
      if (failed && willPass) return;
      failedAt = failed ? world.now() : Number.NEGATIVE_INFINITY;
    },
    readiness: (live, loop, trouble) =>
      readiness({
        ...disk(),
        lost: trouble?.kind,
        hasFailed: isWithin(failureStands, failedAt),
        isLate: loop.isLate(),
        unshown: live.trouble(),
        questions: live.current().questions.length,
      }),
    sizes: () =>
      folder === undefined
        ? undefined
        : {
            databaseBytes: sizeOf(join(folder, 'etude.db')),
            logBytes: sizeOf(join(folder, 'etude.db-wal')),
            freeBytes: disk().freeBytes,
          },
  };
}

type Disk = Pick<Condition, 'unwritable' | 'freeBytes'>;

function lookAt(folder: string | undefined): Disk {
  if (folder === undefined) return { unwritable: undefined, freeBytes: Number.POSITIVE_INFINITY };
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return { unwritable: undefined, freeBytes: diskOf(folder).freeBytes };
  } catch (error) {
    return { unwritable: codeOf(error), freeBytes: Number.NaN };
  }
}
