import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Handle, openReadOnly } from './database.ts';
import { digest } from './digest.ts';
import { Refusal } from './failure.ts';

/** "Etud": the mark in the file's header that says whose database it is. */
const APPLICATION_ID = 0x45747564;

export type Migration = { version: number; name: string; sql: string; checksum: string };

/** The migrations of a folder: files named 0001-what.sql, without a gap. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort();
  return names.map((name, i) => {
    const version = Number(name.slice(0, 4));
    if (version !== i + 1) throw new Error(`Migration ${i + 1} is missing: found ${name} in its place.`);
    const sql = readFileSync(join(folder, name), 'utf8');
    return { version, name, sql, checksum: digest(sql) };
  });
}

/** Refuses a file that is not Etude's or that a newer Etude has written, without changing a byte of it. */
export function inspect(file: string, migrations: readonly Migration[]): void {
  if (!existsSync(file) || statSync(file).size === 0) return;
  const header = readHeader(file);
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3') {
    throw new Refusal(`${file} is not a database: move it away or set ETUDE_DATA to another folder.`);
  }
  const owner = header.readUInt32BE(68);
  if (owner !== APPLICATION_ID && hasTables(file)) {
    throw new Refusal(`${file} belongs to another application: set ETUDE_DATA to another folder.`);
  }
  if (owner !== APPLICATION_ID) return;
  const handle = openReadOnly(file);
  const version = handle.pragma('user_version', { simple: true }) as number;
  handle.close();
  if (version > migrations.length) {
    throw new Refusal(
      `${file} was written by a newer Etude (database version ${version}; this Etude knows up to ${migrations.length}): install that Etude again. Nothing was changed.`,
      3,
    );
  }
}

function readHeader(file: string): Buffer {
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header);
  closeSync(descriptor);
  return header;
}

function hasTables(file: string): boolean {
  const handle = openReadOnly(file);
  try {
    return handle.prepare('select 1 from sqlite_schema limit 1').get() !== undefined;
  } finally {
    handle.close();
  }
}

/** Brings an inspected database up to date, each migration in one transaction with its checksum recorded. */
export function migrate(handle: Handle, migrations: readonly Migration[], now: number): void {
  handle.exec(
    `create table if not exists migration (
       version integer primary key, name text not null, checksum text not null, applied_at integer not null
     ) strict`,
  );
  const applied = handle
    .prepare('select version, name, checksum from migration order by version')
    .all() as Migration[];
  for (const past of applied) {
    if (migrations[past.version - 1]?.checksum !== past.checksum) {
      throw new Refusal(
        `Migration ${past.name} is not the one that built this database: install the Etude that wrote it, or restore a backup.`,
      );
    }
  }
  const record = handle.prepare('insert into migration values (:version, :name, :checksum, :now)');
  for (const { version, name, sql, checksum } of migrations.slice(applied.length)) {
    handle.exec('begin immediate');
    try {
      handle.exec(sql);
      handle.pragma(`application_id = ${APPLICATION_ID}`);
      handle.pragma(`user_version = ${version}`);
      record.run({ version, name, checksum, now });
      handle.exec('commit');
    } catch (error) {
      if (handle.inTransaction) handle.exec('rollback');
      throw error;
    }
  }
}
