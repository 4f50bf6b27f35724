import { cpSync, readdirSync, writeFileSync } from 'node:fs';
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
import { hasStrace, runUnder } from '../support/machine.ts';
import { regular } from '../support/regular.ts';
import { ofSample } from '../support/share.ts';
import { copiesMeanwhile } from '../support/standstill.ts';

const calls = 'fsync,ftruncate,unlink,unlinkat,rename,mkdir,rmdir,chmod,fchmod';

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

type What = 'backup' | 'restore';

/** What a work leaves of a copy of the folder wherever it is killed, and at its end. */
function leftBy(what: What, into: string, stride: number): Promise<string[]> {
  const data = copyOf(from);
  return copiesMeanwhile([...operate, what, data, into], calls, stride, () => copyOf(data));
}

describe.skipIf(!hasStrace)('killed at any write', () => {
  test(`of a restore, all is as before it or as after it, and the next start sees to it${ofSample}`, async () => {
    const secrets = new Set<string>();
    for (const [i, data] of (await leftBy('restore', file, 10)).entries()) {
      finishRestore(installationIn(data));
      const replaced = readdirSync(data).find((name) => name.startsWith('replaced-'));
      const content = contentOf(data);
      expect([before, after], `${i}`).toContainEqual(content);
      expect(replaced !== undefined, `${i}`).toBe(content.secret === after.secret);
      if (replaced) expect(contentOf(join(data, replaced)), `${i}`).toEqual(before);
      const strays = readdirSync(data).filter((name) => /^(restoring|placing)|\.part$/.test(name));
      expect(strays, `${i}`).toEqual([]);
      secrets.add(content.secret);
    }
    expect(secrets.size, 'both ends were seen').toBe(2);
  }, 600_000);

  test(`of a backup, there is none or a good one, the data are as before, and the next one leaves no trace of it${ofSample}`, async () => {
    const counts = new Set<number>();
    for (const [i, data] of (await leftBy('backup', '', 80)).entries()) {
      expect(contentOf(data), `${i}`).toEqual(before);
      const installation = installationIn(data);
      counts.add(listBackups(data).length);
      if (listBackups(data).length > 0) await drill(installation, monday);
      await backup(installation, undefined, monday + DAY);
      await drill(installation, monday + DAY);
      const strays = readdirSync(join(data, 'backups')).filter((name) => !backupNamed(name));
      expect(strays, `${i}`).toEqual(['outcomes.json']);
    }
    expect(counts, 'both ends were seen').toEqual(new Set([0, 1]));
  }, 600_000);
});

describe.skipIf(!hasStrace)('a disk that fills up meanwhile', () => {
  const isFull = 'The database cannot be used at the moment: database or disk is full.';

  test.each([
    { what: 'backup', says: `No backup was made. ${isFull}`, at: [10, 20, 30, 40, 50, 60] },
    { what: 'restore', says: `was not restored, and nothing was changed. ${isFull}`, at: [6, 10, 14] },
  ] as const)('ends a $what with a sentence and leaves no trace of it', ({ what, says, at }) => {
    const told = at.map((nth) => {
      const into = what === 'backup' ? join(newFolder(), 'mine.db') : file;
      const data = copyOf(from);
      const { status, stderr } = runUnder(
        [...operate, what, data, into],
        `pwrite64:error=ENOSPC:when=${nth}+`,
      );
      expect(status, `${nth}`).not.toBe(0);
      expect(contentOf(data)).toEqual(before);
      if (what === 'backup') expect(readdirSync(join(into, '..'))).toEqual([]);
      expect(readdirSync(data).filter((name) => /^(restoring|placing|replaced)/.test(name))).toEqual([]);
      return stderr;
    });
    expect(told.join(''), 'it filled up in the work itself').toContain(says);
    expect(told.join('')).not.toMatch(/^\s+at /m);
  });
});
