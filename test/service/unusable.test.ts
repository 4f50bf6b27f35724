import { chmodSync, cpSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { canRunWithoutRights, hasStrace, readOnly, withoutRights } from '../support/machine.ts';
import { clearWorkplaces, emptyPlace, etude, refusedServe, serve, workplace } from '../support/process.ts';

const user = process.getuid?.() === 0 ? 65534 : process.getuid?.();
const program = await bundled();
const asSomebody = [...withoutRights, ...program];
const canRun = canRunWithoutRights([...program, 'version']);
const environment = { ETUDE_PORT: '0' };

let place: string;
beforeAll(async () => {
  place = emptyPlace(user);
  cpSync(join(workplace(), 'questions'), join(place, 'questions'), { recursive: true });
  if (canRun) await serveOnce();
});
afterAll(clearWorkplaces);

/** Starts and ends without a warning. */
async function serveOnce(): Promise<void> {
  const server = await serve(place, [], environment, asSomebody);
  const { status, stderr } = await server.end('SIGTERM');
  expect([status, stderr]).toEqual([0, '']);
}

const refusal = (sentence: string) => ({ status: 2, stdout: '', stderr: `${sentence}\n` });

describe.skipIf(!canRun)('without the right to write', () => {
  test.each([
    { path: 'data', mode: 0o500, told: 'the folder ./data cannot be written to' },
    { path: 'data/etude.db', mode: 0o400, told: 'data/etude.db must be readable and writable' },
    { path: 'data/etude.db', mode: 0, told: 'data/etude.db must be readable and writable' },
  ])('to $path ($mode) a start says whose right is missing', async (each) => {
    const file = join(place, each.path);
    const { mode } = statSync(file);
    chmodSync(file, each.mode);
    expect(await etude(place, ['serve'], environment, asSomebody)).toEqual(
      refusal(
        `ETUDE_DATA: ${each.told} (EACCES): give user ${user} permission to read and write there, or set ETUDE_DATA to another folder.`,
      ),
    );
    chmodSync(file, mode);
  });

  test('is over once it is given again: a start and its end say nothing', serveOnce);
});

test('on a file system that is mounted for reading only a start says so', async ({ skip }) => {
  const mountBack = readOnly(place);
  if (!mountBack) return skip('nothing can be mounted');
  try {
    expect(await refusedServe(place, { ...environment, ETUDE_DATA: '.' })).toEqual(
      refusal(
        'ETUDE_DATA: the folder . cannot be written to (EROFS): mount its file system read-write, or set ETUDE_DATA to another folder.',
      ),
    );
  } finally {
    mountBack();
  }
});

describe.skipIf(!hasStrace)('on a file system over a network', () => {
  /** The system is asked as ever, and its answer changed to that of NFS (0x6969). */
  const overNetwork = ['-e', 'trace=statfs', '-e', 'inject=statfs:poke_exit=@arg2=6969000000000000'];
  const warning =
    'is on NFS. What to do: move it to a local disk: over a network SQLite can lose or damage data.';
  const run = (command: string, more = {}) =>
    etude(place, [command], { ...environment, ...more }, [
      'strace',
      '-o',
      '/dev/null',
      ...overNetwork,
      ...program,
    ]);

  test('doctor tells', async () => {
    mkdirSync(join(place, 'data'), { recursive: true });
    const { status, stdout } = await run('doctor');
    expect(status).toBe(1);
    expect(stdout).toContain(`The folder ./data ${warning}\n`);
  });

  test('the log of the server warns at its start', async () => {
    // An address of nobody’s here, at which it gives up after it has warned.
    const { stderr } = await run('serve', { ETUDE_HOST: '203.0.113.1', ETUDE_ACCESS: 'guests' });
    const [entry] = stderr.split('\n');
    expect(JSON.parse(entry!)).toMatchObject({ level: 40, msg: `The folder ./data ${warning}` });
  });
});
