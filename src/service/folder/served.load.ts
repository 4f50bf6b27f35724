import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openReadOnly } from '../../base/data/handle.ts';
import { databaseOf } from '../archive/backups.load.ts';
import type { Finding } from '../examine/findings.ts';

/** Whether a server that runs beside us has other files open than those at their place; only Linux can tell. */
export function examineServed(data: string): Finding[] {
  const lock = join(data, 'serving.lock');
  const holder = holderOf(lock);
  const open = openFilesOf(holder);
  const isOpen = (file: string) => open.has(nameOf(file) ?? 'missing');
  if (!isOpen(lock)) return [];
  const strange = [databaseOf(data), `${databaseOf(data)}-wal`].filter((file) => !isOpen(file));
  return strange.map((file) => ({
    what: `Etude (process ${holder}) has a different file open from ${file}, which was deleted, moved or replaced while it was running. It no longer saves answers.`,
    mend: 'follow the instructions in its log, which also says what happened to the saved answers',
  }));
}

/** The process that last served a folder; undefined where none did. */
function holderOf(lock: string): number | undefined {
  try {
    const handle = openReadOnly(lock);
    try {
      return handle.prepare('select pid from holder').pluck().get() as number | undefined;
    } finally {
      handle.close();
    }
  } catch {
    return undefined;
  }
}

function openFilesOf(holder: number | undefined): ReadonlySet<string> {
  const folder = `/proc/${holder}/fd`;
  try {
    // A descriptor may be closed while we look at it.
    return new Set(readdirSync(folder).flatMap((descriptor) => nameOf(join(folder, descriptor)) ?? []));
  } catch {
    return new Set();
  }
}

/** What the system calls a file by, whatever its path; undefined where there is none. */
function nameOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.dev} ${stat.ino}`;
}
