import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf } from '../../base/data/files.ts';
import { prepareFolder } from '../../base/data/folder.ts';
import { lockFolder } from '../../base/data/lock.ts';
import { type Migration, versionOf } from '../../base/data/migrate.ts';
import { readSecretText } from '../../base/data/secret.ts';
import { Refusal } from '../../base/failure.ts';
import { type Progress, silent } from '../../base/process/progress.ts';
import { backupsOf, bytesOf, explained, listBackups, refuseWithoutRoom } from '../archive/backups.load.ts';
import { backupName, countLine, mendedLine, moment, newestBackup } from '../archive/backups.ts';
import type { Enclosed } from '../archive/enclosure.load.ts';
import type { Installation } from '../deps.ts';
import { findingLine } from '../examine/findings.ts';
import { decide, draftOf, finishRestore, type Staged, stage } from './restore.load.ts';

/**
 * Puts a backup in the place of the database and the secret, all of it or nothing, at whatever moment the process ends;
 * what it replaces is kept. The backup is proved before anything is touched. Returns what to tell.
 */
export async function restore(
  installation: Installation,
  file: string | undefined,
  now: number,
  progress: Progress = silent,
): Promise<string[]> {
  const { data, migrations } = installation;
  const path = nameOf(file, data, now);
  refuseStranger(path, migrations);
  prepareFolder(data);
  const lock = await lockFolder(join(data, 'serving.lock'));
  try {
    finishRestore(installation);
    const staged = await explained(`${path} was not restored, and nothing was changed.`, () =>
      prepare(installation, path, now, progress),
    );
    const replaced = finishRestore(installation);
    return report(path, staged, replaced);
  } finally {
    lock.release();
  }
}

function nameOf(file: string | undefined, data: string, now: number): string {
  if (file !== undefined) return file;
  const newest = newestBackup(listBackups(data), now);
  const example = newest ? `, such as the newest, ${join(backupsOf(data), newest.name)}` : '';
  throw new Refusal(`restore: name a backup${example}.`);
}

/** Refuses what cannot be a backup that this Etude reads, by its first bytes and before anything is made. */
function refuseStranger(file: string, migrations: readonly Migration[]): void {
  const version = readVersion(file);
  if (version === undefined) {
    throw new Refusal(
      `${file} is not an Etude database: name a file made by "etude backup". Nothing was changed.`,
      1,
    );
  }
  if (version > migrations.length) {
    throw new Refusal(
      `${file} was made by a newer version of Etude (database version ${version}; this version supports up to ${migrations.length}): restore it with that version. Nothing was changed.`,
      3,
    );
  }
}

function readVersion(file: string): number | undefined {
  const there = statSync(file, { throwIfNoEntry: false });
  if (!there) throw new Refusal(`There is no file ${file}.`);
  if (!there.isFile()) throw new Refusal(`${file} is not a file: name a backup.`);
  try {
    return versionOf(file);
  } catch (error) {
    throw new Refusal(`${file} cannot be read (${codeOf(error)}): correct its permissions.`);
  }
}

async function prepare(
  installation: Installation,
  file: string,
  now: number,
  progress: Progress,
): Promise<Staged> {
  const { data } = installation;
  const stamp = backupName(now).slice(0, -'.db'.length);
  const folder = draftOf(data, stamp);
  refuseWithoutRoom(data, bytesOf([file]));
  try {
    const staged = await stage(installation, file, folder, now, progress);
    refuseOtherSecret(installation, staged.enclosed);
    decide(data, stamp);
    return staged;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A secret that lies where the settings say is the owner's to replace: it may be one that cannot be written. */
function refuseOtherSecret({ data, secretFile }: Installation, { secret }: Enclosed): void {
  if (dirname(resolve(secretFile)) === resolve(data)) return;
  if (!existsSync(secretFile)) refuseUnwritable(dirname(secretFile));
  else if (readSecretText(secretFile) !== secret) refuseToReplace(secretFile);
}

function refuseToReplace(secretFile: string): never {
  throw new Refusal(
    `ETUDE_SECRET_FILE: ${secretFile} is not this backup’s secret, and restoring with it would sign everyone out. Move it somewhere else and restore again: Etude will then put the backup’s secret there.`,
  );
}

function refuseUnwritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Refusal(
      `ETUDE_SECRET_FILE: Etude cannot create a file in ${folder} (${codeOf(error)}): allow Etude to write to that folder.`,
    );
  }
}

function report(
  file: string,
  { enclosed, rows, mended, others }: Staged,
  replaced: readonly string[],
): string[] {
  return [
    `Restored ${file}, made ${moment(enclosed.madeAt)} by Etude ${enclosed.release}: ${countLine(rows)}.`,
    ...mendedLine(mended, 'from it'),
    ...others.map(findingLine),
    ...replaced.map((folder) => `Etude has kept what it replaced in ${folder}.`),
  ];
}
