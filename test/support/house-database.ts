import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledLate } from '../../src/base/data/compiled-late.ts';
import type { Group } from '../../src/base/data/database.ts';
import { type Handle, openHandle } from '../../src/base/data/handle.ts';
import { inspect, migrate, readMigrations } from '../../src/base/data/migrate.ts';
import { placeOf } from '../../src/base/data/place.ts';
import { createDatabase } from '../../src/base/data/sqlite.ts';
import { folderOf } from '../../src/base/installation.ts';
import { lazy } from '../../src/base/lazy.ts';
import type { Kept } from './engines.ts';
import { monday } from './monday.ts';
import { quickDisk } from './quick-disk.ts';

const migrations = readMigrations(folderOf('migrations'));

/** A new database, migrated once for many houses, because that takes as long as all else they need to start. */
const newDatabase = lazy((): Buffer => {
  const folder = mkdtempSync(join(quickDisk, 'etude-'));
  const handle = openHandle(join(folder, 'etude.db'));
  migrate(handle, migrations, monday);
  handle.close();
  const made = readFileSync(join(folder, 'etude.db'));
  rmSync(folder, { recursive: true });
  return made;
});

/** Keeps a house in the file `etude.db` of its folder. */
export async function inFile(folder: string, now: number, onGroup: (group: Group) => void): Promise<Kept> {
  const file = join(folder, 'etude.db');
  const isNew = !existsSync(file);
  if (isNew) writeFileSync(file, newDatabase(), { mode: 0o600 });
  else inspect(file, migrations);
  const handle = openHandle(file);
  const place = placeOf(file);
  if (!isNew) migrate(handle, migrations, now);
  const db = compiledLate(createDatabase(handle, { onGroup, place }));
  return { db, handle, compile: async () => {}, remove: async () => {}, renew: renewing(handle) };
}

/**
 * Makes a database as empty as it was when it was new, which is much cheaper than another one. False where that cannot
 * be: a test has closed it, or has changed its schema or its connection.
 */
function renewing(handle: Handle): () => boolean {
  const built = conditionOf(handle);
  const emptying = lazy(() => tablesOf(handle).map((table) => handle.prepare(`delete from ${table}`)));
  return () => {
    if (!handle.open || handle.inTransaction || conditionOf(handle) !== built) return false;
    const emptyAll = handle.transaction(() => {
      for (const each of emptying()) each.run();
    });
    emptyAll();
    return true;
  };
}

/** All but the list of migrations. What belongs to learners goes with them, and a bank that is live goes before its files. */
function tablesOf(handle: Handle): string[] {
  return handle
    .prepare(
      `select name from sqlite_schema where type = 'table' and name not in ('migration')
       order by name <> 'learner', name <> 'live_bank'`,
    )
    .pluck()
    .all() as string[];
}

/** What a test may have changed of a connection beside the rows. */
function conditionOf(handle: Handle): string {
  const pragmas = ['schema_version', 'max_page_count', 'foreign_keys', 'query_only'];
  const temporary = handle.prepare('select count(*) from temp.sqlite_schema').pluck().get();
  return JSON.stringify([temporary, ...pragmas.map((name) => handle.pragma(name, { simple: true }))]);
}
