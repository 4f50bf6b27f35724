import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeAtOnce } from './made-once.ts';
import { inMemory } from './quick-disk.ts';

/** A PostgreSQL of our own, which listens on a socket in its folder alone. */
export type Server = {
  folder: string;
  /** The address of a database of this server. */
  address(database: string): string;
  /** Stops it as a crash would. */
  kill(): void;
  start(): void;
  /** Stops it and removes everything. */
  stop(): void;
};

const versions = '/usr/lib/postgresql';

/** Where the programs of PostgreSQL are; undefined where none is installed. */
export function programs(): string | undefined {
  if (!existsSync(versions)) return undefined;
  const newest = readdirSync(versions).sort((a, b) => Number(b) - Number(a))[0];
  const folder = newest && join(versions, newest, 'bin');
  return folder && existsSync(join(folder, 'initdb')) ? folder : undefined;
}

/** Starts an empty PostgreSQL, which never runs as root. */
export function startServer(settings: readonly string[] = ['fsync=off'], folder = newFolder()): Server {
  const { data, user } = inFolder(folder);
  execFileSync('cp', ['-r', madeAtOnce('postgres', [], initialise), data]);
  if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, data]);
  return startIn(folder, settings);
}

/** Makes the data of an empty server, which takes ten times as long as to copy it. */
function initialise(stage: string): void {
  const folder = newFolder();
  const { run, data } = inFolder(folder);
  run('initdb', '-D', data, '-U', 'etude', '-A', 'trust', '-N', '--encoding=UTF8', '--locale=C');
  execFileSync('cp', ['-r', `${data}/.`, stage]);
  rmSync(folder, { recursive: true });
}

/** Starts a server from a backup that pg_basebackup takes of another; `more` are further words of its command line. */
export function startCopy(
  of: Server,
  settings: readonly string[] = ['fsync=off'],
  more: readonly string[] = [],
): Server {
  const folder = newFolder();
  const { run, data } = inFolder(folder);
  run('pg_basebackup', '-D', data, '-h', of.folder, '-U', 'etude', '-c', 'fast', '-N', ...more);
  return startIn(folder, settings);
}

const newFolder = () => mkdtempSync(join(inMemory ?? reachable(), 'etude-postgres-'));

/** Runs the programs of PostgreSQL in a folder, as somebody other than root. */
function inFolder(folder: string) {
  const bin = programs();
  if (!bin) throw new Error('PostgreSQL is not installed.');
  mkdirSync(folder, { recursive: true });
  const user = process.getuid?.() === 0 ? userOf('postgres') : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const as = user ?? {};
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(bin, program), args, { ...as, cwd: folder, stdio: 'pipe' });
  const end = (program: string, ...args: string[]) =>
    spawnSync(join(bin, program), args, { ...as, cwd: folder });
  return { run, end, user, data: join(folder, 'data') };
}

function startIn(folder: string, settings: readonly string[]): Server {
  const { run, end, data } = inFolder(folder);
  const options = [
    `-c unix_socket_directories=${folder}`,
    '-c listen_addresses=',
    ...settings.map((each) => `-c ${each}`),
  ];
  const start = () =>
    run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options.join(' '), 'start');
  start();
  return {
    folder,
    address: (database) => addressIn(folder, database),
    kill: () => void run('pg_ctl', '-D', data, '-m', 'immediate', 'stop'),
    start: () => void start(),
    stop() {
      end('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A temporary folder that another user can reach: root may have one that is root's alone. */
export const reachable = () => (process.getuid?.() === 0 ? '/tmp' : tmpdir());

/** The address of a database of the server in a folder. */
export function addressIn(folder: string, database: string): string {
  return `postgres://etude@/${database}?host=${folder}`;
}

function userOf(name: string): { uid: number; gid: number } {
  const number = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}
