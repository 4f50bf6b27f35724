import { Refusal } from './base/failure.ts';
import { folderOf, isSingleFile, program } from './base/installation.ts';
import type { Progress } from './base/process/progress.ts';
import { realWorld } from './base/world.ts';
import { type Call, onePath } from './call.ts';
import { type Config, type Environment, readConfig, secretFileOf } from './config.ts';
import { installationOf } from './open.ts';
import { type CommandResult, printed, printedText, resultOf } from './result.ts';
import { backup, drill } from './service/backup/backup.command.ts';
import { restore } from './service/backup/restore.command.ts';
import { type Diagnosis, doctor } from './service/doctor/doctor.command.ts';
import { drillServer } from './service/doctor/server.load.ts';
import { findingLine } from './service/examine/findings.ts';
import { healthcheck } from './service/health/healthcheck.command.ts';
import { unitText } from './service/package/systemd.ts';

/** What a command about the data folder runs on; refused where the data lies elsewhere. */
function installed(environment: Environment, what: string) {
  const config = readConfig(environment);
  if (config.database === '') return installationOf(config);
  throw new Refusal(
    `"${what}" works only with SQLite, and ETUDE_DATABASE names a PostgreSQL database: use pgBackRest or pg_basebackup, and keep a copy of the secret ${secretFileOf(config)}.`,
  );
}

/** `etude backup`. */
export function makeBackup({ environment, paths, progress }: Call): Promise<CommandResult> {
  return printed(
    backup(installed(environment, 'backup'), onePath('backup', paths), realWorld.now(), progress),
  );
}

/** `etude restore`. */
export function restoreBackup({ environment, paths, progress }: Call): Promise<CommandResult> {
  return printed(
    restore(installed(environment, 'restore'), onePath('restore', paths), realWorld.now(), progress),
  );
}

/** `etude drill`: of the newest backup, or of a PostgreSQL database that was restored from one. */
export function drillBackup({ environment, progress }: Call): Promise<CommandResult> {
  const config = readConfig(environment);
  const openServer = serverOf(config);
  const installation = installationOf(config);
  const now = realWorld.now();
  if (!openServer) return printed(drill(installation, now, progress));
  return printed(drillServer({ ...installation, questions: config.questions, now, openServer }, progress));
}

/** `etude doctor`. */
export async function examine({
  environment,
  options: { repair = false },
  progress,
}: Call): Promise<CommandResult> {
  const { findings, notes, repaired } = await diagnose(environment, repair, progress);
  const repairs = repair ? [`${repaired} ${repaired === 1 ? 'finding' : 'findings'} repaired.`] : [];
  const lines = findings.length > 0 ? findings.map(findingLine) : ['No problems found.'];
  return resultOf({ text: [...notes, ...repairs, ...lines].join('\n'), failed: findings.length > 0 });
}

/** What doctor finds; settings that keep it from looking are a finding too. */
async function diagnose(environment: Environment, repair: boolean, progress: Progress): Promise<Diagnosis> {
  try {
    const config = readConfig(environment);
    const input = {
      ...config,
      ...installationOf(config),
      now: realWorld.now(),
      openServer: serverOf(config),
    };
    return await doctor(input, repair, progress);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { findings: [{ what: error.message }], notes: [], repaired: 0 };
  }
}

/** How the database is opened where it is none of SQLite's. */
function serverOf({ database }: Config) {
  if (database === '') return undefined;
  return async () => (await import('./open-postgres.ts')).openServer(database);
}

/** `etude healthcheck`. */
export async function checkHealth({ environment }: Call): Promise<CommandResult> {
  const { host, port } = readConfig(environment);
  return resultOf(await healthcheck(host, port, AbortSignal.timeout(5_000)));
}

/** `etude systemd`. */
export function showUnits({ environment, paths: [which, another] }: Call): CommandResult {
  if (another !== undefined) throw new Refusal(`"systemd" takes one unit: remove "${another}".`);
  const { host, port, access, database } = readConfig(environment);
  const folder = isSingleFile ? undefined : folderOf('');
  const isNode = database !== '';
  const reachesOut = isNode || access.includes('oidc');
  return printedText(unitText(which, { host, port, program, folder, reachesOut, isNode }));
}
