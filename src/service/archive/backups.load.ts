import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keepFile } from '../../base/data/files.ts';
import { openReadOnly } from '../../base/data/handle.ts';
import { type Migration, versionOf } from '../../base/data/migrate.ts';
import { Refusal } from '../../base/failure.ts';
import { type Finding, leastSpace } from '../examine/findings.ts';
import { fileFindings } from '../examine/folder.load.ts';
import { findingOf } from '../examine/trouble.ts';
import { diskOf, sizeOf } from '../health/health.load.ts';
import {
  type BackupFile,
  type BackupRun,
  type BackupRuns,
  backupFindings,
  backupNamed,
  moment,
  toThin,
} from './backups.ts';
import { enclosedIn } from './enclosure.load.ts';

export const databaseOf = (data: string) => join(data, 'etude.db');
export const backupsOf = (data: string) => join(data, 'backups');
const runsOf = (data: string) => join(backupsOf(data), 'outcomes.json');

/** The backups of a data folder. */
export function listBackups(data: string): BackupFile[] {
  const folder = backupsOf(data);
  return existsSync(folder) ? readdirSync(folder).flatMap((name) => backupNamed(name) ?? []) : [];
}

/** Deletes what need not be kept any longer. */
export function thin(data: string, now: number): void {
  for (const { name } of toThin(listBackups(data), now)) rmSync(join(backupsOf(data), name), { force: true });
}

/** Removes what SQLite keeps beside a draft while it works, and then the draft, by whose name they are found. */
export function discard(draft: string): void {
  for (const end of ['-journal', '-wal', '-shm', '']) rmSync(draft + end, { force: true });
}

/** Removes what backups that were interrupted have left; `isOurs` says whose they were. */
export function discardDrafts(data: string, isOurs: (file: BackupFile) => boolean): void {
  for (const name of readdirSync(backupsOf(data))) {
    const file = name.endsWith('.part') ? backupNamed(name.slice(0, -'.part'.length)) : undefined;
    if (file && isOurs(file)) discard(join(backupsOf(data), name));
  }
}

/** How the last backup and restore drill ended; nothing where that is not known. */
export function readRuns(data: string): BackupRuns {
  try {
    return JSON.parse(readFileSync(runsOf(data), 'utf8'));
  } catch {
    return {};
  }
}

/** Runs a task and records its outcome, for doctor and the metrics. */
export async function noted<T extends { file: string }>(
  data: string,
  what: keyof BackupRuns,
  at: number,
  work: () => Promise<T>,
): Promise<T> {
  const note = (outcome: BackupRun) =>
    keepFile(runsOf(data), `${JSON.stringify({ ...readRuns(data), [what]: outcome }, null, 2)}\n`);
  try {
    const done = await work();
    note({ at, file: done.file });
    return done;
  } catch (error) {
    try {
      if (error instanceof Refusal) note({ at, failure: error.message });
    } catch {
      // What went wrong first is the one to tell.
    }
    throw error;
  }
}

/** Runs a task; if it fails, a refusal gives these words and then the reason. */
export async function explained<T>(words: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`${words} ${error.message}`, error.exitCode);
    throw new Refusal(`${words} ${findingOf(error).what}`, 1);
  }
}

/** Refuses to fill the disk under a folder: these bytes must fit, with room for answers. */
export function refuseWithoutRoom(folder: string, bytes: number): void {
  const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
  const free = diskOf(folder).freeBytes;
  if (free >= bytes + leastSpace) return;
  throw new Refusal(
    `There is not enough room in ${folder}: this needs ${megabytes(bytes)} MB, answers need another ${megabytes(leastSpace)} MB, and only ${megabytes(free)} MB are free. Free some space, or use another disk.`,
    1,
  );
}

/** The bytes of some files, as far as they are there. */
export function bytesOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + sizeOf(file), 0);
}

/** A sentence on the backup to go back to: the newest that this Etude can read; and on what version made later ones. */
export function wayBack(data: string, migrations: readonly Migration[]): string {
  const files = listBackups(data).toSorted((a, b) => b.at - a.at);
  const readable = files.flatMap(({ name, at }) => {
    const file = join(backupsOf(data), name);
    return { file, at, ...labelOf(file) };
  });
  const newer = readable.find(({ version }) => version > migrations.length);
  const own = readable.find(({ version }) => version > 0 && version <= migrations.length);
  return [
    newer
      ? ` The backup ${newer.file} was made by Etude ${newer.release}, so use that version or a newer one.`
      : '',
    own
      ? ` The newest backup that this Etude can read is ${own.file}, from ${moment(own.at)}: "etude restore ${own.file}" restores it.`
      : '',
  ].join('');
}

/** What a backup says of itself: its database's version (0 where it cannot be read), and the Etude that made it. */
function labelOf(file: string): { version: number; release: string } {
  try {
    const version = versionOf(file) ?? 0;
    if (version === 0) return { version, release: '' };
    const handle = openReadOnly(file);
    try {
      return { version, release: enclosedIn(handle)?.release ?? '' };
    } finally {
      handle.close();
    }
  } catch {
    return { version: 0, release: '' };
  }
}

/** What is wrong with the backups of a data folder that has a database. */
export function examineBackups(data: string, times: { every: number; now: number }): Finding[] {
  const database = statSync(databaseOf(data), { throwIfNoEntry: false });
  if (!database) return [];
  const files = listBackups(data);
  return [
    ...backupFindings(files, readRuns(data), { since: database.birthtimeMs, ...times }),
    ...files.flatMap(({ name }) => fileFindings(join(backupsOf(data), name))),
  ];
}
