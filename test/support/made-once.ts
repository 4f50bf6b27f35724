import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, folderOf } from '../../src/base/installation.ts';

const cache = folderOf('node_modules/.cache/etude-tests');
const oldAfterMs = 3_600_000;

/**
 * A folder that is the same as long as the files it is made of are: the first test that needs it makes it, later ones
 * find it, also those of other runs.
 */
export async function madeOnce(
  name: string,
  madeOf: readonly string[],
  make: (stage: string) => Promise<void>,
): Promise<string> {
  const folder = folderFor(name, madeOf);
  if (existsSync(folder)) return folder;
  const stage = newStage();
  await make(stage);
  keepAs(folder, stage);
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
    if (Date.now() - statSync(path).mtimeMs > oldAfterMs) rmSync(path, { recursive: true, force: true });
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
