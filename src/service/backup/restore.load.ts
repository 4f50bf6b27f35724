import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { keepFile, moveIfThere, syncFile, syncFolder } from '../../base/data/files.ts';
import { openAlone } from '../../base/data/handle.ts';
import { migrate } from '../../base/data/migrate.ts';
import { type Progress, partOf } from '../../base/process/progress.ts';
import { databaseOf } from '../archive/backups.load.ts';
import { countRows, type Enclosed, takeOut } from '../archive/enclosure.load.ts';
import type { Installation } from '../deps.ts';
import type { Finding } from '../examine/findings.ts';
import { proveFile, proveMemory } from './proof.load.ts';

/** A backup made ready in a folder of its own: a plain database, up to date and proved, and the secret. */
export type Staged = {
  enclosed: Enclosed;
  rows: Record<string, number>;
  mended: number;
  /** What of its schema is not ours. */
  others: Finding[];
};

/** Makes a backup ready in a new folder. The backup itself stays as it is. */
export async function stage(
  { migrations, openStores }: Installation,
  file: string,
  folder: string,
  now: number,
  progress: Progress,
): Promise<Staged> {
  mkdirSync(folder, { mode: 0o700 });
  const database = join(folder, 'etude.db');
  copyFileSync(file, database, constants.COPYFILE_EXCL);
  chmodSync(database, 0o600);
  const handle = openAlone(database);
  try {
    const { enclosed, others } = proveFile(handle, migrations, partOf(progress, 0, 0.5));
    takeOut(handle);
    migrate(handle, migrations, now);
    const mended = await proveMemory(handle, openStores, partOf(progress, 0.5, 1));
    keepFile(join(folder, 'secret'), enclosed.secret);
    return { enclosed, rows: countRows(handle), mended, others };
  } finally {
    handle.close();
    syncFile(database);
  }
}

// A restore is one rename away from being done: before it there is a folder "restoring-…", which is nothing yet, after
// it one "placing-…", whose files are put in their places now or by the next start. What they replace lies in "replaced-…".
const draft = 'restoring-';
const decided = 'placing-';

export const underWay =
  'A restore is under way or was interrupted: start the server or run "etude restore" again to finish it.';

/** The folder in which a restore is prepared. */
export const draftOf = (data: string, stamp: string) => join(data, draft + stamp);

/** Commits to a prepared restore, whatever happens next. */
export function decide(data: string, stamp: string): void {
  syncFolder(draftOf(data, stamp));
  renameSync(draftOf(data, stamp), join(data, decided + stamp));
  syncFolder(data);
}

/** Whether a restore was decided and has not been finished. */
export function isUnderWay(data: string): boolean {
  return existsSync(data) && readdirSync(data).some((name) => name.startsWith(decided));
}

/**
 * Finishes a restore that was decided, and removes one that was not; only for who holds the data folder. Can be
 * interrupted anywhere and done again. Returns the folders of what was replaced.
 */
export function finishRestore({ data, secretFile }: Installation): string[] {
  const names = readdirSync(data);
  for (const name of names.filter((name) => name.startsWith(draft)))
    rmSync(join(data, name), { recursive: true });
  const stamps = names.filter((name) => name.startsWith(decided)).map((name) => name.slice(decided.length));
  return stamps.flatMap((stamp) => {
    const staged = join(data, decided + stamp);
    const replaced = join(data, `replaced-${stamp}`);
    placeDatabase(data, staged, replaced);
    placeSecret(secretFile, staged, replaced);
    rmSync(staged, { recursive: true });
    syncFolder(data);
    return existsSync(replaced) ? [replaced] : [];
  });
}

function placeDatabase(data: string, staged: string, replaced: string): void {
  const database = join(staged, 'etude.db');
  if (!existsSync(database)) return;
  // The database goes before its log, so that nobody ever opens it without.
  const old = ['etude.db', 'etude.db-wal', 'etude.db-shm'];
  if (old.some((name) => existsSync(join(data, name)))) makeFolder(replaced);
  for (const name of old) moveIfThere(join(data, name), join(replaced, name));
  syncFolder(data);
  renameSync(database, databaseOf(data));
  syncFolder(data);
}

function placeSecret(secretFile: string, staged: string, replaced: string): void {
  // Its folder is removed last, and may be half removed.
  if (!existsSync(join(staged, 'secret'))) return;
  const secret = readFileSync(join(staged, 'secret'), 'utf8');
  const old = existsSync(secretFile) ? readFileSync(secretFile, 'utf8') : '';
  if (old.trim() === secret) return;
  const kept = join(replaced, 'secret');
  if (old !== '' && !existsSync(kept)) {
    makeFolder(replaced);
    keepFile(kept, old);
  }
  keepFile(secretFile, secret);
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}
