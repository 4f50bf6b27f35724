import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, syncFile, syncFolder } from './files.ts';
import type { Handle } from './handle.ts';

/**
 * Copies everything that a database holds into a new file, also when the files of the database have been deleted: they
 * live as long as the handle. Returns why it could not be done, if so.
 */
export async function copyAll(handle: Handle, file: string): Promise<string | undefined> {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'wx', 0o600));
    await handle.backup(file);
    syncFile(file);
    syncFolder(dirname(file));
    return undefined;
  } catch (error) {
    rmSync(file, { force: true });
    return codeOf(error);
  }
}

/** Brings everything that is only in the write-ahead log into the database. Returns why it could not be done, if so. */
export function emptyLog(handle: Handle): string | undefined {
  try {
    // The reads of this turn may still share a transaction, which would keep the log in use.
    if (handle.inTransaction) handle.exec('commit');
    const [done] = handle.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return done?.busy === 0 ? undefined : 'SQLITE_BUSY';
  } catch (error) {
    return codeOf(error);
  }
}
