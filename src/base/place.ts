import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';

/** Why nothing more can be saved in a database that is open: which file it is, and what happened to it. */
export type Trouble = { kind: 'moved' | 'deleted' | 'log' | 'overwritten'; what: string };

/** Watches whether the files of an open database are still the ones at its path. */
export type Place = {
  /** What is wrong, by a thorough look of some ten microseconds. */
  trouble(): Trouble | undefined;
  /** Whether database and log are at their paths, by two calls of the system. */
  isKept(): boolean;
  /** Lets go of the files, to be called after SQLite has. */
  close(): void;
};

/** The place of a database that nobody else can reach, such as one in memory or a copy being made. */
export const ownPlace: Place = { trouble: () => undefined, isKept: () => true, close: () => {} };

/**
 * Remembers which file SQLite has just opened. A process loses SQLite's locks on a file when it closes any descriptor
 * of it, so those that are opened here stay open as long as the database.
 */
export function placeOf(file: string): Place {
  const folder = realpathSync(file);
  const database = descriptorOf(file);
  const opened = statOf(file);
  const log = fileBeside(`${folder}-wal`);
  const index = fileBeside(`${folder}-shm`);
  const overwritten = watchContents(file, database);

  function trouble(): Trouble | undefined {
    const now = statOf(file);
    if (!isSame(now, opened)) return gone(file, database);
    const lost = [log, index].find((each) => !each.isKept());
    if (lost) {
      return {
        kind: 'log',
        what: `${lost.path} is no longer the file that Etude opened: it has been deleted, moved or replaced`,
      };
    }
    return overwritten(now!, log.stat(), index.descriptor());
  }

  return {
    trouble,
    isKept: () => isSame(statOf(file), opened) && log.isKept(),
    close() {
      for (const descriptor of [database, index.descriptor()])
        if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

/** A file of SQLite's that appears beside the database when it is first read. */
function fileBeside(path: string) {
  let opened: Stats | undefined;
  let descriptor: number | undefined;
  return {
    path,
    stat: () => statOf(path),
    isKept() {
      const now = statOf(path);
      opened ??= now;
      return isSame(now, opened);
    },
    descriptor() {
      descriptor ??= descriptorOf(path);
      return descriptor;
    },
  };
}

function gone(file: string, descriptor: number | undefined): Trouble {
  const isDeleted = descriptor !== undefined && fstatSync(descriptor).nlink === 0;
  return isDeleted
    ? { kind: 'deleted', what: `The database ${file} has been deleted or replaced while Etude served it` }
    : {
        kind: 'moved',
        what: `The database is no longer at ${file}: it has been moved while Etude served it`,
      };
}

/** What the index of SQLite's write-ahead log says; undefined where it cannot be read. */
type Index = { frames: number; pageSize: number; checkpoint: string; isSettled: boolean };

/**
 * Tells when something other than a checkpoint has written to the database, such as `cp` over it, or has cut its log.
 * SQLite notes in the index what it is about to bring from the log into the database, so that a new time of the file
 * beside an old note is somebody else's doing; then its contents decide, because `touch` does no harm.
 */
function watchContents(file: string, database: number | undefined) {
  let known: { stat: Stats; index: Index; print: string } | undefined;
  let found: Trouble | undefined;

  return (stat: Stats, log: Stats | undefined, descriptor: number | undefined): Trouble | undefined => {
    if (found || database === undefined) return found;
    const index = readIndex(descriptor);
    if (!index) return undefined;
    if (isCut(log, index) && readIndex(descriptor)?.checkpoint === index.checkpoint)
      found = { kind: 'overwritten', what: `${file}-wal has been cut short by another program` };
    else if (!known) known = { stat, index, print: printOf(database, stat) };
    else if (stat.mtimeMs !== known.stat.mtimeMs || stat.size !== known.stat.size) {
      const print = printOf(database, stat);
      const isOurs = index.checkpoint !== known.index.checkpoint || !index.isSettled;
      if (!isOurs && print !== known.print)
        found = { kind: 'overwritten', what: `${file} has been overwritten by another program` };
      else if (index.isSettled) known = { stat, index, print };
    }
    return found;
  };
}

function isCut(log: Stats | undefined, { frames, pageSize }: Index): boolean {
  return frames > 0 && log !== undefined && log.size < 32 + frames * (pageSize + 24);
}

/** Reads the header of the index (sqlite.org/walformat.html), which is in the byte order of the machine. */
function readIndex(descriptor: number | undefined): Index | undefined {
  const bytes = Buffer.alloc(136);
  if (descriptor === undefined || readSync(descriptor, bytes, 0, 136, 0) < 136) return undefined;
  const [done, attempted] = [bytes.readUInt32LE(96), bytes.readUInt32LE(128)];
  return {
    frames: bytes.readUInt32LE(16),
    pageSize: bytes.readUInt16LE(14),
    checkpoint: `${bytes.toString('hex', 32, 40)} ${done} ${attempted}`,
    isSettled: done === attempted,
  };
}

/** So many pages are compared, from all over the database. */
const compared = 64;
const pageSize = 4096;

/** A digest of the size of a database and of pages from its first to its last. */
function printOf(descriptor: number, { size }: Stats): string {
  const hash = createHash('sha1').update(String(size));
  const last = Math.max(0, Math.ceil(size / pageSize) - 1);
  const page = Buffer.alloc(pageSize);
  for (let i = 0; i < compared; i++) {
    const at = Math.floor((last * i) / (compared - 1)) * pageSize;
    hash.update(page.subarray(0, readSync(descriptor, page, 0, pageSize, at)));
  }
  return hash.digest('hex');
}

const isSame = (a: Stats | undefined, b: Stats | undefined) => a?.ino === b?.ino && a?.dev === b?.dev;

/** A file as the system knows it; undefined where it is not there or cannot be seen. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function descriptorOf(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
