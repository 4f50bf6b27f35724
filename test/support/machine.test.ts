import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hasStrace, watch } from './machine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'etude-machine-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test.each([
  { how: 'runs programs and attaches to none', script: 'case "$*" in *-p*) exit 1;; esac' },
  { how: 'does nothing at all', script: 'exit 1' },
])('a strace that $how watches nobody', async ({ script }) => {
  writeFileSync(join(folder, 'strace'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'strace'), 0o755);
  vi.stubEnv('PATH', folder + delimiter + process.env.PATH);
  vi.resetModules();
  expect((await import('./machine.ts')).hasStrace).toBe(false);
});

test('where there is no strace, nobody is watched', async () => {
  vi.stubEnv('PATH', folder);
  vi.resetModules();
  expect((await import('./machine.ts')).hasStrace).toBe(false);
});

test.skipIf(!hasStrace)('a watch leaves nothing behind', async () => {
  vi.stubEnv('TMPDIR', folder);
  const sleeper = spawn('sleep', ['10']);
  const strace = await watch(sleeper.pid!, []);
  await strace.end();
  sleeper.kill();
  expect(readdirSync(folder)).toEqual([]);
  await expect(watch(2 ** 30, [])).rejects.toThrow('strace did not attach');
  expect(readdirSync(folder)).toEqual([]);
});
