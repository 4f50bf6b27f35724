import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { syncFile, syncFolder } from '../../base/data/files.ts';
import { copyMoment, type Handle, openAlone, openReadOnly } from '../../base/data/handle.ts';
import { lockFolder } from '../../base/data/lock.ts';
import { inspect, isBehind } from '../../base/data/migrate.ts';
import { readSecretText } from '../../base/data/secret.ts';
import { Refusal } from '../../base/failure.ts';
import { type Progress, partOf, silent } from '../../base/process/progress.ts';
import {
  backupsOf,
  bytesOf,
  databaseOf,
  discard,
  discardDrafts,
  explained,
  listBackups,
  noted,
  refuseWithoutRoom,
  thin,
  wayBack,
} from '../archive/backups.load.ts';
import { backupName, backupNamed, countLine, mendedLine, moment, newestBackup } from '../archive/backups.ts';
import { countRows, enclose } from '../archive/enclosure.load.ts';
import type { Installation } from '../deps.ts';
import { examineSchema } from '../examine/database.load.ts';
import { type Finding, findingLine } from '../examine/findings.ts';
import { refuseLost } from '../folder/lost.load.ts';
import { proveFile, proveMemory } from './proof.load.ts';
import { isUnderWay, stage, underWay } from './restore.load.ts';

/** A backup: its rows, how much of its memory had to be rebuilt, and what of its schema is not ours. */
type Made = {
  file: string;
  rows: Record<string, number>;
  mended: number;
  /** Triggers that can change answers: with one of them a backup is not proved. */
  triggers: Finding[];
  others: Finding[];
};

/**
 * Makes a backup while people practise: under a name of its own in the folder of backups, which is thinned after it, or
 * as a file that is not there yet. Returns what to tell.
 */
export async function backup(
  installation: Installation,
  path: string | undefined,
  now: number,
  progress: Progress = silent,
): Promise<string[]> {
  const { data, migrations } = installation;
  requireDatabase(installation);
  inspect(databaseOf(data), migrations, () => wayBack(data, migrations));
  const file = path === undefined ? join(folderOfBackups(data), backupName(now)) : free(path);
  const work = async () =>
    refuseUnproved(await explained('No backup was made.', () => make(installation, file, now, progress)));
  const made = await alone(data, () => (path === undefined ? noted(data, 'backup', now, work) : work()));
  if (path === undefined) thin(data, now);
  return [
    `${made.file}: ${countLine(made.rows)}; verified.`,
    ...mendedLine(made.mended, 'in the backup; "etude doctor --repair" does so in the database'),
    ...made.others.map(findingLine),
  ];
}

/** Refuses to call a file a backup that `restore` would refuse; the file is kept. */
function refuseUnproved(made: Made): Made {
  if (made.triggers.length === 0) return made;
  const reasons = made.triggers.map(findingLine).join(' ');
  throw new Refusal(
    `${made.file}: ${countLine(made.rows)}; not verified, and "etude restore" will refuse it. ${reasons}`,
    1,
  );
}

/** Keeps a database that is about to be migrated as it was. Nothing is kept of one that is empty. */
export async function backupBeforeMigration(
  installation: Installation,
  handle: Handle,
  now: number,
): Promise<void> {
  const { data, migrations } = installation;
  const version = handle.pragma('user_version', { simple: true }) as number;
  if (version === 0 || !isBehind(handle, migrations)) return;
  const name = backupName(now, `${version}-to-${migrations.length}`);
  await explained(
    'The database is from an earlier version of Etude, and was not upgraded because Etude cannot back it up.',
    () => make(installation, join(folderOfBackups(data), name), now, silent),
  );
  thin(data, now);
}

/** Restores the newest backup beside the database, to prove that it can be done, and removes it again. */
export async function drill(
  installation: Installation,
  now: number,
  progress: Progress = silent,
): Promise<string[]> {
  const { data } = installation;
  requireDatabase(installation);
  const newest = newestBackup(listBackups(data), now);
  if (!newest) throw new Refusal(`There is no backup in ${backupsOf(data)}: make one with "etude backup".`);
  const file = join(backupsOf(data), newest.name);
  const work = () =>
    explained(`${file} cannot be restored.`, () => rehearse(installation, file, now, progress));
  const { enclosed, rows, mended } = await alone(data, () => noted(data, 'drill', now, work));
  return [
    `${file}, made ${moment(enclosed.madeAt)}, can be restored: ${countLine(rows)}.`,
    ...mendedLine(mended, 'in the trial restore'),
  ];
}

async function rehearse(installation: Installation, file: string, now: number, progress: Progress) {
  const folder = join(installation.data, 'drill');
  rmSync(folder, { recursive: true, force: true });
  refuseWithoutRoom(installation.data, bytesOf([file]));
  try {
    return { file, ...(await stage(installation, file, folder, now, progress)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function requireDatabase({ data, migrations }: Installation): void {
  if (isUnderWay(data)) throw new Refusal(underWay);
  refuseLost({ data, migrations });
  if (existsSync(databaseOf(data))) return;
  throw new Refusal(
    `There is no database in ${data}: set ETUDE_DATA to the right folder, or start the server to create one.`,
  );
}

function folderOfBackups(data: string): string {
  mkdirSync(backupsOf(data), { recursive: true, mode: 0o700 });
  return backupsOf(data);
}

/** The path of a file that can be made. */
function free(path: string): string {
  const file = resolve(path);
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new Refusal(`${path} is a folder: name a file in it.`);
  if (there) throw new Refusal(`${path} already exists and was not changed: name another file.`);
  if (!existsSync(dirname(file))) throw new Refusal(`There is no folder ${dirname(path)}: create it first.`);
  return path;
}

/** Runs a task with the backups that only one process may run at a time. */
async function alone<T>(data: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockFolder(
    join(data, 'backup.lock'),
    (holder) =>
      `Another Etude${holder} is working on the backups of this folder: wait until it has finished.`,
  );
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Makes a backup under a draft's name, and gives it its own name when it is proved and on disk. */
async function make(
  installation: Installation,
  file: string,
  now: number,
  progress: Progress,
): Promise<Made> {
  const { data } = installation;
  const draft = `${file}.part`;
  discard(draft);
  const { before } = backupNamed(basename(file)) ?? {};
  if (existsSync(backupsOf(data)))
    discardDrafts(data, (other) => (other.before === undefined) === (before === undefined));
  refuseWithoutRoom(dirname(file), bytesOf([databaseOf(data), `${databaseOf(data)}-wal`]));
  try {
    const made = await fill(installation, draft, now, progress);
    syncFile(draft);
    const name = made.triggers.length === 0 ? file : unprovedName(file);
    renameSync(draft, name);
    syncFolder(dirname(resolve(name)));
    return { file: name, ...made };
  } catch (error) {
    discard(draft);
    throw error;
  }
}

/** The name of a backup that could not be proved: among the proved ones there is at most one, which none takes for a backup. */
function unprovedName(file: string): string {
  return backupNamed(basename(file)) ? join(dirname(file), 'unproved.db') : file;
}

async function fill(installation: Installation, draft: string, now: number, progress: Progress) {
  const { data, secretFile, release, migrations, openStores } = installation;
  const secret = readSecretText(secretFile);
  closeSync(openSync(draft, 'wx', 0o600));
  const source = openReadOnly(databaseOf(data));
  const rows = await copyMoment(
    source,
    resolve(draft),
    () => countRows(source),
    partOf(progress, 0, 0.15),
  ).finally(() => source.close());
  const copy = openAlone(draft);
  try {
    const { triggers } = examineSchema(copy, migrations);
    // Of an earlier version only the rows can be looked at: folding wants the tables of this one.
    const canFold = triggers.length === 0 && !isBehind(copy, migrations);
    const mended = canFold ? await proveMemory(copy, openStores, partOf(progress, 0.15, 0.6)) : 0;
    const digest = enclose(copy, { secret, madeAt: now, release }, partOf(progress, 0.6, 0.8));
    const proof = () => proveFile(copy, migrations, partOf(progress, 0.8, 1), digest);
    const { others } = triggers.length === 0 ? proof() : { others: [] };
    const copied = countRows(copy);
    if (JSON.stringify(copied) !== JSON.stringify(rows)) throw new Refusal('Not every row was copied.', 1);
    return { rows, mended, triggers, others };
  } finally {
    copy.close();
  }
}
