import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Handle, openHandle } from '../../src/base/data/handle.ts';
import { migrate, readMigrations } from '../../src/base/data/migrate.ts';
import { folderOf } from '../../src/base/installation.ts';
import { bundledScript } from '../support/bundled.ts';
import { dump } from '../support/dump.ts';
import { monday } from '../support/house.ts';
import { hasStrace } from '../support/machine.ts';
import { contents } from '../support/old-contents.ts';
import { quickDisk } from '../support/quick-disk.ts';
import { isDrawn, ofSample } from '../support/share.ts';
import { copiesMeanwhile } from '../support/standstill.ts';

const migrations = readMigrations(folderOf('migrations'));
/** The last migration and a third of the older ones, others every day; all of them with `npm run torture`. */
const drawn = migrations.filter(
  ({ version }) => process.env.TORTURE || version === migrations.length || isDrawn(version, 3),
);
const root = mkdtempSync(join(quickDisk, 'etude-crash-'));
const program = await bundledScript('test/support/migrate.ts');
afterAll(() => rmSync(root, { recursive: true }));

/** A folder whose database is of a version, and has been used. */
function folderAt(version: number): string {
  const folder = mkdtempSync(join(root, 'at-'));
  if (version === 0) return folder;
  for (const [since, content] of contents) {
    if (since > version) break;
    change(folder, (handle) => migrate(handle, migrations.slice(0, since), monday));
    change(folder, (handle) => handle.exec(content));
  }
  change(folder, (handle) => migrate(handle, migrations.slice(0, version), monday));
  return folder;
}

/** Opens the database of a folder, changes it and closes it. */
function change(folder: string, work: (handle: Handle) => void): void {
  const handle = openHandle(join(folder, 'etude.db'));
  work(handle);
  handle.close();
}

/** A copy of a folder, for what leaves traces in it. */
function copyOf(folder: string): string {
  const copy = mkdtempSync(join(root, 'copy-'));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** What the database of a folder is like, once it has been opened again after whatever happened to it. */
function stateOf(folder: string) {
  const handle = openHandle(join(folder, 'etude.db'));
  const state = {
    version: handle.pragma('user_version', { simple: true }) as number,
    schema: handle.prepare('select type, name, sql from sqlite_schema order by type, name').all(),
    integrity: handle.pragma('integrity_check', { simple: true }),
    orphans: handle.pragma('foreign_key_check'),
    rows: dump({ handle }),
  };
  handle.close();
  return state;
}

/** Rows in the order of their ids, whatever the order of the table. */
function sorted(rows: unknown[] = []): unknown[] {
  return (rows as { id: string }[]).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

describe.skipIf(!hasStrace)('killed at any write', () => {
  test.each(drawn)(
    `of migration $name, the database is as before or as after it${ofSample}`,
    async ({ version }) => {
      const from = folderAt(version - 1);
      // Opening makes a database where there is none, and whoever finds one makes other calls.
      const before = stateOf(copyOf(from));
      const left = await copiesMeanwhile(
        [...program, from, String(version)],
        'fsync,ftruncate,unlink',
        40,
        () => copyOf(from),
      );
      const after = stateOf(from);
      expect(sorted(after.rows.review), 'the log stays as it was, but for new columns').toMatchObject(
        sorted(before.rows.review) as object[],
      );
      const seen = left.map((folder) => {
        const state = stateOf(folder);
        change(folder, (handle) => {
          migrate(handle, migrations, monday);
          expect(handle.pragma('user_version', { simple: true })).toBe(migrations.length);
        });
        rmSync(folder, { recursive: true });
        return state;
      });
      for (const [i, state] of seen.entries())
        expect([before, after], `${i} of ${seen.length}`).toContainEqual(state);
      expect(new Set(seen.map((state) => state.version))).toEqual(new Set([version - 1, version]));
    },
    300_000,
  );
});
