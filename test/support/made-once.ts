import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesBelow, folderOf } from '../../src/base/installation.ts';

const cache = folderOf('node_modules/.cache/etude-tests');
const oldAfterMs = 24 * 3_600_000;
const longestWaitMs = 60_000;

/**
 * A folder that is the same as long as the files it is made of are: the first test that needs it makes it, those in other
 * processes wait for that, and later ones find it, also those of other runs.
 */
export async function madeOnce(
  name: string,
  madeOf: readonly string[],
  make: (stage: string) => Promise<void>,
): Promise<string> {
  const folder = folderFor(name, madeOf);
  while (!existsSync(folder)) {
    if (!claims(folder)) await sleep(100);
    else
      try {
        const stage = newStage();
        await make(stage);
        keepAs(folder, stage);
      } finally {
        rmSync(claimOf(folder), { force: true });
      }
  }
  return folder;
}

/** The same for what is made without waiting. */
export function madeAtOnce(name: string, madeOf: readonly string[], make: (stage: string) => void): string {
  const folder = folderFor(name, madeOf);
  if (existsSync(folder)) return folder;
  const stage = newStage();
  make(stage);
  keepAs(folder, stage);
  return folder;
}

const claimOf = (folder: string) => `${folder}.claim`;

/** Whether this process is to make a folder, and no other that is still at it. */
function claims(folder: string): boolean {
  mkdirSync(cache, { recursive: true });
  const claim = claimOf(folder);
  try {
    writeFileSync(claim, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch {
    if (isGivenUp(claim)) rmSync(claim, { force: true });
    return false;
  }
}

/** Whether whoever made a claim has ended since, or is too slow to be waited for. */
function isGivenUp(claim: string): boolean {
  try {
    if (Date.now() - statSync(claim).mtimeMs > longestWaitMs) return true;
    process.kill(Number(readFileSync(claim, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

const folderFor = (name: string, madeOf: readonly string[]) => join(cache, `${name}-${fingerprint(madeOf)}`);

function newStage(): string {
  mkdirSync(cache, { recursive: true });
  removeOld();
  return mkdtempSync(join(cache, 'stage-'));
}

/** Another worker may have made the same meanwhile: the first that was ready counts. */
function keepAs(folder: string, stage: string): void {
  try {
    renameSync(stage, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(stage, { recursive: true });
  }
}

function removeOld(): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > oldAfterMs) rmSync(path, { recursive: true, force: true });
  }
}

/** Changes with every file in some folders, with the packages and with Node. */
function fingerprint(folders: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  const below = (folder: string) => filesBelow(folderOf(folder)).map((path) => join(folder, path));
  for (const file of ['package-lock.json', ...folders.flatMap(below)]) {
    const { size, mtimeMs } = statSync(folderOf(file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}
