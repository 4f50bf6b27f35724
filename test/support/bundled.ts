import { chmodSync } from 'node:fs';
import { basename, join } from 'node:path';
import { folderOf } from '../../src/base/installation.ts';
import { bundle, warm } from '../../src/service/package/bundle.door.ts';
import { madeOnce } from './made-once.ts';

let made: Promise<readonly string[]> | undefined;

/**
 * How tests start Etude quickly: from a bundle of the source as it is now, in half the processor time of a start from
 * the source itself.
 */
export function bundled(): Promise<readonly string[]> {
  made ??= findOrMake();
  return made;
}

async function findOrMake(): Promise<readonly string[]> {
  const folder = await madeOnce('bundle', ['src'], async (stage) => {
    await bundle(target, stage);
    await warm(process.execPath, stage);
  });
  // For tests that start it as somebody without rights.
  chmodSync(folder, 0o755);
  return commandOf(folder);
}

/** How tests start a script of the test support quickly, such as `test/support/migrate.ts`: from a bundle of it. */
export async function bundledScript(path: string): Promise<readonly string[]> {
  const name = `bundle-${basename(path, '.ts')}`;
  const folder = await madeOnce(name, ['src', 'test/support'], async (stage) => {
    await bundle(target, stage, `import './${path}';`);
  });
  return commandOf(folder);
}

const target = `${process.platform}-${process.arch}`;

function commandOf(folder: string): readonly string[] {
  const runner = folderOf('test/support/bundled.cjs');
  return [process.execPath, runner, join(folder, 'etude.cjs'), folderOf('src/base')];
}
