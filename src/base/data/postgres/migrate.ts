import { Refusal } from '../../failure.ts';
import type { Migration } from '../migrate.ts';
import { serverLocks } from '../server-locks.ts';
import type { Connection } from './connection.ts';

/** The oldest release of PostgreSQL that Etude is tried with, as it counts itself. */
const oldest = 140_000;

/** Refuses a database that Etude cannot be sure of, and changes nothing in it. Returns the version that it has; 0 if it is empty. */
export async function inspect(connection: Connection, migrations: readonly Migration[]): Promise<number> {
  await refuseUnfit(connection);
  const applied = await appliedTo(connection);
  const newest = migrations.at(-1)!.version;
  const version = Number(applied.at(-1)?.version ?? 0);
  if (version > newest) {
    throw new Refusal(
      `ETUDE_DATABASE: the database was written by a newer version of Etude (database version ${version}; this version supports up to ${newest}): install that version again. Nothing was changed.`,
      3,
    );
  }
  for (const { version, name, checksum } of applied) {
    if (migrations.find((each) => each.version === version)?.checksum !== checksum) {
      throw new Refusal(
        `ETUDE_DATABASE: migration ${name} is not the one that built this database: install the Etude that wrote it, or restore a backup.`,
      );
    }
  }
  await refuseTriggers(
    connection,
    migrations.filter((each) => each.version <= version),
  );
  return version;
}

/** Refuses a database in which triggers of Etude's are missing or turned off, or others can change answers. */
async function refuseTriggers(connection: Connection, migrations: readonly Migration[]): Promise<void> {
  const expected = triggersOf(migrations);
  const { rows } = await connection.send({
    text: `select tgname as name, cast(tgrelid as regclass)::text as "table", tgenabled in ('O', 'A') as is_on
           from pg_trigger where not tgisinternal
             and tgrelid in (select oid from pg_class where relnamespace = to_regnamespace(current_schema()::text))`,
  });
  const found = rows as { name: string; table: string; is_on: number }[];
  const strange = found.find(({ name }) => !expected.has(name));
  if (strange)
    throw new Refusal(
      `ETUDE_DATABASE: the trigger ${strange.name} on the table ${strange.table} is not Etude’s and can change answers: drop it. Nothing was changed.`,
    );
  const missing = expected.difference(new Set(found.filter((each) => each.is_on).map(({ name }) => name)));
  if (missing.size > 0)
    throw new Refusal(
      `ETUDE_DATABASE: the trigger ${[...missing][0]} is missing or turned off, and without it answers could be changed: turn it on with "alter table … enable trigger", or restore a backup. Nothing was changed.`,
    );
}

/** The triggers that migrations have made and not dropped again. */
function triggersOf(migrations: readonly Migration[]): Set<string> {
  const names = new Set<string>();
  for (const { sql } of migrations)
    for (const [, verb, name] of sql.matchAll(/^(create|drop) trigger (\w+)/gm))
      verb === 'create' ? names.add(name!) : names.delete(name!);
  return names;
}

/** Brings an inspected database up to date, all of it in one transaction. */
export async function migrate(
  connection: Connection,
  migrations: readonly Migration[],
  now: number,
): Promise<void> {
  await connection.send({ text: 'begin' });
  try {
    // Keeps two that start at once from migrating both.
    await connection.send({ text: `select pg_advisory_xact_lock(${serverLocks.migrating})` });
    const version = await inspect(connection, migrations);
    for (const migration of migrations.filter((each) => each.version > version))
      await apply(connection, migration, now);
    await connection.send({ text: 'commit' });
  } catch (error) {
    await connection.send({ text: 'rollback' }).catch(() => {});
    throw error;
  }
}

async function apply(connection: Connection, { version, name, sql, checksum }: Migration, now: number) {
  await connection.run(
    `create table if not exists migration (
       version bigint primary key, name text not null, checksum text not null, applied_at bigint not null
     );
     ${sql}`,
  );
  await connection.send({
    text: 'insert into migration values ($1, $2, $3, $4)',
    values: [version, name, checksum, now],
  });
}

type Fitness = { release: number; release_name: string; encoding: string; is_bytewise: number };

/** Refuses a server that is too old, and a database that does not compare texts byte by byte, as SQLite does. */
async function refuseUnfit(connection: Connection): Promise<void> {
  const { rows } = await connection.send({
    text: `select cast(current_setting('server_version_num') as bigint) as release,
             current_setting('server_version') as release_name, current_setting('server_encoding') as encoding,
             'B' < 'a' and 'a-c' < 'ab' and 'z' < 'é' as is_bytewise`,
  });
  const { release, release_name, encoding, is_bytewise } = rows[0] as unknown as Fitness;
  if (release < oldest)
    throw new Refusal(
      `ETUDE_DATABASE: the server is PostgreSQL ${release_name}: use PostgreSQL 14 or later. Nothing was changed.`,
    );
  if (encoding !== 'UTF8' || is_bytewise !== 1)
    throw new Refusal(
      `ETUDE_DATABASE: the database has the encoding ${encoding}${is_bytewise === 1 ? '' : ' and sorts texts by a language'}: create another with "createdb --template=template0 --encoding=UTF8 --locale=C etude" and name that. Nothing was changed.`,
    );
}

type Applied = Pick<Migration, 'version' | 'name' | 'checksum'>;

/** The migrations that a database has had, in their order; refuses one that holds something else. */
async function appliedTo(connection: Connection): Promise<Applied[]> {
  const { rows } = await connection.send({
    text: `select (select count(*) from pg_class where relnamespace = to_regnamespace(current_schema()::text)
               and relkind in ('r', 'p', 'v', 'm', 'f', 'S')) as relations,
             (select count(*) from information_schema.columns where table_schema = current_schema()
               and table_name = 'migration' and column_name in ('version', 'name', 'checksum', 'applied_at')) as known`,
  });
  const { relations, known } = rows[0] as unknown as { relations: number; known: number };
  if (relations === 0) return [];
  if (known !== 4)
    throw new Refusal(
      'ETUDE_DATABASE: the database belongs to another application: name an empty database, or one of Etude’s. Nothing was changed.',
    );
  const applied = await connection.send({
    text: 'select version, name, checksum from migration order by version',
  });
  return applied.rows as unknown as Applied[];
}
