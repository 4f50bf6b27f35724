import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';

/** Why nothing more can be saved in a database that is open, and what happened to its files or to its server. */
export type Trouble = {
  kind: 'moved' | 'deleted' | 'log' | 'overwritten' | 'unreachable' | 'moving';
  what: string;
};

/** What happened to the files of a database, which one on a server does not have here. */
export type FileTrouble = Trouble & { kind: Exclude<Trouble['kind'], 'unreachable' | 'moving'> };

/** Watches whether the files of an open database are still the ones at its path. */
export type Place = {
  /** What is wrong, by a thorough look of some ten microseconds. */
  trouble(): FileTrouble | undefined;
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

  function trouble(): FileTrouble | undefined {
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

function gone(file: string, descriptor: number | undefined): FileTrouble {
  const isDeleted = descriptor !== undefined && fstatSync(descriptor).nlink === 0;
  return isDeleted
    ? { kind: 'deleted', what: `The database ${file} was deleted or replaced while Etude was using it` }
    : {
        kind: 'moved',
        what: `The database is no longer at ${file}: it was moved while Etude was using it`,
      };
}

/**
 * Tells when something other than a checkpoint has written to the database, such as `cp` over it, or has cut its log.
 * SQLite notes in the index what it is about to bring from the log into the database, so that a new time of the file
 * beside an old note is somebody else's doing; then its contents decide, because `touch` does no harm.
 */
function watchContents(file: string, database: number | undefined) {
  let known: { stat: Stats; checkpoint: string; print: string } | undefined;
  let found: FileTrouble | undefined;
  const index = Buffer.alloc(136);

  /** Reads the header of the index; false where it cannot be read. */
  const read = (descriptor: number | undefined) =>
    descriptor !== undefined && readSync(descriptor, index, 0, index.length, 0) === index.length;

  return (stat: Stats, log: Stats | undefined, descriptor: number | undefined): FileTrouble | undefined => {
    if (found || database === undefined || !read(descriptor)) return found;
    if (isCut(log, index)) {
      const before = checkpointOf(index);
      // Another program that has just emptied the log by a checkpoint has noted that before.
      if (read(descriptor) && checkpointOf(index) === before)
        found = { kind: 'overwritten', what: `${file}-wal has been cut short by another program` };
    } else if (!known || !isUnchanged(stat, known.stat)) {
      const checkpoint = checkpointOf(index);
      const print = printOf(database, stat);
      if (known && known.checkpoint === checkpoint && isSettled(index) && known.print !== print)
        found = { kind: 'overwritten', what: `${file} has been overwritten by another program` };
      else if (!known || isSettled(index)) known = { stat, checkpoint, print };
    } else if (isSettled(index) && isUnchanged(fstatSync(database), stat)) {
      // The first write after a checkpoint begins a new log, and leaves the database as it is.
      known.checkpoint = checkpointOf(index);
    }
    return found;
  };
}

// The header of the index (sqlite.org/walformat.html) is in the byte order of the machine.

/** Whether a log is shorter than what the index says is in it. */
function isCut(log: Stats | undefined, index: Buffer): boolean {
  const [pageSize, frames] = [index.readUInt16LE(14), index.readUInt32LE(16)];
  return frames > 0 && log !== undefined && log.size < 32 + frames * (pageSize + 24);
}

/** What changes with every checkpoint: which log this is, and how much of it is in the database or on its way there. */
function checkpointOf(index: Buffer): string {
  return index.toString('hex', 32, 40) + index.toString('hex', 96, 100) + index.toString('hex', 128, 132);
}

/** Whether no checkpoint is under way. */
function isSettled(index: Buffer): boolean {
  return index.readUInt32LE(96) === index.readUInt32LE(128);
}

/** Pages to compare, from all over the database. */
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

/** Whether nothing has been written to a file. */
const isUnchanged = (now: Stats, before: Stats) => now.mtimeMs === before.mtimeMs && now.size === before.size;

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
