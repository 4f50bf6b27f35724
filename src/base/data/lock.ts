import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname } from 'node:path';
import { Refusal } from '../failure.ts';
import { codeOf, createPrivately } from './files.ts';
import { type Handle, openLock } from './handle.ts';

/** What holds something in the data folder for this process alone. */
export type Lock = {
  /** Puts the lock file back if it was removed or replaced; false if another process has taken its place. */
  renew(): boolean;
  release(): void;
};

/**
 * Holds something in the data folder for this process alone, serving it unless told otherwise. There are two locks, which
 * the operating system releases whatever way the process ends: an open write transaction on a file, which holds between
 * containers too, and a name that nobody can remove as they can remove a file.
 */
export async function lockFolder(file: string, held = alreadyServed): Promise<Lock> {
  const releaseName = await claimName(file);
  if (!releaseName) throw new Refusal(held(holderOf(file)));
  let own: LockedFile;
  try {
    own = lockFile(file);
  } catch (error) {
    releaseName();
    throw new Refusal(lockTrouble(file, codeOf(error), held));
  }
  return {
    renew() {
      if (identityOf(file) === own.identity) return true;
      try {
        const next = lockFile(file);
        own.handle.close();
        own = next;
        return true;
      } catch (error) {
        // Where the file cannot be made just now, the next look tries again.
        return !codeOf(error).startsWith('SQLITE_BUSY');
      }
    },
    release() {
      own.handle.close();
      releaseName();
    },
  };
}

/**
 * Claims a name that says which folder is locked and for what, by the folder's inode: an abstract socket of Linux, which
 * all processes in one network namespace share. Returns the release; undefined if another process has the name.
 */
async function claimName(file: string): Promise<(() => void) | undefined> {
  if (process.platform !== 'linux') return () => {};
  const server = createServer((socket) => socket.destroy());
  server.unref().listen(`\0etude ${basename(file)} ${identityOf(dirname(file))}`);
  try {
    await once(server, 'listening');
    return () => server.close();
  } catch (error) {
    // A sandbox may allow no such sockets: then the file alone is the lock.
    return codeOf(error) === 'EADDRINUSE' ? undefined : () => {};
  }
}

type LockedFile = { handle: Handle; identity: string };

/** Opens and holds the file; throws an error with a code where it cannot, or where the file was replaced meanwhile. */
function lockFile(file: string): LockedFile {
  createPrivately(file);
  const identity = identityOf(file);
  const handle = openLock(file);
  try {
    hold(handle);
    if (identity !== undefined && identity === identityOf(file)) return { handle, identity };
    throw Object.assign(new Error('The file was removed or replaced.'), { code: 'ESTALE' });
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** Which file or folder a path leads to, whatever the path. */
function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

function hold(handle: Handle): void {
  handle.exec('begin immediate; create table if not exists holder (pid integer); delete from holder');
  handle.prepare('insert into holder values (?)').run(process.pid);
  // Others look here to see who holds the file, and each has finished within moments.
  handle.pragma('busy_timeout = 250');
  try {
    handle.exec('commit; begin immediate');
  } catch (error) {
    // The transaction that a reader kept from ending holds the file just as well.
    if (!handle.inTransaction) throw error;
  }
}

function lockTrouble(file: string, code: string, held: (holder: string) => string): string {
  if (code.startsWith('SQLITE_BUSY')) return held(holderOf(file));
  if (code === 'SQLITE_FULL') return `ETUDE_DATA: the disk that holds ${file} is full: free some space.`;
  return `ETUDE_DATA: ${file} cannot be written to (${code}): remove it, or set ETUDE_DATA to another folder.`;
}

const alreadyServed = (holder: string) =>
  `ETUDE_DATA: another Etude${holder} already serves this folder: stop it first, or set ETUDE_DATA to another folder.`;

/** ` (process 123)`, or nothing where the file does not tell. */
function holderOf(file: string): string {
  if (!existsSync(file)) return '';
  let handle: Handle | undefined;
  try {
    handle = openLock(file);
    // A slow disk may take its time to write down the number of a new holder.
    handle.pragma('busy_timeout = 2000');
    const holder = handle.prepare('select pid from holder').get() as { pid: number } | undefined;
    return holder ? ` (process ${holder.pid})` : '';
  } catch {
    return '';
  } finally {
    handle?.close();
  }
}
