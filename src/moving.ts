import { resolve } from 'node:path';
import type { Database } from './base/data/database.ts';
import type { Tables, Target } from './base/data/tables.ts';
import { Refusal } from './base/failure.ts';
import type { Progress } from './base/process/progress.ts';
import { realWorld } from './base/world.ts';
import type { Call } from './call.ts';
import { type Config, readConfig, secretFileOf } from './config.ts';
import { installationOf } from './open.ts';
import { type CommandResult, printed } from './result.ts';
import { openFolderSource, openFolderTarget } from './service/move/folder.load.ts';
import { move } from './service/move/move.load.ts';
import { proving } from './service/move/prove.load.ts';
import { movedLines } from './service/move/sentences.ts';
import { settings } from './settings.ts';
import { openStores } from './stores.ts';

type Source = { tables: Tables; close(): void | Promise<void> };
type Filled = { tables: Target; db: Database; close(): void | Promise<void> };

/** `etude move`. */
export function moveDatabase({ environment, options: { to }, progress }: Call): Promise<CommandResult> {
  if (to === undefined)
    throw new Refusal(
      'move: say where with --to: the address of a PostgreSQL database (--to postgres://etude@db.example.org/etude), or a data folder (--to /var/lib/etude).',
    );
  const config = readConfig(environment);
  return printed(
    /^postgres(ql)?:/i.test(to) ? toServer(config, to, progress) : toFolder(config, to, progress),
  );
}

async function toServer(config: Config, to: string, progress: Progress): Promise<string[]> {
  if (config.database !== '')
    throw new Refusal(
      '--to and ETUDE_DATABASE both name a PostgreSQL database: leave ETUDE_DATABASE out to move the SQLite database in ETUDE_DATA. From one PostgreSQL to another, use pg_dump and pg_restore.',
    );
  const address = settings.database.read(to);
  if ('mend' in address) throw new Refusal(`--to is "${settings.database.show(to)}": ${address.mend}.`);
  const { openPostgresTarget } = await import('./open-postgres.ts');
  const next = [
    `Set ETUDE_DATABASE to the address and start Etude. Leave ETUDE_DATA as it is: the secret ${secretFileOf(config)} keeps everyone signed in, and each node needs a copy of it.`,
  ];
  return between(
    () => openFolderSource(installationOf(config)),
    () => openPostgresTarget(to),
    next,
    progress,
  );
}

async function toFolder(config: Config, to: string, progress: Progress): Promise<string[]> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(to))
    throw new Refusal(
      '--to names neither a folder nor a PostgreSQL database: an address begins with postgres://.',
    );
  if (config.database === '')
    throw new Refusal(
      'move: ETUDE_DATABASE is not set, so the data is in SQLite already. To take it to another folder, stop Etude and copy the data folder, or use "etude backup" and "etude restore".',
    );
  const { openPostgresSource } = await import('./open-postgres.ts');
  const folder = resolve(to);
  const { database, secretFile } = config;
  const kept = secretFile === '' ? '' : ' Leave ETUDE_SECRET_FILE as it is.';
  const next = [
    `Remove ETUDE_DATABASE, set ETUDE_DATA to ${folder} and start Etude: everyone stays signed in.${kept}`,
  ];
  return between(
    () => openPostgresSource(database),
    () => openFolderTarget(folder, installationOf(config), realWorld.now()),
    next,
    progress,
  );
}

/** Moves from one database to another, both held; the source first, because a wrong one is the likelier mistake. */
async function between(
  openSource: () => Promise<Source>,
  openTarget: () => Promise<Filled>,
  next: readonly string[],
  progress: Progress,
): Promise<string[]> {
  const source = await openSource();
  try {
    const target = await asTarget(openTarget);
    try {
      const moved = await move(source.tables, target.tables, proving(target.db, openStores), progress);
      return movedLines(source.tables.name, target.tables.name, moved, next);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Opens a target; what keeps from it is said of --to, because no setting names it yet. */
async function asTarget(open: () => Promise<Filled>): Promise<Filled> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const sentence = error.message
      .replace(/^ETUDE_(DATABASE|DATA): /, '--to: ')
      .replace('set ETUDE_DATA to another folder', 'name another folder');
    throw new Refusal(sentence, error.exitCode);
  }
}
