import { renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Database } from '../../base/data/database.ts';
import { createPrivately, isThere, keepFile, syncFile, syncFolder } from '../../base/data/files.ts';
import { orphansOf, prepareFolder, requireUsable } from '../../base/data/folder.ts';
import { expectWholeReads, type Handle, openAlone, openReadOnly } from '../../base/data/handle.ts';
import { lockFolder } from '../../base/data/lock.ts';
import { inspect, isBehind, type Migration, migrate, refuseOthers } from '../../base/data/migrate.ts';
import { readSecretText } from '../../base/data/secret.ts';
import { createDatabase } from '../../base/data/sqlite.ts';
import { sqliteTables, sqliteTarget } from '../../base/data/sqlite-tables.ts';
import type { Tables, Target } from '../../base/data/tables.ts';
import { Refusal } from '../../base/failure.ts';
import { databaseOf, wayBack } from '../archive/backups.load.ts';
import { isUnderWay } from '../backup/restore.load.ts';
import type { Installation } from '../deps.ts';
import { examineFile, examineSchema } from '../examine/database.load.ts';
import { findingLine } from '../examine/findings.ts';
import { movingDatabaseOf, refuseLost } from '../folder/lost.load.ts';

/** Opens the database of a data folder to move what it holds, and keeps every Etude from serving it meanwhile. */
export async function openFolderSource(
  installation: Pick<Installation, 'data' | 'migrations'>,
): Promise<{ tables: Tables; close(): void }> {
  const { data, migrations } = installation;
  const file = databaseOf(data);
  if (isUnderWay(data))
    throw new Refusal(
      `A restore into ${data} was interrupted: start the server to finish it, then stop the server again.`,
    );
  refuseLost(installation);
  if (!isThere(file))
    throw new Refusal(
      `There is no database in ${data}: set ETUDE_DATA to the folder whose data you want to move.`,
    );
  requireUsable(file);
  inspect(file, migrations, () => wayBack(data, migrations));
  const lock = await lockFolder(join(data, 'serving.lock'), heldFor(data));
  const handle = expectWholeReads(openReadOnly(file));
  const close = () => {
    handle.close();
    lock.release();
  };
  try {
    refuseUnsound(handle, file, migrations);
    return { tables: sqliteTables(handle, file), close };
  } catch (error) {
    close();
    throw error;
  }
}

const heldFor = (data: string) => (holder: string) =>
  `An Etude${holder} serves ${data}, or a restore or move is under way there: stop it, and run "etude move" again. Nothing was moved.`;

function refuseUnsound(handle: Handle, file: string, migrations: readonly Migration[]): void {
  const damage = examineFile(handle);
  if (damage.length > 0) throw new Refusal(`${file} cannot be moved. ${findingLine(damage[0]!)}`, 1);
  refuseOthers(handle, migrations);
  if (isBehind(handle, migrations))
    throw new Refusal(
      `${file} is from an earlier version of Etude: start the server to bring it up to date, then stop the server again.`,
    );
  const { damage: altered, triggers } = examineSchema(handle, migrations);
  const [wrong] = [...altered, ...triggers];
  if (wrong) throw new Refusal(`${file} cannot be moved. ${findingLine(wrong)}`, 1);
}

/** The database that a move makes in a data folder; it has its place and name when everything in it is proved. */
export type FolderTarget = { tables: Target; db: Database; close(): void };

/**
 * Opens a data folder without a database to fill it. The secret goes with the data, unless it lies where ETUDE_SECRET_FILE
 * says.
 */
export async function openFolderTarget(
  folder: string,
  { data, secretFile, migrations }: Pick<Installation, 'data' | 'secretFile' | 'migrations'>,
  now: number,
): Promise<FolderTarget> {
  const secret = secretFile === join(data, 'secret') ? readSecretText(secretFile) : undefined;
  const isOwn = resolve(folder) === resolve(data);
  refuseTaken(folder);
  if (secret !== undefined && !isOwn) refuseOtherSecret(join(folder, 'secret'), secret);
  prepareFolder(folder);
  const lock = await lockFolder(join(folder, 'serving.lock'), heldFor(folder));
  let handle: Handle | undefined;
  const close = () => {
    if (handle?.open) handle.close();
    lock.release();
  };
  try {
    refuseTaken(folder);
    const file = movingDatabaseOf(folder);
    const draft = openDraft(file, migrations, now);
    handle = draft;
    const inner = sqliteTarget(draft, databaseOf(folder), migrations);
    const end = async () => {
      await inner.end();
      refuseUnsound(draft, file, migrations);
      draft.close();
      if (secret !== undefined && !isOwn) keepFile(join(folder, 'secret'), secret);
      syncFile(file);
      renameSync(file, databaseOf(folder));
      syncFolder(folder);
    };
    return { tables: { ...inner, end }, db: createDatabase(draft), close };
  } catch (error) {
    close();
    throw error;
  }
}

function refuseTaken(folder: string): void {
  const file = databaseOf(folder);
  const [found] = isThere(file) ? [file] : orphansOf(file);
  if (found)
    throw new Refusal(`${found} is there already: move it away, or name another folder. Nothing was moved.`);
}

function refuseOtherSecret(file: string, secret: string): void {
  if (!isThere(file) || readSecretText(file) === secret) return;
  throw new Refusal(
    `${file} is a different secret, and would sign everyone out: move it away, or name another folder. Nothing was moved.`,
  );
}

/** Opens the file that an earlier move has begun, or an empty one; of an earlier Etude’s nothing is kept. */
function openDraft(file: string, migrations: readonly Migration[], now: number): Handle {
  createPrivately(file);
  const found = openAlone(file);
  const isOurs = found.pragma('user_version', { simple: true }) === migrations.length;
  if (isOurs && refuseOthers(found, migrations)) return found;
  found.close();
  rmSync(file);
  createPrivately(file);
  const handle = openAlone(file);
  migrate(handle, migrations, now);
  return handle;
}
