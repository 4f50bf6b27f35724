import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLock } from '../../../src/base/data/handle.ts';
import { type Lock, lockFolder } from '../../../src/base/data/lock.ts';
import { holdLock } from '../../support/lock.ts';

let file: string;
let lock: Lock;
beforeEach(async () => {
  file = join(mkdtempSync(join(tmpdir(), 'etude-lock-')), 'serving.lock');
  lock = await lockFolder(file);
});
afterEach(() => {
  lock.release();
  rmSync(join(file, '..'), { recursive: true });
});

/** Whether another connection may write to the lock file, which nobody may while it is held. */
function isFree(): boolean {
  const other = openLock(file);
  try {
    other.exec('begin immediate');
    return true;
  } catch {
    return false;
  } finally {
    other.close();
  }
}

test('a file that is removed again and again, at any moment, is put back and held', async () => {
  const forever = `for (;;) require('node:fs').rmSync(process.argv[1], { force: true })`;
  const remover = spawn(process.execPath, ['-e', forever, file]);
  while (existsSync(file)) await new Promise(setImmediate);
  for (let i = 0; i < 300; i++) expect(lock.renew()).toBe(true);
  remover.kill('SIGKILL');
  await once(remover, 'close');
  expect(lock.renew()).toBe(true);
  expect(existsSync(file)).toBe(true);
  expect(isFree()).toBe(false);
});

test('a reader of the new file does not look like another holder', () => {
  renameSync(file, `${file}.copy`);
  const reader = openLock(file);
  reader.exec('create table holder (pid integer); begin; select * from holder');
  expect(lock.renew()).toBe(true);
  expect(isFree()).toBe(false);
  reader.close();
  expect(lock.renew()).toBe(true);
  expect(isFree()).toBe(false);
});

test('another holder of the new file is noticed', () => {
  rmSync(file);
  const other = openLock(file);
  other.exec('begin immediate');
  expect(lock.renew()).toBe(false);
  other.close();
});

test.skipIf(process.platform !== 'linux')(
  'a holder that is still writing its number down is named',
  async () => {
    rmSync(file);
    const letGo = await holdLock(
      file,
      'create table holder (pid integer); begin exclusive; insert into holder values (123)',
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1e6) select count(*) from n; commit',
    );
    await expect(lockFolder(file)).rejects.toThrow('another Etude (process 123) already serves');
    await letGo();
  },
);
