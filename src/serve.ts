import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { buildApp, folderOf, openBank, openStores, replaceBank, type Stores } from './app.ts';
import { problemLines } from './bank/command.ts';
import { type BankFiles, type Desk, heldBack, layOutDesk } from './bank/desk.ts';
import type { BankHolder } from './bank/live.ts';
import { checkFiles, readBank } from './bank/load.ts';
import { watchFolder } from './bank/watch.ts';
import { createDatabase, type Database, type Handle, openHandle } from './base/database.ts';
import { createSeal, type Seal } from './base/digest.ts';
import { Refusal } from './base/failure.ts';
import { codeOf, loadSecret, lockFolder, prepareFolder } from './base/folder.ts';
import { inspect, migrate, readMigrations } from './base/migrate.ts';
import { DAY, isoDay, SECOND } from './base/time.ts';
import { every, realWorld } from './base/world.ts';
import { type Config, secretFileOf } from './config.ts';
import { type ExamRooms, settleOverdue } from './exam/load.ts';

/** A data folder opened for this process alone: everything that serving stands on. */
export type Opened = {
  db: Database;
  stores: Stores;
  live: BankHolder;
  /** The files that the bank was read from. */
  files: BankFiles;
  seal: Seal;
  /** The raw handle, for looking at rows. */
  handle: Handle;
  /** What authors should know of the bank. */
  warnings: string[];
  close(): void;
};

/** Opens the data folder of a configuration, brings it up to date and takes its bank live. */
export async function openFolder(config: Config): Promise<Opened> {
  const files = readBank(config.questions);
  const checked = checkFiles(files);
  if (checked.problems.length > 0) {
    throw new Refusal(
      `${problemLines(checked.problems)}\nETUDE_QUESTIONS: the bank in ${config.questions} has problems: mend them and start again.`,
      1,
    );
  }
  prepareFolder(config.data);
  const file = join(config.data, 'etude.db');
  const migrations = readMigrations(folderOf('migrations'));
  // Looked at before anything is written, so that a folder of someone else's stays as it is.
  inspect(file, migrations);
  const unlock = lockFolder(join(config.data, 'serving.lock'), process.pid);
  const seal = createSeal(loadSecret(secretFileOf(config)));
  const handle = openHandle(file);
  migrate(handle, migrations, realWorld.now());
  const db = createDatabase(handle);
  const stores = openStores(db);
  const { live, warnings } = await openBank(db, stores, checked, realWorld.now());
  const close = () => {
    db.close();
    unlock();
  };
  const desk = await deskOf(config, files, stores);
  if (desk) live.layOut(desk);
  return { db, handle, stores, live, files, seal, warnings, close };
}

/** Serves until the process is told to stop. */
export async function serve(config: Config): Promise<void> {
  const opened = await openFolder(config);
  const { db, stores, live, seal, warnings, close } = opened;
  const { baseUrl, zone } = config;
  const logger = { level: config.logLevel, stream: process.stderr };
  const app = await buildApp({ baseUrl, zone, live, db, stores, seal, world: realWorld, logger });
  for (const warning of warnings) app.log.warn(warning);
  const stopSweeping = every(DAY, () => {
    const silent = realWorld.now() - config.guestDays * DAY;
    if (config.guestDays > 0)
      db.commit([stores.learners.deleteSilentGuests(silent)]).catch((err) => app.log.error({ err }));
  });

  const stopSettling = every(SECOND, settling({ db, live, ...stores }, app.log));
  const stopFollowing = followFiles(config, opened, app.log);

  const stop = async () => {
    stopFollowing();
    stopSweeping();
    stopSettling();
    await app.close();
    close();
    process.exit(0);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  console.log(`Etude serves ${await listen(app, config)}`);
}

/** Settles exams whose time is up, one look at a time. */
function settling(rooms: ExamRooms, log: FastifyBaseLogger): () => void {
  let isAtWork = false;
  return () => {
    if (isAtWork) return;
    isAtWork = true;
    settleOverdue(rooms, realWorld.now())
      .catch((err) => log.error({ err }, 'exams whose time is up could not be settled'))
      .finally(() => {
        isAtWork = false;
      });
  };
}

/** The files as authors see them; nothing where they are not served. */
async function deskOf(config: Config, files: BankFiles, { texts }: Stores): Promise<Desk | undefined> {
  if (config.author !== '1') return undefined;
  return layOutDesk(files, isoDay(realWorld.now()), await texts.sameEdition(checkFiles(files).questions));
}

/** Takes the bank live again whenever its files have changed; while they are broken the last good one stays live. */
function followFiles(
  config: Config,
  { db, stores, live, files }: Opened,
  log: FastifyBaseLogger,
): () => void {
  let seen = JSON.stringify(files);
  const reload = async () => {
    const files = readBank(config.questions);
    const found = JSON.stringify(files);
    if (found === seen) return;
    seen = found;
    const checked = checkFiles(files);
    const desk = await deskOf(config, files, stores);
    if (checked.problems.length === 0) {
      const warnings = await replaceBank({ db, stores }, live, checked, realWorld.now(), desk);
      for (const warning of warnings) log.warn(warning);
    } else {
      log.warn(`The bank has problems, and the one before stays live.\n${problemLines(checked.problems)}`);
      if (desk) live.layOut(desk);
    }
  };
  const tell = (err: unknown) => {
    seen = '';
    if (!(err instanceof Refusal)) return log.error({ err }, 'the bank could not be taken live');
    log.warn(err.message);
    const desk = live.desk();
    if (desk) live.layOut(heldBack(desk, join(config.questions, 'bank.json'), err.message));
  };
  let work = Promise.resolve();
  let isWaiting = false;
  const look = () => {
    if (isWaiting) return;
    isWaiting = true;
    work = work
      .then(() => {
        isWaiting = false;
        return reload();
      })
      .catch(tell);
  };
  const stop = watchFolder(config.questions, config.watch, look);
  // What was saved while Etude started has told nobody.
  if (config.watch !== 'off') look();
  return stop;
}

/** Listens and returns the address to open in a browser. */
async function listen(app: FastifyInstance, { host, port, baseUrl, logLevel }: Config): Promise<string> {
  try {
    // Fastify would log a line of its own for every address.
    app.log.level = 'warn';
    await app.listen({ host, port });
    app.log.level = logLevel;
  } catch (error) {
    const mends: Record<string, string> = {
      EADDRINUSE: `ETUDE_PORT: port ${port} on ${host} is taken: stop what uses it, or set ETUDE_PORT to another.`,
      EACCES: `ETUDE_PORT: port ${port} needs more rights than this process has: set ETUDE_PORT to 1024 or above.`,
    };
    throw new Refusal(
      mends[codeOf(error)] ??
        `ETUDE_HOST: cannot listen on ${host} (${codeOf(error)}): set it to an address of this machine.`,
    );
  }
  const address = app.server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return baseUrl || `http://${name}:${bound}/`;
}
