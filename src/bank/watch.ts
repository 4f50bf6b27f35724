import { existsSync, type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { digest } from '../base/digest.ts';
import { codeOf } from '../base/folder.ts';
import { every, soon } from '../base/world.ts';

/** How files are watched: by the system's own word, by looking every second (for mounts that tell nothing), or not. */
export type Watching = 'on' | 'poll' | 'off';

/** A save comes as several events within a moment: one look at the end of them is enough. */
const settleMs = 100;
const longestMs = 500;
const pollMs = 1000;

/** Calls back some time after anything in a folder has changed, however deep. Returns the end of it. */
export function watchFolder(folder: string, how: Watching, changed: () => void): () => void {
  if (how === 'off') return () => {};
  const settled = soon(settleMs, longestMs, changed);
  const stop = how === 'on' ? listen(folder, settled.start) : poll(folder, settled.start);
  return () => {
    stop();
    settled.stop();
  };
}

/**
 * Listens to the folder and the folders of the domains in it, where alone a bank's files stand; one that is made anew
 * under the same name is another. (Node's own recursive watch ends the process where a link leads in a circle.)
 */
function listen(folder: string, touched: () => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const stop = () => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  const follow = () => {
    const there = foldersIn(folder);
    for (const [name, watcher] of watchers) {
      if (there.has(name)) continue;
      watcher.close();
      watchers.delete(name);
    }
    for (const [name, path] of there) {
      if (!watchers.has(name)) watchers.set(name, listenTo(path, look));
    }
  };
  const look = () => {
    try {
      follow();
    } catch {
      // What has vanished meanwhile tells of itself, and is left out at the next look.
    }
    touched();
  };
  try {
    follow();
    return stop;
  } catch (error) {
    // The system has no watch left to give, and looking does as well.
    if (!['ENOSPC', 'EMFILE'].includes(codeOf(error))) throw error;
    stop();
    return poll(folder, touched);
  }
}

function listenTo(path: string, look: () => void): FSWatcher {
  const watcher = watch(path, look);
  watcher.on('error', look);
  watcher.unref();
  return watcher;
}

/** A folder and those in it, by their number on the disk. */
function foldersIn(folder: string): Map<string, string> {
  const paths = [folder, ...childrenOf(folder)];
  const known = paths.map((path) => ({ path, entry: lstatSync(path, { throwIfNoEntry: false }) }));
  return new Map(
    known.flatMap(({ path, entry }) => (entry ? [[`${entry.ino} ${path}`, path] as const] : [])),
  );
}

function childrenOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

function poll(folder: string, touched: () => void): () => void {
  let before = traceOf(folder);
  return every(pollMs, () => {
    const now = traceOf(folder);
    if (now !== before) touched();
    before = now;
  });
}

/** Names, sizes and times of everything in a folder, as one word; what cannot be looked at is a trace as well. */
function traceOf(folder: string): string {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    const lines = names.map((name) => {
      const { size, mtimeMs, ino } = lstatSync(join(folder, name), { throwIfNoEntry: false }) ?? {};
      return [name, size, mtimeMs, ino].join(' ');
    });
    return digest(lines.join('\n'));
  } catch (error) {
    return codeOf(error);
  }
}
