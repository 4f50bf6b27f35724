import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from './base/data/files.ts';
import { Refusal } from './base/failure.ts';
import type { Config, Environment } from './config.ts';

/** The configuration of a demo: one that keeps its data in a new temporary folder, and makes no backups. */
export function demoConfig(config: Config, environment: Environment, isNew: boolean): Config {
  const problem = isNew
    ? '--demo and --new cannot be used together: choose one.'
    : demoProblem(config, environment);
  if (problem) throw new Refusal(problem);
  return { ...config, data: temporaryFolder(), secretFile: '', backupEvery: 0, access: ['guests'] };
}

/** What a demo does not go together with. */
function demoProblem(
  { data, database, access, author }: Config,
  { ETUDE_DATA }: Environment,
): string | undefined {
  if (ETUDE_DATA !== undefined && hasFiles(data))
    return `--demo keeps nothing, but ETUDE_DATA names ${data}, which is not empty: leave one of them out.`;
  if (database !== '')
    return '--demo keeps nothing, but ETUDE_DATABASE names a database: leave one of them out.';
  if (access.some((way) => way !== 'guests'))
    return `--demo lets everyone in, but ETUDE_ACCESS is ${access.join(' ')}: leave one of them out.`;
  if (author === '1') return '--demo shows what candidates see: leave ETUDE_AUTHOR out, or set it to 0.';
  return undefined;
}

function hasFiles(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'etude-demo-'));
  } catch (error) {
    throw new Refusal(
      `--demo: a folder cannot be created in ${tmpdir()} (${codeOf(error)}): set TMPDIR to a folder that Etude may write to.`,
    );
  }
}
