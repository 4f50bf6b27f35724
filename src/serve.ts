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
import {
  type AuthorView,
  buildingAuthorView,
  heldBack,
  sketchingAuthorView,
} from './bank/author/author-view.ts';
import { problemLines, warningLines } from './bank/author/check.command.ts';
import { type BankFiles, type Judged, judgingFolder, type Known, nothingKnown } from './bank/files/check.ts';
import { createReader, isSameReading } from './bank/files/reader.load.ts';
import { watchFolder } from './bank/files/watch.ts';
import type { BankHolder } from './bank/live/live.ts';
import { unlikePast } from './bank/past/reconcile.ts';
import { createDatabase, type Database, type Handle, openHandle } from './base/data/database.ts';
import {
  codeOf,
  isThere,
  type Lock,
  loadSecret,
  lockFolder,
  prepareFolder,
  readToken,
  requireUsable,
} from './base/data/folder.ts';
import { inspect, migrate, readMigrations, refuseDamaged } from './base/data/migrate.ts';
import { placeOf } from './base/data/place.ts';
import { createSeal, type Seal } from './base/digest.ts';
import { Refusal } from './base/failure.ts';
import { folderOf, isBuiltIn } from './base/installation.ts';
import { runSelf } from './base/process/child-process.ts';
import { logToStandardError } from './base/process/log.ts';
import { oneOrMany } from './base/text/words.ts';
import { DAY, isoDay, MINUTE, SECOND } from './base/time.ts';
import { inTurns } from './base/turns.ts';
import { addressTexts } from './base/web/origin.ts';
import { after, every, realWorld } from './base/world.ts';
import { type Config, type Environment, secretFileOf } from './config.ts';
import type { ExamRooms } from './exam/load.ts';
import { settleOverdue } from './exam/marking/settle.load.ts';
import { sweepUnclicked } from './exam/sweep.load.ts';
import { endOthers } from './learner/session/session.load.ts';
import { sweepLearners } from './learner/sweep.load.ts';
import { databaseOf, listBackups, wayBack } from './service/archive/backups.load.ts';
import { newestBackup } from './service/archive/backups.ts';
import { keepBackups } from './service/archive/backups.watch.ts';
import { backupBeforeMigration } from './service/backup/backup.command.ts';
import { finishRestore, isUnderWay } from './service/backup/restore.load.ts';
import type { Installation } from './service/deps.ts';
import { examineDisk, refuseTriggers } from './service/examine/examine.load.ts';
import { clockFindings, findingLine } from './service/examine/findings.ts';
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
import type { Readers } from './service/health/metrics.routes.ts';

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
  lock: Lock;
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
  return { files, judged: await inTurns(judgingFolder(files, known)), read, known };
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
  if (checked.problems.length > 0) {
    throw new Refusal(
      `${[problemLines(checked.problems), ...warningLines(checked.warnings)].join('\n')}\nETUDE_QUESTIONS: the bank in ${config.questions} has problems: mend them and start again.`,
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
  const close = () => {
    db.close();
    lock.release();
  };
  const finished = replaced.map(
    (folder) => `A restore that was interrupted is finished; what it replaced is kept in ${folder}.`,
  );
  const findings = [...open, ...strange, ...examineEmptiness(handle, data)].map(findingLine);
  const kept = aside ? [`What was left of the database before is kept in ${aside}.`] : [];
  const told = [
    ...finished,
    ...kept,
    ...begun,
    ...secretWarnings(ended),
    ...findings,
    ...warnings,
    ...warningLines(checked.warnings),
  ];
  return { db, handle, stores, live, source, seal, watch, lock, warnings: told, close };
}

/** What to say of the sessions that ended with their secret. */
function secretWarnings(ended: number): string[] {
  if (ended === 0) return [];
  const have = `${ended} ${oneOrMany(ended, 'session has', 'sessions have')}`;
  return [
    `The secret is new: ${have} ended, and those browsers are not known any more. Where that was not meant, stop Etude and put the old secret back.`,
  ];
}

/** Serves until the process is told to stop. */
export async function serve(config: Config, environment: Environment, isNew = false): Promise<void> {
  const socket = socketOf(environment, process.pid);
  const metricsReaders = readersOf(config);
  const opened = await openFolder(config, isNew);
  const { db, stores, live, seal, watch, warnings, close } = opened;
  const { baseUrl, zone, trustedProxies } = config;
  const newcomers = config.newcomers === 'off' ? undefined : { most: config.newcomers };
  const lastVerifiedBackup = () => newestBackup(listBackups(config.data), realWorld.now())?.at;
  const logger = { level: config.logLevel, stream: logToStandardError() };
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
    newcomers,
    trustedProxies,
  };
  const app = await buildApp(parts);
  const findings = [
    ...examineDisk(config.data),
    ...clockFindings(realWorld.now(), await stores.learners.newestMoment()),
  ];
  for (const warning of [...warnings, ...findings.map(findingLine)]) app.log.warn(warning);
  const stopSweeping = keepSweeping(opened, config.guestDays, app.log);
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
  const guard = guardDatabase({
    data: config.data,
    handle: opened.handle,
    trouble: db.trouble,
    now: realWorld.now,
    tell: (level, text) => app.log[level](text),
  });
  const stopGuarding = every(SECOND, guard);

  // A small bank is judged before anyone asks for it; a large one is served meanwhile.
  await Promise.race([following.isLaidOut, after(longestToJudge)]);

  const stop = async (status: number) => {
    following.stop();
    stopSweeping();
    stopSettling();
    stopKeeping();
    stopHolding();
    keeper.stop();
    await app.stop(socket !== undefined);
    stopGuarding();
    await guard();
    close();
    process.exit(status);
  };
  process.once('SIGTERM', () => stop(0)).once('SIGINT', () => stop(0));
  const stopHolding = every(SECOND, () => {
    if (opened.lock.renew()) return;
    stopHolding();
    app.log.fatal(`Another Etude has taken ${config.data}, from which the lock was removed: this one stops.`);
    stop(1);
  });
  if (config.metricsPort !== 'off') {
    const alone = await buildMetricsApp(parts, app);
    const address = await listen(alone, config, 'ETUDE_METRICS_PORT', config.metricsPort);
    app.log.info(`Metrics at ${address}metrics`);
  }
  const address = await listen(app, config, 'ETUDE_PORT', socket ?? config.port);
  console.log(`Etude serves ${addressTexts(baseUrl)[0] ?? address}`);
}

/** Deletes what is kept for a while only, now and again and again. Returns the end of it. */
function keepSweeping({ db, stores }: Opened, guestDays: number, log: FastifyBaseLogger): () => void {
  const { learners, exams } = stores;
  const jobs = [
    { pause: DAY, sweep: () => sweepLearners(db, learners, guestDays, realWorld.now()) },
    { pause: 10 * MINUTE, sweep: () => sweepUnclicked(db, exams, realWorld.now()) },
  ];
  const stops = jobs.map(({ pause, sweep }) => {
    const start = () => sweep().catch((err) => log.error({ err }, 'a sweep failed and is tried again later'));
    start();
    return every(pause, start);
  });
  return () => {
    for (const stop of stops) stop();
  };
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
async function authorViewOf(files: BankFiles, judged: Judged, { texts }: Stores): Promise<AuthorView> {
  const unlike = await inTurns(unlikePast(await texts.past(), judged.questions));
  const stored = await texts.sameEdition(unlike);
  return inTurns(buildingAuthorView(files, judged, isoDay(realWorld.now()), stored));
}

/** Takes the bank live again whenever its files have changed; while they are broken the last good one stays live. */
function followFiles(
  config: Config,
  { db, stores, live, source }: Opened,
  log: FastifyBaseLogger,
): { stop(): void; isLaidOut: Promise<void> } {
  let seen: BankFiles | undefined = source.files;
  // What lies beside the bank is told once, and not again with each file that is saved.
  let strays = new Set(warningLines(source.judged.warnings));
  const isAuthors = config.author === '1';
  const layOutFirst = async () => {
    if (!isAuthors) return;
    const { files, judged } = source;
    live.replaceAuthorView(await inTurns(sketchingAuthorView(files, judged)));
    live.replaceAuthorView(await authorViewOf(files, judged, stores));
  };
  const reload = async () => {
    const files = await source.read();
    if (seen && isSameReading(files, seen)) return;
    seen = files;
    const judged = await inTurns(judgingFolder(files, source.known));
    const authorView = isAuthors ? await authorViewOf(files, judged, stores) : undefined;
    const now = warningLines(judged.warnings);
    for (const line of now) if (!strays.has(line)) log.warn(line);
    strays = new Set(now);
    if (judged.problems.length === 0) {
      const warnings = await replaceBank({ db, stores }, live, judged, realWorld.now(), authorView);
      for (const warning of warnings) log.warn(warning);
    } else {
      log.warn(`The bank has problems, and the one before stays live.\n${problemLines(judged.problems)}`);
      if (authorView) live.replaceAuthorView(authorView);
    }
  };
  const tell = (err: unknown) => {
    seen = undefined;
    if (!(err instanceof Refusal)) return log.error({ err }, 'the bank could not be taken live');
    log.warn(err.message);
    const authorView = live.authorView();
    if (authorView)
      live.replaceAuthorView(heldBack(authorView, join(config.questions, 'bank.json'), err.message));
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
