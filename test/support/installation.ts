import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bankStore } from '../../src/bank/past/store.ts';
import { openHandle } from '../../src/base/data/handle.ts';
import { readMigrations } from '../../src/base/data/migrate.ts';
import { folderOf } from '../../src/base/installation.ts';
import { examStore } from '../../src/exam/store.ts';
import { learnerStore } from '../../src/learner/store.ts';
import { memoryStore } from '../../src/memory/store.ts';
import { beliefStore } from '../../src/plan/belief/store.ts';
import { dayStore } from '../../src/plan/day/store.ts';
import { planOccasions } from '../../src/plan/predictions/occasions.load.ts';
import { predictionStore } from '../../src/plan/predictions/store.ts';
import type { Installation, OpenStores } from '../../src/service/deps.ts';
import { dump } from './dump.ts';
import type { House } from './house.ts';

/** The stores that commands need, without the server that opens others: it takes most of the time that a process starts. */
const openStores: OpenStores = (db) => {
  const stores = {
    texts: bankStore(db),
    learners: learnerStore(db),
    memory: memoryStore(db),
    exams: examStore(db),
    beliefs: beliefStore(db),
    predictions: predictionStore(db),
    days: dayStore(db),
  };
  return { ...stores, occasions: planOccasions(stores) };
};

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

const root = mkdtempSync(join(tmpdir(), 'etude-installations-'));

/** A new empty folder. */
export const newFolder = (): string => mkdtempSync(join(root, 'at-'));

/** Removes every folder that was made. */
export const clearFolders = (): void => rmSync(root, { recursive: true, force: true });

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
