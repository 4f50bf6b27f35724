import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folderOf } from '../src/base/installation.ts';

/** Runs the whole check on a machine without strace, nginx and faketime whose programs do as they are told here. */
function check(programs: Record<string, string>) {
  const bin = mkdtempSync(join(tmpdir(), 'etude-bin-'));
  onTestFinished(() => rmSync(bin, { recursive: true }));
  for (const [name, script] of Object.entries({ npm: 'echo "npm $*"', id: 'echo 0', ...programs })) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  for (const name of ['bash', 'dirname']) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    symlinkSync(stdout.trim(), join(bin, name));
  }
  const { status, stdout } = spawnSync(join(bin, 'bash'), [folderOf('.ci/run')], {
    env: { PATH: bin },
    encoding: 'utf8',
  });
  return { status, stdout };
}

test.each([
  { what: 'no list of packages', aptGet: '[ "$1" != update ]' },
  { what: 'none of them among the packages', aptGet: '[ "$1" != install ]' },
])('where there is $what, the check goes on without strace, nginx, faketime and PostgreSQL', ({ aptGet }) => {
  expect(check({ 'apt-get': aptGet })).toEqual({
    status: 0,
    stdout: [
      'strace cannot be installed: the tests that need it are skipped.',
      'nginx cannot be installed: the tests that need it are skipped.',
      'faketime cannot be installed: the tests that need it are skipped.',
      'postgresql cannot be installed: the tests that need it are skipped.',
      'npm ci',
      'npm test',
      '',
    ].join('\n'),
  });
});

test('a test that fails ends the check', () => {
  expect(check({ 'apt-get': 'true', npm: '[ "$1" = ci ]' })).toEqual({ status: 1, stdout: '' });
});
