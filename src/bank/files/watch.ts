import { type Dirent, type FSWatcher, opendirSync, readlinkSync, statSync, watch } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';
import { codeOf } from '../../base/data/files.ts';
import { isThere } from '../../base/data/regular.ts';
import { digest } from '../../base/digest.ts';
import { debounce, every } from '../../base/world.ts';

/** How to watch files: by system events, by polling every second (for mounts without events), or not at all. */
type Watching = 'on' | 'poll' | 'off';

/** A save comes as several events within a moment: one look at the end of them is enough. */
const settleMs = 100;
const longestMs = 500;
const pollMs = 1000;

/** More than any bank has: other files in its folder must not slow the server down. */
const mostEntries = 20_000;
const mostWatches = 1_000;
const mostLinks = 40;

/** Calls back some time after anything in a folder has changed, at any depth. Returns a function that stops it. */
export function watchFolder(folder: string, how: Watching, changed: () => void): () => void {
  if (how === 'off') return () => {};
  const settled = debounce(settleMs, longestMs, changed);
  const stop = how === 'on' ? listen(folder, settled.start) : poll(folder, settled.start);
  return () => {
    stop();
    settled.stop();
  };
}

/** A folder to listen to, and which names in it matter: all of them in the bank's own folders. */
type Place = { folder: string; names: Set<string> | 'all' };

/**
 * Listens to the folder of a bank, to the folders of its domains, and to both ends of every link on the way to them. A
 * folder that is deleted and created again counts as a new one. (Node's own recursive watch crashes on a circle of links.)
 */
function listen(folder: string, touched: () => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  let places = new Map<string, Place>();
  let stop = () => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  const follow = () => {
    places = placesOf(folder);
    for (const [id, watcher] of watchers) {
      if (places.has(id)) continue;
      watcher.close();
      watchers.delete(id);
    }
    for (const [id, place] of places) {
      if (watchers.has(id)) continue;
      const heard = (name: string | null) => {
        const names = places.get(id)?.names ?? 'all';
        if (names === 'all' || name === null || names.has(name)) look();
      };
      const watcher = listenTo(place.folder, heard);
      if (watcher) watchers.set(id, watcher);
    }
  };
  const pollInstead = (error: unknown) => {
    // The system has no watch left to give, and looking does as well.
    if (!['ENOSPC', 'EMFILE', tooMany].includes(codeOf(error))) throw error;
    stop();
    stop = poll(folder, touched);
  };
  const look = () => {
    try {
      follow();
    } catch (error) {
      pollInstead(error);
    }
    touched();
  };
  try {
    follow();
  } catch (error) {
    pollInstead(error);
  }
  return () => stop();
}

const tooMany = 'more folders than can be watched';

/** Listens to a folder; nothing where it has just gone, or may not be read. */
function listenTo(path: string, heard: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, (_, name) => heard(name));
    watcher.on('error', () => heard(null));
    watcher.unref();
    return watcher;
  } catch (error) {
    if (['ENOSPC', 'EMFILE'].includes(codeOf(error))) throw error;
    return undefined;
  }
}

/** The places to listen to, by their numbers on the disk and their paths. */
function placesOf(given: string): Map<string, Place> {
  const folder = resolve(given);
  const places = new Map<string, Place>();
  const add = (path: string, name?: string) => {
    const stats = statOf(path);
    if (!stats?.isDirectory()) return;
    const id = `${stats.dev} ${stats.ino} ${path}`;
    const known = places.get(id);
    if (name === undefined || known?.names === 'all') places.set(id, { folder: path, names: 'all' });
    else places.set(id, { folder: path, names: new Set([...(known?.names ?? []), name]) });
    if (places.size > mostWatches) throw new Error(tooMany);
  };
  const addWay = (path: string) => {
    for (const { folder, name } of wayTo(path)) add(folder, name);
  };
  addWay(folder);
  add(folder);
  for (const { path, entry } of bankEntries(folder)) {
    if (entry.isSymbolicLink()) addWay(path);
    if (dirname(path) === folder && !entry.isFile()) add(path);
  }
  return places;
}

/** Each link on the way to a path, by its folder and name, and the end of the way, whether or not it is there. */
function wayTo(path: string): { folder: string; name: string }[] {
  const places: { folder: string; name: string }[] = [];
  const { root } = parse(resolve(path));
  let left = resolve(path).slice(root.length).split(sep);
  let at = root;
  while (left.length > 0 && places.length <= mostLinks) {
    const [name, ...rest] = left;
    left = rest;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      at = dirname(at);
      continue;
    }
    const target = targetOf(join(at, name!));
    if (target !== undefined || left.length === 0 || !isThere(join(at, name!)))
      places.push({ folder: at, name: name! });
    if (target === undefined) at = join(at, name!);
    else {
      const from = parse(target).root;
      if (from !== '') at = from;
      left = [...target.slice(from.length).split(sep), ...left];
    }
  }
  return places;
}

/** Where a link leads; nothing where it is none. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The entries of a folder and of its subfolders, up to a limit; links to folders count as folders. */
function bankEntries(folder: string): { path: string; entry: Dirent }[] {
  let left = mostEntries;
  const entriesOf = (path: string) => {
    const entries = visibleEntries(path, left);
    left -= entries.length;
    return entries.map((entry) => ({ path: join(path, entry.name), entry }));
  };
  const top = entriesOf(folder);
  const inner = top.filter(({ entry }) => !entry.isFile()).filter(({ path }) => statOf(path)?.isDirectory());
  return [...top, ...inner.flatMap(({ path }) => entriesOf(path))];
}

function visibleEntries(folder: string, most: number): Dirent[] {
  const entries: Dirent[] = [];
  try {
    const handle = opendirSync(folder);
    try {
      for (let entry = handle.readSync(); entry && entries.length < most; entry = handle.readSync())
        if (!entry.name.startsWith('.')) entries.push(entry);
    } finally {
      handle.closeSync();
    }
  } catch {
    // A folder that has just been deleted, or may not be read, is empty.
  }
  return entries;
}

function poll(folder: string, touched: () => void): () => void {
  let before = traceOf(folder);
  return every(pollMs, () => {
    const now = traceOf(folder);
    if (now !== before) touched();
    before = now;
  });
}

/** Names, sizes and times of everything in a folder, as one word: of the files themselves, where links lead to them. */
function traceOf(folder: string): string {
  const lines = bankEntries(folder).map(({ path }) => {
    const stats = statOf(path);
    if (!stats?.isFile()) return `${path} ${stats === undefined ? '' : stats.ino}`;
    return [path, stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ');
  });
  return digest([statOf(folder)?.ino, ...lines.sort()].join('\n'));
}
