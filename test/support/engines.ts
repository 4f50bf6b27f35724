import { createHash } from 'node:crypto';
import type { Database, Group } from '../../src/base/data/database.ts';
import type { Handle } from '../../src/base/data/handle.ts';
import { readMigrations } from '../../src/base/data/migrate.ts';
import { readAddress } from '../../src/base/data/postgres/address.ts';
import type { Lender } from '../../src/base/data/postgres/connection.ts';
import { migrate } from '../../src/base/data/postgres/migrate.ts';
import { lendFrom } from '../../src/base/data/postgres/pool.door.ts';
import { createPostgres } from '../../src/base/data/postgres/postgres.ts';
import { folderOf } from '../../src/base/installation.ts';
import { handleOf } from './by-hand.ts';
import type { Postgres } from './postgres.ts';

/** A database for a house, and the way to it by hand. */
export type Kept = {
  db: Database;
  handle: Handle;
  /** Has the engine read every statement that was declared. */
  compile(): Promise<void>;
  /** Removes the database for good. */
  remove(): Promise<void>;
  /** Empties it for another house, where that is cheaper than another database; false where it cannot. */
  renew?(): boolean;
};

/** Opens the database of a folder, or makes it. */
export type Engine = (folder: string, now: number, onGroup: (group: Group) => void) => Promise<Kept>;

const migrations = readMigrations(folderOf('migrations/postgresql'), 17);
const shortHash = (text: string) => createHash('sha1').update(text).digest('hex').slice(0, 16);
/** The database that all others are copies of. */
const template = `template_${shortHash(migrations.map(({ checksum }) => checksum).join())}`;

/** Keeps each house in a database of its own on a server: `address` leads to one in which others can be made. */
export function onServer(address: string): Engine {
  const made = new Set<string>();
  let isPrepared: Promise<void> | undefined;
  return async (folder, now, onGroup) => {
    const name = `house_${shortHash(folder)}`;
    const own = address.replace(/\/[^/?]+(?=\?|$)/, `/${name}`);
    const admin = lendFrom(readAddress(address)!, { name: 'houses' });
    const tell = (text: string) => admin.lend((connection) => connection.send({ text }));
    isPrepared ??= prepare(admin, address, now);
    await isPrepared;
    if (!made.has(name)) await tell(`create database ${name} template ${template}`);
    made.add(name);
    const db = createPostgres(lendFrom(readAddress(own)!, { name: 'house' }), { onGroup });
    const handle = handleOf(own);
    return {
      db,
      handle,
      compile: () => db.compile(),
      async remove() {
        handle.close();
        made.delete(name);
        await tell(`drop database if exists ${name} with (force)`);
        await admin.close();
      },
    };
  };
}

/** Makes the database that all others are copies of, unless another worker has. */
async function prepare(admin: Lender, address: string, now: number): Promise<void> {
  await admin.lend(async (connection) => {
    await connection.send({ text: 'select pg_advisory_lock(17)' });
    const { rows } = await connection.send({
      text: `select 1 from pg_database where datname = '${template}'`,
    });
    if (rows.length === 0) {
      await connection.send({ text: `create database ${template}` });
      const inside = lendFrom(readAddress(address.replace(/\/[^/?]+(?=\?|$)/, `/${template}`))!, {
        name: 'template',
      });
      await inside.lend((each) => migrate(each, migrations, now));
      await inside.close();
    }
    await connection.send({ text: 'select pg_advisory_unlock(17)' });
  });
}

/** Keeps one house after another in one database of PostgreSQL; nothing can be done in it by hand. */
export function inOneDatabase(postgres: Postgres): Engine {
  const run = (script: string) => postgres.lend((connection) => connection.run(script));
  let present: string | undefined;
  return async (folder, now, onGroup) => {
    if (folder !== present) {
      await run('drop schema public cascade; create schema public');
      await postgres.lend((connection) => migrate(connection, migrations, now));
    }
    present = folder;
    const db = createPostgres(postgres.another(), { onGroup });
    const handle = new Proxy({ inTransaction: false } as Handle, {});
    return { db, handle, compile: () => db.compile(), remove: async () => {} };
  };
}
