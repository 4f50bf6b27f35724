import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openHandle } from '../../src/base/data/handle.ts';
import { readMigrations } from '../../src/base/data/migrate.ts';
import { folderOf } from '../../src/base/installation.ts';
import type { Installation } from '../../src/service/deps.ts';
import { openStores } from '../../src/stores.ts';
import { dump } from './dump.ts';
import type { House } from './house.ts';

/** What Etude finds in a data folder. */
export function installationIn(data: string): Installation {
  const migrations = readMigrations(folderOf('migrations'));
  return { data, secretFile: join(data, 'secret'), release: '1.2.3', migrations, openStores };
}

/** The installation of a house, with a secret of its own. */
export function installationOf({ handle }: House): Installation {
  const installation = installationIn(dirname(handle.name));
  writeFileSync(installation.secretFile, 'h'.repeat(43), { mode: 0o600 });
  return installation;
}

let root: string | undefined;

/** A new empty folder. */
export function newFolder(): string {
  root ??= mkdtempSync(join(tmpdir(), 'etude-installations-'));
  return mkdtempSync(join(root, 'at-'));
}

/** Removes every folder that was made. */
export function clearFolders(): void {
  if (root) rmSync(root, { recursive: true, force: true });
  root = undefined;
}

/** All that an installation holds, as the next start finds it. */
export function contentOf(data: string) {
  const handle = openHandle(join(data, 'etude.db'));
  const content = {
    version: handle.pragma('user_version', { simple: true }),
    integrity: handle.pragma('integrity_check', { simple: true }),
    orphans: handle.pragma('foreign_key_check'),
    rows: dump({ handle }),
    secret: readFileSync(join(data, 'secret'), 'utf8'),
  };
  handle.close();
  return content;
}
