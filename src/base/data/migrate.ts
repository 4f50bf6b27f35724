import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import known from '../../../migrations/schema.json' with { type: 'json' };
import { digest } from '../digest.ts';
import { Refusal } from '../failure.ts';
import { codeOf } from './files.ts';
import { orphansOf } from './folder.ts';
import { type Handle, openInMemory, openReadOnly } from './handle.ts';

/** "Etud": the mark in the file's header that says whose database it is. */
const APPLICATION_ID = 0x45747564;

export type Migration = { version: number; name: string; sql: string; checksum: string };

/** The migrations of a folder: files named 0001-what.sql, without a gap from the first on. */
export function readMigrations(folder: string, first = 1): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort();
  return names.map((name, i) => {
    const version = Number(name.slice(0, 4));
    const expected = first + i;
    if (version !== expected)
      throw new Error(`Migration ${expected} is missing: found ${name} in its place.`);
    const sql = readFileSync(join(folder, name), 'utf8');
    return { version, name, sql, checksum: digest(sql) };
  });
}

/**
 * Refuses a file that is not Etude's or that a newer Etude has written, without changing a byte of it. `wayBack` says
 * what backups there are to go back to.
 */
export function inspect(file: string, migrations: readonly Migration[], wayBack = () => ''): void {
  const [log] = orphansOf(file);
  if (log) throw new Refusal(`${log} has lost its database ${file}: put the database back.${wayBack()}`);
  if (!existsSync(file) || statSync(file).size === 0) return;
  const { owner, version, tables } = identify(file, wayBack);
  if (owner !== APPLICATION_ID && tables > 0) {
    throw new Refusal(
      `ETUDE_DATA: ${file} belongs to another application: set ETUDE_DATA to another folder.`,
    );
  }
  if (owner === APPLICATION_ID && version > migrations.length) {
    throw new Refusal(
      `${file} was written by a newer version of Etude (database version ${version}; this version supports up to ${migrations.length}): install that version again. Nothing was changed.${wayBack()}`,
      3,
    );
  }
}

/** Largest database that every start scans, in bytes; a scan takes about 1.5 ms per MB. */
const lookedThrough = 256 * 1024 * 1024;

/** Refuses a database with a page that is not as SQLite left it: to write there would make it worse. */
export function refuseDamaged(file: string, wayBack = () => ''): void {
  if (!existsSync(file) || statSync(file).size > lookedThrough) return;
  const damage = damageOf(file);
  if (damage === 'ok') return;
  throw new Refusal(
    `ETUDE_DATA: ${file} is damaged (${damage}): restore the newest good backup, or move it somewhere else to start again. "etude doctor" lists everything that is wrong with it.${wayBack()}`,
  );
}

/** What SQLite first finds wrong with a file: `ok` if nothing is. */
function damageOf(file: string): string {
  const handle = openReadOnly(file);
  try {
    return (handle.pragma('quick_check(1)', { simple: true }) as string).trim().split('\n').at(-1)!;
  } catch (error) {
    return codeOf(error);
  } finally {
    handle.close();
  }
}

type Identity = { owner: number; version: number; tables: number };

/** Whose database a file is. SQLite is asked: after a crash the file's own header may still be empty beside a full log. */
function identify(file: string, wayBack: () => string): Identity {
  try {
    const handle = openReadOnly(file);
    const identity = handle
      .prepare(
        `select application_id as owner, user_version as version, (select count(*) from sqlite_schema) as tables
         from pragma_application_id, pragma_user_version`,
      )
      .get() as Identity;
    handle.close();
    return identity;
  } catch (error) {
    throw new Refusal(
      `ETUDE_DATA: ${file} is not a readable database (${codeOf(error)}): restore a backup, move it somewhere else, or set ETUDE_DATA to another folder.${wayBack()}`,
    );
  }
}

/** The version of Etude's database in a file that nobody has open; undefined if it is none of Etude's. */
export function versionOf(file: string): number | undefined {
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header);
  closeSync(descriptor);
  const isSqlite = header.toString('latin1', 0, 16) === 'SQLite format 3\0';
  return isSqlite && header.readUInt32BE(68) === APPLICATION_ID ? header.readUInt32BE(60) : undefined;
}

/** Brings an inspected database up to date, each migration in one transaction with its checksum recorded. */
export function migrate(handle: Handle, migrations: readonly Migration[], now: number): void {
  const applied = refuseOthers(handle, migrations);
  for (const migration of migrations.slice(applied.length)) apply(handle, migration, now);
}

/** Refuses a database that other migrations have built. Returns those that it has. */
export function refuseOthers(handle: Handle, migrations: readonly Migration[]): Migration[] {
  const applied = appliedTo(handle);
  for (const { version, name, checksum } of applied) {
    if (migrations[version - 1]?.checksum !== checksum) {
      throw new Refusal(
        `Migration ${name} is not the one that built this database: install the version of Etude that wrote it, or restore a backup.`,
      );
    }
  }
  return applied;
}

/** Whether a database still waits for migrations. */
export function isBehind(handle: Handle, migrations: readonly Migration[]): boolean {
  return (handle.pragma('user_version', { simple: true }) as number) < migrations.length;
}

/** A table, index, trigger or view; `table` is the one that an index or trigger belongs to. */
export type SchemaPart = { type: string; name: string; table: string; sql: string | null };

/** What a database is made of; without the tables and indexes that SQLite makes by itself, such as statistics. */
export function partsOfSchema(handle: Handle): SchemaPart[] {
  return handle
    .prepare(
      `select type, name, tbl_name as "table", sql from sqlite_schema
       where type in ('trigger', 'view') or name not like 'sqlite!_%' escape '!' order by name, type`,
    )
    .all() as SchemaPart[];
}

const schemas = new Map<string, readonly SchemaPart[]>();

/** What migrations make of an empty database; it is worked out once, because twenty of them take 50 ms. */
export function schemaOf(migrations: readonly Migration[]): readonly SchemaPart[] {
  const sql = migrations.map((each) => each.sql).join(';\n');
  return schemas.getOrInsertComputed(sql, () => schemaMadeBy(migrations));
}

function schemaMadeBy(migrations: readonly Migration[]): SchemaPart[] {
  const handle = openInMemory();
  migrate(handle, migrations, 0);
  const parts = partsOfSchema(handle);
  handle.close();
  return parts;
}

/** What tells migrations and the schema of a database from all others. */
export function digestsOf(migrations: readonly Migration[], handle: Handle) {
  return {
    migrations: digest(migrations.map(({ checksum }) => checksum).join()),
    schema: digest(JSON.stringify(partsOfSchema(handle))),
  };
}

/** Whether a database has exactly the schema that our migrations make, by a digest beside them: to make it takes 20 ms. */
export function isAsMade(migrations: readonly Migration[], handle: Handle): boolean {
  const found = digestsOf(migrations, handle);
  return found.migrations === known.migrations && found.schema === known.schema;
}

function appliedTo(handle: Handle): Migration[] {
  if (handle.pragma('user_version', { simple: true }) === 0) return [];
  return handle
    .prepare('select version, name, checksum from migration order by version')
    .all() as Migration[];
}

function apply(handle: Handle, { version, name, sql, checksum }: Migration, now: number): void {
  handle.exec('begin immediate');
  try {
    handle.exec(
      `create table if not exists migration (
         version integer primary key, name text not null, checksum text not null, applied_at integer not null
       ) strict`,
    );
    handle.exec(sql);
    handle.pragma(`application_id = ${APPLICATION_ID}`);
    handle.pragma(`user_version = ${version}`);
    handle
      .prepare('insert into migration values (:version, :name, :checksum, :now)')
      .run({ version, name, checksum, now });
    handle.exec('commit');
  } catch (error) {
    if (handle.inTransaction) handle.exec('rollback');
    throw error;
  }
}
