import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { clearWorkplaces, etude, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';

const program = await bundled();
let folder: string;

beforeAll(async () => {
  folder = workplace();
  await (await serveHere(folder, { ETUDE_WATCH: 'off' })).end();
});
afterAll(clearWorkplaces);

/** What a command writes to a terminal that is its standard error alone. */
function onTerminal(command: string): string {
  const line = `'${program.join("' '")}' ${command} 2>&1 >/dev/null`;
  return execFileSync('script', ['-qec', line, '/dev/null'], { cwd: folder, encoding: 'utf8' });
}

function hasScript(): boolean {
  try {
    execFileSync('script', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.each(['backup', 'drill', 'doctor'])('%s', (command) => {
  test('nothing of its progress is in a pipe', async () => {
    const { status, stdout, stderr } = await etude(folder, [command], {}, program);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).not.toMatch(/[█░\r]/);
  });

  test.runIf(hasScript())('on a terminal it shows a bar on one line, and clears it at the end', () => {
    const written = onTerminal(command);
    expect(written).toContain(`\r\u001b[K${command}  `);
    expect(written).toMatch(/[█░]{24} +\d+%/);
    expect(written).not.toContain('\n');
    expect(written.endsWith('\r\u001b[K')).toBe(true);
  });
});
