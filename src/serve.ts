import { rmSync } from 'node:fs';
import { buildApp, buildMetricsApp } from './app.ts';
import { Refusal } from './base/failure.ts';
import { runSelf } from './base/process/child-process.ts';
import { logToStandardError } from './base/process/log.ts';
import type { Progress } from './base/process/progress.ts';
import { SECOND } from './base/time.ts';
import { addressTexts } from './base/web/origin.ts';
import { reachedBy, socketReachedBy } from './base/web/reach.ts';
import { after, realWorld } from './base/world.ts';
import type { Config, Environment } from './config.ts';
import { type Demo, keepDemo } from './demo/renew.load.ts';
import { demoConfig } from './demo-folder.ts';
import { beginDuties, keepGuarding, whileLeading } from './duties.ts';
import { entrancesOf, showSetUpLink } from './entrances.ts';
import { accessProblem } from './learner/access.ts';
import { listen, socketOf } from './listen.ts';
import type { Opened } from './open.ts';
import { openFolder } from './open.ts';
import { listBackups } from './service/archive/backups.load.ts';
import { newestBackup } from './service/archive/backups.ts';
import { clockFindings, findingLine } from './service/examine/findings.ts';
import { examineDisk } from './service/examine/folder.load.ts';
import { createWorkers } from './workers.ts';

/** What a server needs of the process that it runs in. */
export type Host = {
  openLog(): { write(line: string): void };
  print(line: string): void;
  /** Calls `stop` when somebody asks the server to stop. */
  onStop(stop: () => void): void;
  /** Ends the process, after the server has stopped. */
  end(status: number): void;
};

/** Serves a demo until the process is told to stop: from a temporary folder, which is removed in the end. */
export async function serveDemo(given: Config, environment: Environment, isNew = false): Promise<void> {
  const config = demoConfig(given, environment, isNew);
  process.once('exit', () => rmSync(config.data, { recursive: true, force: true }));
  await start(config, environment, ownProcess(), { isDemo: true });
}

/** Serves until the process is told to stop. */
export function serve(config: Config, environment: Environment, isNew = false): Promise<void> {
  return start(config, environment, ownProcess(), { isNew });
}

/** The process that has nothing else to do than to serve. */
function ownProcess(): Host {
  return {
    openLog: logToStandardError,
    print: console.log,
    onStop: (stop) => process.once('SIGTERM', stop).once('SIGINT', stop),
    end: (status) => process.exit(status),
  };
}

/** Starts a server, and returns once it answers. */
export async function start(
  config: Config,
  environment: Environment,
  host: Host,
  { isNew = false, isDemo = false } = {},
): Promise<void> {
  const socket = socketOf(environment, process.pid);
  const problem = accessProblem(config, reachedBy(config));
  if (problem) throw new Refusal(problem);
  const entrances = entrancesOf(config);
  const opened = await open(config, isNew);
  const { db, stores, live, seal, watch, warnings, close } = opened;
  const demo = isDemo ? await beginDemo(opened) : undefined;
  const { baseUrl, zone, trustedProxies } = config;
  const newcomers = config.newcomers === 'off' ? undefined : { most: config.newcomers };
  const lastVerifiedBackup = () => newestBackup(listBackups(config.data), realWorld.now())?.at;
  const logger = { level: config.logLevel, stream: host.openLog() };
  const workers = createWorkers(opened, environment, (text) => app.log.error(text));
  const parts = {
    baseUrl,
    zone,
    live,
    db,
    stores,
    seal,
    exchanging: demo ? undefined : exchangingOf(config, environment, opened),
    demo,
    world: realWorld,
    logger,
    watch,
    lastVerifiedBackup,
    leads: () => opened.leadership.standing() === 'leader',
    server: opened.server,
    newcomers,
    trustedProxies,
    ...entrances,
    everyoneIsAuthor: config.author === '1',
    fits: workers.fits,
    planChanged: workers.planChanged,
    counter: opened.counter,
  };
  const app = await buildApp(parts);
  const findings = [
    ...examineDisk(config.data),
    ...clockFindings(realWorld.now(), await stores.learners.newestMoment()),
  ];
  for (const warning of [...warnings, ...findings.map(findingLine)]) app.log.warn(warning);
  workers.begin(app.log);
  const guard = opened.guard((level, text) => app.log[level](text));
  const stopGuarding = keepGuarding(guard, app.log);
  let stopping: Promise<void> | undefined;
  const stop = (status: number) => {
    stopping ??= end(status);
    return stopping;
  };
  const end = async (status: number) => {
    leading.stop();
    opened.leadership.resign();
    workers.stop();
    await app.stop(socket !== undefined);
    await stopGuarding();
    close();
    host.end(status);
  };
  const leading = whileLeading(
    opened.leadership,
    () => beginDuties({ config, environment, opened, fits: workers.fits, demo, log: app.log }),
    () => {
      app.log.fatal(
        `Another Etude server has taken over ${config.data}, because someone removed its lock. This one is stopping.`,
      );
      stop(1);
    },
  );
  host.onStop(() => stop(0));
  leading.start();
  // A small bank is judged before anyone asks for it; a large one is served meanwhile.
  await Promise.race([leading.isLaidOut(), after(longestToJudge)]);
  if (stopping) return stopping;

  if (config.metricsPort !== 'off') {
    const alone = await buildMetricsApp(parts, app);
    const address = await listen(alone, config, 'ETUDE_METRICS_PORT', config.metricsPort);
    app.log.info(`Metrics at ${address}metrics`);
  }
  const address = await listen(app, config, 'ETUDE_PORT', socket ?? config.port);
  const exposed = socket && accessProblem(config, socketReachedBy(app.server.address()));
  if (exposed) {
    console.error(exposed);
    return stop(2);
  }
  const shown = addressTexts(baseUrl)[0] ?? address;
  host.print(`Etude serves ${shown}`);
  const leads = opened.leadership.standing() === 'leader';
  if (leads && parts.access.includes('accounts')) await showSetUpLink(opened, shown, host.print);
}

/** How authors import and export questions by a page. */
function exchangingOf({ questions: folder }: Config, environment: Environment, { isAlone }: Opened) {
  return {
    folder,
    isAlone,
    run: (args: readonly string[], progress: Progress) =>
      runSelf(args, { ...environment, ETUDE_QUESTIONS: folder }, { progress }),
  };
}

/** Makes the learner of a demo. */
async function beginDemo({ db, live, stores }: Opened): Promise<Demo> {
  const demo = keepDemo({ db, live, ...stores, now: realWorld.now });
  await demo.renew();
  return demo;
}

/** Opens what a configuration serves; the driver of PostgreSQL is loaded only where that is it. */
async function open(config: Config, isNew: boolean): Promise<Opened> {
  if (config.database === '') return openFolder(config, isNew);
  if (isNew)
    throw new Refusal(
      '--new: a PostgreSQL database is empty to begin with: create one, and leave --new out.',
    );
  const { openPostgres } = await import('./open-postgres.ts');
  return openPostgres(config);
}

/** Most time that a start waits for the files to be judged for their authors. */
const longestToJudge = 3 * SECOND;
