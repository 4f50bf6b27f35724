import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, folderOf } from '../../src/base/installation.ts';
import { bundle, warm } from '../../src/service/package/bundle.door.ts';

const cache = folderOf('node_modules/.cache/etude-tests');
const oldAfterMs = 3_600_000;
let made: Promise<readonly string[]> | undefined;

/**
 * How tests start Etude quickly: from a bundle of the source as it is now, in half the processor time of a start from
 * the source itself. The first test that needs it makes it; later ones find it, also those of other runs.
 */
export function bundled(): Promise<readonly string[]> {
  made ??= findOrMake();
  return made;
}

async function findOrMake(): Promise<readonly string[]> {
  const folder = join(cache, fingerprint());
  if (!existsSync(folder)) await make(folder);
  const runner = folderOf('test/support/bundled.cjs');
  return [process.execPath, runner, join(folder, 'etude.cjs'), folderOf('src/base')];
}

/** Another worker may make the same meanwhile: the first that is ready counts. */
async function make(folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  removeOld();
  const stage = mkdtempSync(join(cache, 'stage-'));
  await bundle(`${process.platform}-${process.arch}`, stage);
  await warm(process.execPath, stage);
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

/** Changes with everything that the bundle is made of. */
function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  const files = ['package-lock.json', ...filesBelow(folderOf('src')).map((path) => join('src', path))];
  for (const file of files) {
    const { size, mtimeMs } = statSync(folderOf(file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}
