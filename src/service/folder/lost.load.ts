import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPrivately, isThere, moveIfThere, syncFolder } from '../../base/data/files.ts';
import { absenceOf, orphansOf } from '../../base/data/folder.ts';
import { type Handle, openReadOnly } from '../../base/data/handle.ts';
import { Refusal } from '../../base/failure.ts';
import { listed, oneOrMany } from '../../base/text/words.ts';
import { backupsOf, databaseOf, listBackups, wayBack } from '../archive/backups.load.ts';
import { backupName, moment } from '../archive/backups.ts';
import type { Installation } from '../deps.ts';
import type { Finding } from '../examine/findings.ts';

/** The database that a move is filling. */
export const movingDatabaseOf = (data: string) => join(data, 'moving.db');

/** Refuses a data folder that has lost its database, and says how to get it back. */
export function refuseLost({ data, migrations }: Pick<Installation, 'data' | 'migrations'>): void {
  const file = databaseOf(data);
  const absence = absenceOf(file);
  if (!absence) return;
  refuseHalfMoved(data);
  const way = wayBack(data, migrations);
  if (absence === 'another') {
    throw new Refusal(
      `ETUDE_DATA: ${file}-wal does not belong to ${file}, and SQLite would mix the two: restore a backup with "etude restore", which keeps both, or move ${file}-wal away if ${file} is the database that you want.${way}`,
    );
  }
  const found = remainsIn(data);
  if (found.length === 0 && absence !== 'unlinked') return;
  const how = {
    missing: 'is missing',
    empty: 'is empty',
    unlinked: 'is a link to a file that is missing',
  }[absence];
  const left = found.length > 0 ? `, but these remain: ${listed(found)}` : '';
  throw new Refusal(
    `ETUDE_DATA: ${file} ${how}${left}. Put the database back, or set ETUDE_DATA to the right folder. Nothing was changed.${way} "etude serve --new" starts with an empty database and keeps what is there.`,
  );
}

function refuseHalfMoved(data: string): void {
  const file = movingDatabaseOf(data);
  if (!isThere(file)) return;
  throw new Refusal(
    `ETUDE_DATA: a move into ${data} has not finished: run the same "etude move" command again to finish it, or delete ${file}. Nothing was changed.`,
  );
}

/** What shows that a folder has had a database. The secret alone does not: a first start may have been interrupted after it. */
function remainsIn(data: string): string[] {
  const backups = listBackups(data).length;
  const replaced = existsSync(data) ? readdirSync(data).filter((name) => name.startsWith('replaced-')) : [];
  return [
    ...orphansOf(databaseOf(data)),
    ...(backups > 0 ? [`${backups} ${oneOrMany(backups, 'backup', 'backups')} in ${backupsOf(data)}`] : []),
    ...replaced.map((name) => join(data, name)),
  ];
}

/** Refuses to begin where a database is. */
export function refuseToBeginBeside(data: string): void {
  const absence = absenceOf(databaseOf(data));
  if (absence !== undefined && absence !== 'another') return;
  throw new Refusal(
    `--new: there is a database in ${data}: leave --new out to serve it, or set ETUDE_DATA to an empty folder to start a new one. Nothing was changed.`,
  );
}

/**
 * Begins a database, so that its name is on the disk before there is a log beside it. Returns what to tell where the
 * folder has had a secret already.
 */
export function beginDatabase({ data, secretFile }: Pick<Installation, 'data' | 'secretFile'>): string[] {
  const hadSecret = secretFile === join(data, 'secret') && isThere(secretFile);
  createPrivately(databaseOf(data));
  syncFolder(data);
  return hadSecret
    ? [`There was a secret in ${data}, but no database: Etude has started with an empty one.`]
    : [];
}

/** Whether nothing that a database holds depends on the secret. */
export function isUnused(data: string): boolean {
  const file = databaseOf(data);
  if (absenceOf(file) !== undefined) return true;
  const handle = openReadOnly(file);
  try {
    if (handle.pragma('user_version', { simple: true }) === 0) return true;
    return handle.prepare('select count(*) from learner').pluck().get() === 0;
  } finally {
    handle.close();
  }
}

/** Puts what is left of an absent database into a folder of its own. Returns the folder, if there was anything. */
export function setAside(data: string, now: number): string | undefined {
  const names = ['etude.db', 'etude.db-wal', 'etude.db-shm', 'etude.db-journal'];
  const left = names.filter((name) => isThere(join(data, name)));
  if (left.length === 0) return undefined;
  const folder = join(data, `replaced-${backupName(now).slice(0, -'.db'.length)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of left) moveIfThere(join(data, name), join(folder, name));
  syncFolder(folder);
  syncFolder(data);
  return folder;
}

/** Warns where nobody has ever answered although a backup holds answers. */
export function examineEmptiness(handle: Handle, data: string): Finding[] {
  if (countReviews(handle) > 0) return [];
  const files = listBackups(data).toSorted((a, b) => b.at - a.at);
  for (const { name, at } of files) {
    const file = join(backupsOf(data), name);
    const answers = answersIn(file);
    if (answers === 0) continue;
    const count = `${answers} ${oneOrMany(answers, 'answer', 'answers')}`;
    const what = `The database has no answers, but the backup ${file}, of ${moment(at)}, holds ${count}.`;
    return [{ what, mend: `if you need them, stop the server and run "etude restore ${file}"` }];
  }
  return [];
}

/** How many answers a backup holds; none where it cannot be read. */
function answersIn(file: string): number {
  try {
    const handle = openReadOnly(file);
    try {
      return countReviews(handle);
    } finally {
      handle.close();
    }
  } catch {
    return 0;
  }
}

function countReviews(handle: Handle): number {
  return handle.prepare('select count(*) from review').pluck().get() as number;
}
