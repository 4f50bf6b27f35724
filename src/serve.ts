import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import manifest from '../package.json' with { type: 'json' };
import {
  buildApp,
  buildMetricsApp,
  keepWatch,
  openBank,
  openStores,
  replaceBank,
  type Stores,
  type Watch,
} from './app.ts';
import { type Judged, judging, type Known, nothingKnown } from './bank/check.ts';
import { problemLines } from './bank/command.ts';
import { type BankFiles, type Desk, heldBack, layingOutDesk, sketchingDesk } from './bank/desk.ts';
import { createReader, isSameReading } from './bank/files.load.ts';
import type { BankHolder } from './bank/live.ts';
import { unlikePast } from './bank/reconcile.ts';
import { watchFolder } from './bank/watch.ts';
import { createDatabase, type Database, type Handle, openHandle } from './base/database.ts';
import { createSeal, type Seal } from './base/digest.ts';
import { Refusal } from './base/failure.ts';
import { codeOf, loadSecret, lockFolder, prepareFolder, readToken, requireUsable } from './base/folder.ts';
import { folderOf, isBuiltIn } from './base/installation.ts';
import { logTo } from './base/log.ts';
import { inspect, migrate, readMigrations, refuseDamaged } from './base/migrate.ts';
import { runSelf } from './base/self.ts';
import { DAY, isoDay, MINUTE, SECOND } from './base/time.ts';
import { inTurns } from './base/turns.ts';
import { after, every, realWorld } from './base/world.ts';
import { type Config, type Environment, secretFileOf } from './config.ts';
import type { ExamRooms } from './exam/load.ts';
import { settleOverdue } from './exam/settle.load.ts';
import { silentBefore } from './learner/model.ts';
import { backupBeforeMigration } from './service/backup.command.ts';
import { databaseOf, type Installation, listBackups, wayBack } from './service/backups.load.ts';
import { newestBackup } from './service/backups.ts';
import { keepBackups } from './service/backups.watch.ts';
import { examineDisk } from './service/doctor.load.ts';
import { clockFindings, findingLine } from './service/findings.ts';
import type { Readers } from './service/metrics.routes.ts';
import { finishRestore, isUnderWay } from './service/restore.load.ts';

/** A data folder opened for this process alone: everything that serving stands on. */
export type Opened = {
  db: Database;
  stores: Stores;
  live: BankHolder;
  source: BankSource;
  seal: Seal;
  watch: Watch;
  /** The raw handle, for looking at rows. */
  handle: Handle;
  /** What whoever runs it should know: of the bank, and of a restore that was finished. */
  warnings: string[];
  close(): void;
};

/** The files of a bank as they were last read, and what it takes to read and judge again only what changes. */
export type BankSource = { files: BankFiles; judged: Judged; read(): Promise<BankFiles>; known: Known };

/** Reads and judges the files of a bank for the first time. */
async function openSource(folder: string): Promise<BankSource> {
  const read = createReader(folder, realWorld.now);
  const known = nothingKnown();
  const files = await read();
  return { files, judged: await judge(files, known), read, known };
}

/** Judges files, those that cannot be read too. */
async function judge({ files, unreadable }: BankFiles, known: Known): Promise<Judged> {
  const judged = await inTurns(judging(files, known));
  return { ...judged, problems: [...unreadable, ...judged.problems] };
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
export async function openFolder(config: Config): Promise<Opened> {
  const source = await openSource(config.questions);
  const { problems } = source.judged;
  if (problems.length > 0) {
    throw new Refusal(
      `${problemLines(problems)}\nETUDE_QUESTIONS: the bank in ${config.questions} has problems: mend them and start again.`,
      1,
    );
  }
  prepareFolder(config.data);
  const installation = installationOf(config);
  const { data, secretFile, migrations } = installation;
  const file = databaseOf(data);
  const way = () => wayBack(data, migrations);
  const look = () => {
    requireUsable(file);
    inspect(file, migrations, way);
  };
  // Looked at before anything is written, so that a folder of someone else's stays as it is.
  if (!isUnderWay(data)) look();
  const unlock = lockFolder(join(data, 'serving.lock'));
  const replaced = finishRestore(installation);
  look();
  refuseDamaged(file, way);
  const seal = createSeal(loadSecret(secretFile));
  const handle = openHandle(file);
  await backupBeforeMigration(installation, handle, realWorld.now());
  migrate(handle, migrations, realWorld.now());
  const watch = keepWatch(config.data, realWorld);
  const db = createDatabase(handle, watch.onGroup);
  const stores = openStores(db);
  const { live, warnings } = await openBank(db, stores, source.judged, realWorld.now());
  const close = () => {
    db.close();
    unlock();
  };
  const finished = replaced.map(
    (folder) => `A restore that was interrupted is finished; what it replaced is kept in ${folder}.`,
  );
  return { db, handle, stores, live, source, seal, watch, warnings: [...finished, ...warnings], close };
}

/** Serves until the process is told to stop. */
export async function serve(config: Config, environment: Environment): Promise<void> {
  const socket = socketOf(environment, process.pid);
  const metricsReaders = readersOf(config);
  const opened = await openFolder(config);
  const { db, stores, live, seal, watch, warnings, close } = opened;
  const { baseUrl, zone } = config;
  const lastVerifiedBackup = () => newestBackup(listBackups(config.data), realWorld.now())?.at;
  const logger = { level: config.logLevel, stream: logTo(process.stderr) };
  const parts = {
    baseUrl,
    zone,
    live,
    db,
    stores,
    seal,
    world: realWorld,
    logger,
    watch,
    metricsReaders,
    lastVerifiedBackup,
  };
  const app = await buildApp(parts);
  const findings = [
    ...examineDisk(config.data),
    ...clockFindings(realWorld.now(), await stores.learners.newestMoment()),
  ];
  for (const warning of [...warnings, ...findings.map(findingLine)]) app.log.warn(warning);
  const sweep = () => sweepGuests(opened, config.guestDays).catch((err) => app.log.error({ err }));
  sweep();
  const stopSweeping = every(DAY, sweep);
  const keeper = keepBackups({
    data: config.data,
    every: config.backupEvery,
    now: realWorld.now,
    run: (command) => runSelf([command], environment),
    tell: (level, text) => app.log[level](text),
  });
  // The first look waits a minute, so that a start has the machine for itself.
  const stopKeeping = every(MINUTE, () => keeper.look().catch((err) => app.log.error({ err })));

  const settle = settling({ db, live, ...stores }, app.log);
  settle();
  const stopSettling = every(SECOND, settle);
  const following = followFiles(config, opened, app.log);
  // A small bank is judged before anyone asks for it; a large one is served meanwhile.
  await Promise.race([following.isLaidOut, after(longestToJudge)]);

  const stop = async () => {
    following.stop();
    stopSweeping();
    stopSettling();
    stopKeeping();
    keeper.stop();
    await app.stop();
    close();
    process.exit(0);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  if (config.metricsPort !== 'off') {
    const alone = await buildMetricsApp(parts, app);
    const address = await listen(alone, config, 'ETUDE_METRICS_PORT', config.metricsPort);
    app.log.info(`Metrics at ${address}metrics`);
  }
  const address = await listen(app, config, 'ETUDE_PORT', socket ?? config.port);
  console.log(`Etude serves ${config.baseUrl || address}`);
}

/** Deletes guests who have been silent for too long. */
async function sweepGuests({ db, stores: { learners } }: Opened, guestDays: number): Promise<void> {
  if (guestDays === 0) return;
  const before = silentBefore(realWorld.now(), await learners.newestMoment(), guestDays);
  await db.commit([learners.deleteSilentGuests(before)]);
}

/** Who may read the metrics beside the pages. */
function readersOf({ metricsTokenFile }: Config): Readers {
  if (metricsTokenFile === '') return 'nobody';
  return { token: readToken('ETUDE_METRICS_TOKEN_FILE', metricsTokenFile) };
}

/** Settles exams whose time is up, one look at a time; what failed is tried again after a minute. */
function settling(rooms: ExamRooms, log: FastifyBaseLogger): () => void {
  let isAtWork = false;
  let failedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = realWorld.now();
    if (isAtWork || Math.abs(now - failedAt) < MINUTE) return;
    isAtWork = true;
    settleOverdue(rooms, now)
      .catch((err) => {
        failedAt = now;
        log.error({ err }, 'exams whose time is up could not be settled');
      })
      .finally(() => {
        isAtWork = false;
      });
  };
}

/** So long a start waits until the files are judged for their authors. */
const longestToJudge = 3 * SECOND;

/** The files as authors see them, judged by the rules. */
async function deskOf(files: BankFiles, judged: Judged, { texts }: Stores): Promise<Desk> {
  const unlike = await inTurns(unlikePast(await texts.past(), judged.questions));
  const stored = await texts.sameEdition(unlike);
  return inTurns(layingOutDesk(files, judged, isoDay(realWorld.now()), stored));
}

/** Takes the bank live again whenever its files have changed; while they are broken the last good one stays live. */
function followFiles(
  config: Config,
  { db, stores, live, source }: Opened,
  log: FastifyBaseLogger,
): { stop(): void; isLaidOut: Promise<void> } {
  let seen: BankFiles | undefined = source.files;
  const isAuthors = config.author === '1';
  const layOutFirst = async () => {
    if (!isAuthors) return;
    const { files, judged } = source;
    live.layOut(await inTurns(sketchingDesk(files, judged)));
    live.layOut(await deskOf(files, judged, stores));
  };
  const reload = async () => {
    const files = await source.read();
    if (seen && isSameReading(files, seen)) return;
    seen = files;
    const judged = await judge(files, source.known);
    const desk = isAuthors ? await deskOf(files, judged, stores) : undefined;
    if (judged.problems.length === 0) {
      const warnings = await replaceBank({ db, stores }, live, judged, realWorld.now(), desk);
      for (const warning of warnings) log.warn(warning);
    } else {
      log.warn(`The bank has problems, and the one before stays live.\n${problemLines(judged.problems)}`);
      if (desk) live.layOut(desk);
    }
  };
  const tell = (err: unknown) => {
    seen = undefined;
    if (!(err instanceof Refusal)) return log.error({ err }, 'the bank could not be taken live');
    log.warn(err.message);
    const desk = live.desk();
    if (desk) live.layOut(heldBack(desk, join(config.questions, 'bank.json'), err.message));
  };
  const isLaidOut = layOutFirst().catch(tell);
  let work = isLaidOut;
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
  const watch = isBuiltIn(config.questions) ? 'off' : config.watch;
  const stop = watchFolder(config.questions, watch, look);
  // What was saved while Etude started has told nobody.
  if (watch !== 'off') look();
  return { stop, isLaidOut };
}

/** A socket that is open already, as systemd hands it over (sd_listen_fds(3)). */
type Socket = { fd: number; host: string };

/** The socket that this process was started with, if it was. */
function socketOf({ LISTEN_FDS, LISTEN_PID }: Environment, pid: number): Socket | undefined {
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(pid)) return undefined;
  if (LISTEN_FDS === '1') return { fd: 3, host: '' };
  throw new Refusal(
    `LISTEN_FDS is "${LISTEN_FDS}": give Etude one socket, by one ListenStream= in its socket unit.`,
  );
}

/** Listens on a port, or on a socket that is open already, and returns the address to open in a browser. */
async function listen(
  app: FastifyInstance,
  { host, logLevel }: Config,
  setting: string,
  place: number | Socket,
): Promise<string> {
  try {
    // Fastify would log a line of its own for every address.
    app.log.level = 'warn';
    await app.listen(typeof place === 'number' ? { host, port: place } : place);
    app.log.level = logLevel;
  } catch (error) {
    throw new Refusal(notListening(codeOf(error), host, setting, place));
  }
  const address = app.server.address();
  // A socket that was handed over may be a file.
  if (typeof address !== 'object' || !address) return `on ${address}`;
  const bound = typeof place === 'number' ? host : address.address;
  const name = bound === '0.0.0.0' || bound === '::' ? 'localhost' : isIPv6(bound) ? `[${bound}]` : bound;
  return `http://${name}:${address.port}/`;
}

/** Why nobody can be listened to, and what to do. */
function notListening(code: string, host: string, setting: string, place: number | Socket): string {
  if (typeof place !== 'number')
    return `LISTEN_FDS: descriptor ${place.fd} is no socket to listen on (${code}): start Etude by its socket unit.`;
  const mends: Record<string, string> = {
    EADDRINUSE: `${setting}: port ${place} on ${host} is taken: stop what uses it, or set ${setting} to another.`,
    EACCES: `${setting}: port ${place} needs more rights than this process has: set ${setting} to 1024 or above.`,
  };
  return (
    mends[code] ?? `ETUDE_HOST: cannot listen on ${host} (${code}): set it to an address of this machine.`
  );
}
