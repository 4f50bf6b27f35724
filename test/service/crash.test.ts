import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHandle } from '../../src/base/data/handle.ts';
import { DAY } from '../../src/base/time.ts';
import { listBackups } from '../../src/service/archive/backups.load.ts';
import { backupNamed } from '../../src/service/archive/backups.ts';
import { backup, drill } from '../../src/service/backup/backup.command.ts';
import { finishRestore } from '../../src/service/backup/restore.load.ts';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { bundledScript } from '../support/bundled.ts';
import { monday, startHouse } from '../support/house.ts';
import {
  clearFolders,
  contentOf,
  installationIn,
  installationOf,
  newFolder,
} from '../support/installation.ts';
import { hasStrace, killAt, type Point, pointsOf, runUnder } from '../support/machine.ts';
import { regular } from '../support/regular.ts';
import { isDrawn, ofSample } from '../support/share.ts';

/** Every point with `npm run torture`, some of them, others every day, with every run of the tests. */
const stride = process.env.TORTURE ? 1 : 80;
const calls =
  'pwrite64,fsync,ftruncate,unlink,unlinkat,rename,mkdir,rmdir,chmod,fchmod,copy_file_range,sendfile';

const operate = await bundledScript('test/support/operate.ts');

/** A data folder with a learner, one with another, and a backup of that other. */
let from: string;
let file: string;
let before: ReturnType<typeof contentOf>;
let after: ReturnType<typeof contentOf>;

beforeAll(async () => {
  const house = await startHouse(checkedBank(plainQuestions(2)));
  await regular(house);
  const other = installationOf(house);
  file = join(newFolder(), 'other.db');
  await backup(other, file, monday);
  from = newFolder();
  house.handle.pragma('wal_checkpoint(TRUNCATE)');
  cpSync(join(other.data, 'etude.db'), join(from, 'etude.db'));
  writeFileSync(join(from, 'secret'), 'f'.repeat(43));
  const handle = openHandle(join(from, 'etude.db'));
  handle.exec("update learner set zone = 'Asia/Tokyo'");
  handle.close();
  after = contentOf(other.data);
  before = contentOf(copyOf(from));
  await house.close();
});
afterAll(clearFolders);

function copyOf(folder: string): string {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Runs a work over a copy of the folder under strace. */
function under(what: 'backup' | 'restore', file: string, fault?: string) {
  const data = copyOf(from);
  return { data, ...runUnder(calls, [...operate, what, data, file], fault) };
}

/** The points to kill at: those that the work itself makes, which begin with its lock. */
function sweep(what: 'backup' | 'restore', file: string): Point[] {
  const whole = under(what, file);
  expect([whole.status, whole.stderr]).toEqual([0, '']);
  const points = pointsOf(whole.lines);
  return points.filter((_, i) => isDrawn(i, stride) || i === 0 || i === points.length - 1);
}

describe.skipIf(!hasStrace)('killed at any write', () => {
  test(`of a restore, all is as before it or as after it, and the next start sees to it${ofSample}`, () => {
    const points = sweep('restore', file);
    const seen = points.map((point) => {
      const { data, signal } = under('restore', file, killAt(point));
      finishRestore(installationIn(data));
      const replaced = readdirSync(data).find((name) => name.startsWith('replaced-'));
      const content = contentOf(data);
      const name = `${point.name} ${point.nth}`;
      expect([before, after], name).toContainEqual(content);
      expect(replaced !== undefined, name).toBe(content.secret === after.secret);
      if (replaced) expect(contentOf(join(data, replaced)), name).toEqual(before);
      const strays = readdirSync(data).filter((name) => /^(restoring|placing)|\.part$/.test(name));
      expect(strays, name).toEqual([]);
      rmSync(data, { recursive: true });
      return { name, isKilled: signal === 'SIGKILL', secret: content.secret };
    });
    expect(seen.filter(({ isKilled }) => !isKilled).map(({ name }) => name)).toEqual([]);
    expect(new Set(seen.map(({ secret }) => secret)).size, 'both ends were seen').toBe(2);
  }, 600_000);

  test(`of a backup, there is none or a good one, the data are as before, and the next one leaves no trace of it${ofSample}`, async () => {
    const points = sweep('backup', '');
    const counts: number[] = [];
    for (const point of points) {
      const name = `${point.name} ${point.nth}`;
      const { data, signal } = under('backup', '', killAt(point));
      expect(signal, name).toBe('SIGKILL');
      expect(contentOf(data), name).toEqual(before);
      const installation = installationIn(data);
      counts.push(listBackups(data).length);
      if (listBackups(data).length > 0) await drill(installation, monday);
      await backup(installation, undefined, monday + DAY);
      await drill(installation, monday + DAY);
      const strays = readdirSync(join(data, 'backups')).filter((name) => !backupNamed(name));
      expect(strays, name).toEqual(['outcomes.json']);
      rmSync(data, { recursive: true });
    }
    expect(new Set(counts), 'both ends were seen').toEqual(new Set([0, 1]));
  }, 600_000);
});

describe.skipIf(!hasStrace)('a disk that fills up meanwhile', () => {
  const isFull = 'The database cannot be used at the moment: database or disk is full.';

  test.each([
    { what: 'backup', says: `No backup was made. ${isFull}` },
    { what: 'restore', says: `was not restored, and nothing was changed. ${isFull}` },
  ] as const)('ends a $what with a sentence and leaves no trace of it', ({ what, says }) => {
    const told = [10, 20, 30, 40, 50, 60].map((nth) => {
      const into = what === 'backup' ? join(newFolder(), 'mine.db') : file;
      const full = under(what, into, `pwrite64:error=ENOSPC:when=${nth}+`);
      if (full.status === 0) return '';
      expect(contentOf(full.data)).toEqual(before);
      if (what === 'backup') expect(readdirSync(join(into, '..'))).toEqual([]);
      expect(readdirSync(full.data).filter((name) => /^(restoring|placing|replaced)/.test(name))).toEqual([]);
      return full.stderr;
    });
    expect(told.join(''), 'it filled up in the work itself').toContain(says);
    expect(told.join('')).not.toMatch(/^\s+at /m);
  });
});
