import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { problemLines, warningLines } from './bank/author/lines.ts';
import { type BankFiles, type Judged, judgingFolder, type Known, nothingKnown } from './bank/files/check.ts';
import { createReader } from './bank/files/reader.load.ts';
import type { BankHolder } from './bank/live/live.ts';
import type { SharedBank } from './bank/live/shared.load.ts';
import type { Database } from './base/data/database.ts';
import { isThere } from './base/data/files.ts';
import { prepareFolder, requireUsable } from './base/data/folder.ts';
import { type Handle, openHandle } from './base/data/handle.ts';
import { type Leadership, leadAlone } from './base/data/leadership.ts';
import { lockFolder } from './base/data/lock.ts';
import { inspect, migrate, readMigrations, refuseDamaged } from './base/data/migrate.ts';
import { placeOf } from './base/data/place.ts';
import type { SharedCounter } from './base/data/postgres/counter.ts';
import { loadSecret } from './base/data/secret.ts';
import { createDatabase } from './base/data/sqlite.ts';
import { createSeal, type Seal } from './base/digest.ts';
import { Refusal } from './base/failure.ts';
import { folderOf } from './base/installation.ts';
import { oneOrMany } from './base/text/words.ts';
import { inTurns } from './base/turns.ts';
import { realWorld } from './base/world.ts';
import { type Config, secretFileOf } from './config.ts';
import { endOthers } from './learner/session/session.load.ts';
import { openBank } from './live-bank.ts';
import { databaseOf, wayBack } from './service/archive/backups.load.ts';
import { backupBeforeMigration } from './service/backup/backup.command.ts';
import { finishRestore, isUnderWay } from './service/backup/restore.load.ts';
import type { Installation } from './service/deps.ts';
import { refuseTriggers } from './service/examine/database.load.ts';
import { findingLine } from './service/examine/findings.ts';
import { guardDatabase } from './service/folder/guard.watch.ts';
import {
  beginDatabase,
  examineEmptiness,
  isUnused,
  refuseLost,
  refuseToBeginBeside,
  setAside,
} from './service/folder/lost.load.ts';
import { keepPrivate } from './service/folder/private.load.ts';
import type { ServerNumbers } from './service/health/server-metrics.ts';
import { openStores, type Stores } from './stores.ts';
import { keepWatch, type Watch } from './watch.ts';

/** A data folder or a database opened to be served: everything that serving stands on. */
export type Opened = {
  db: Database;
  stores: Stores;
  live: BankHolder;
  source: BankSource | SharedSource;
  seal: Seal;
  watch: Watch;
  /** The raw handle, for looking at rows; only SQLite has one. */
  handle: Handle | undefined;
  leadership: Leadership;
  /** Counts for all nodes, where several may serve. */
  counter?: SharedCounter;
  /** Whether no other node serves the database, where several may. */
  isAlone?: () => Promise<boolean>;
  /** Watches over the database: a look that tells what has become of it, and does what can be done. */
  guard(tell: Tell): () => Promise<void>;
  /** How the database server does; only a database on one has any. */
  server?: () => Promise<ServerNumbers>;
  /** Whether backups are made of the data folder. */
  keepsBackups: boolean;
  /** What the operator should know about the bank and a finished restore. */
  warnings: string[];
  close(): void;
};

/** Tells the operator something. */
export type Tell = (level: 'info' | 'warn' | 'error', text: string) => void;

/** The files of a bank as they were last read, and what it takes to read and judge again only what changes. */
export type BankSource = {
  shared?: undefined;
  files: BankFiles;
  judged: Judged;
  read(): Promise<BankFiles>;
  known: Known;
};

/** The bank that this node shares with others, and what reads its own files when it leads. */
export type SharedSource = { shared: SharedBank; read(): Promise<BankFiles> };

/** Reads and judges the files of a bank for the first time; refuses one that has problems. */
export async function openSource(folder: string): Promise<BankSource> {
  const read = createReader(folder, realWorld.now);
  const known = nothingKnown();
  const files = await read();
  const judged = await inTurns(judgingFolder(files, known));
  if (judged.problems.length === 0) return { files, judged, read, known };
  throw new Refusal(
    `${[problemLines(judged.problems), ...warningLines(judged.warnings)].join('\n')}\nETUDE_QUESTIONS: the bank in ${folder} has problems: fix them and start again.`,
    1,
  );
}

/** What a configuration makes of this Etude. */
export function installationOf(config: Config): Installation {
  const migrations = readMigrations(folderOf('migrations'));
  return {
    data: config.data,
    secretFile: secretFileOf(config),
    release: manifest.version,
    migrations,
    openStores,
  };
}

/** Opens the data folder of a configuration, brings it up to date and takes its bank live. */
export async function openFolder(config: Config, isNew = false): Promise<Opened> {
  const source = await openSource(config.questions);
  const checked = source.judged;
  prepareFolder(config.data);
  const installation = installationOf(config);
  const { data, secretFile, migrations } = installation;
  const file = databaseOf(data);
  const way = () => wayBack(data, migrations);
  const look = () => {
    requireUsable(file);
    if (isNew) return refuseToBeginBeside(data);
    refuseLost(installation);
    inspect(file, migrations, way);
  };
  // Looked at before anything is written, so that a folder of someone else's stays as it is.
  if (!isUnderWay(data)) look();
  const lock = await lockFolder(join(data, 'serving.lock'));
  const open = keepPrivate(data);
  const replaced = finishRestore(installation);
  look();
  const aside = isNew ? setAside(data, realWorld.now()) : undefined;
  const begun = isThere(file) ? [] : beginDatabase(installation);
  refuseDamaged(file, way);
  const isOurs = secretFile === join(data, 'secret');
  const seal = createSeal(loadSecret(secretFile, () => isOurs && isUnused(data)));
  const handle = openHandle(file);
  const place = placeOf(file);
  const strange = refuseTriggers(handle, migrations);
  await backupBeforeMigration(installation, handle, realWorld.now());
  migrate(handle, migrations, realWorld.now());
  const watch = keepWatch(config.data, realWorld);
  const db = createDatabase(handle, { onGroup: watch.onGroup, place });
  const stores = openStores(db);
  const ended = await endOthers(db, stores.learners, seal);
  const { live, warnings } = await openBank(db, stores, checked, realWorld.now());
  const leadership = leadAlone(lock);
  const close = () => {
    db.close();
    leadership.release();
  };
  const finished = replaced.map(
    (folder) => `Etude finished an interrupted restore; it kept what it replaced in ${folder}.`,
  );
  const findings = [...open, ...strange, ...examineEmptiness(handle, data)].map(findingLine);
  const kept = aside ? [`Etude kept what was left of the old database in ${aside}.`] : [];
  const told = [
    ...finished,
    ...kept,
    ...begun,
    ...secretWarnings(ended),
    ...findings,
    ...warnings,
    ...warningLines(checked.warnings),
  ];
  const guard = (tell: Tell) =>
    guardDatabase({ data, handle, trouble: place.trouble, now: realWorld.now, tell });
  return {
    db,
    handle,
    stores,
    live,
    source,
    seal,
    watch,
    leadership,
    guard,
    keepsBackups: true,
    warnings: told,
    close,
  };
}

/** What to say of the sessions that ended with their secret. */
export function secretWarnings(ended: number): string[] {
  if (ended === 0) return [];
  const have = `${ended} ${oneOrMany(ended, 'session has', 'sessions have')}`;
  return [
    `The secret is new: ${have} ended, and Etude no longer recognises those browsers. If you did not want this, stop Etude and put the old secret back.`,
  ];
}
