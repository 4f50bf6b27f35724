import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { Client } from '../support/client.ts';
import { clearWorkplaces, etude, serve, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';

/** As with `umask 0` in a shell. */
const openHanded = ['sh', '-c', 'umask 0; exec "$@"', 'sh', ...(await bundled())];

let place: string;
let data: string;

beforeAll(async () => {
  place = workplace();
  data = join(place, 'data');
  await aDayOfEverything();
}, 120_000);
afterAll(clearWorkplaces);

async function aDayOfEverything(): Promise<void> {
  const server = await serve(place, [], { ETUDE_PORT: '0' }, openHanded);
  await new Client(server.address).answerOne('A');
  expect(wide(), 'while it serves').toEqual([]);
  for (const args of [['backup'], ['drill'], ['doctor', '--repair'], ['check', '--data', 'data']])
    expect(await etude(place, args, {}, openHanded), args[0]).toMatchObject({ status: 0 });
  await server.end('SIGKILL');
  const backup = readdirSync(join(data, 'backups')).find((name) => name.endsWith('.db'))!;
  expect(await etude(place, ['restore', join('data/backups', backup)], {}, openHanded)).toMatchObject({
    status: 0,
  });
  await (await serve(place, [], { ETUDE_PORT: '0' }, openHanded)).end('SIGTERM');
}

/** Every file that others may read, and every folder that others may enter. */
function wide(): string[] {
  const names = ['.', ...readdirSync(data, { recursive: true, encoding: 'utf8' })];
  return names
    .filter((name) => !lstatSync(join(data, name)).isSymbolicLink())
    .filter(
      (name) =>
        (statSync(join(data, name)).mode & 0o777) !==
        (statSync(join(data, name)).isDirectory() ? 0o700 : 0o600),
    )
    .map((name) => `${name} ${(statSync(join(data, name)).mode & 0o777).toString(8)}`);
}

test('after a day of everything, with a umask that allows all, every file is its owner’s alone', () => {
  expect(readdirSync(data).length).toBeGreaterThan(5);
  expect(wide()).toEqual([]);
});

test('files that an earlier release left open are closed at the start; nothing else is touched, and no link followed', async () => {
  const other = join(place, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'file'), 'mine');
  chmodSync(join(other, 'file'), 0o644);
  const names = readdirSync(data, { recursive: true, encoding: 'utf8' });
  for (const name of names)
    chmodSync(join(data, name), statSync(join(data, name)).isDirectory() ? 0o755 : 0o644);
  symlinkSync(other, join(data, 'replaced-link'));
  symlinkSync(join(other, 'file'), join(data, 'backups/link.db'));
  writeFileSync(join(data, 'notes'), 'mine');
  chmodSync(join(data, 'notes'), 0o644);
  expect((await etude(place, ['doctor'])).stdout).toContain(
    'Other users can read or write data/etude.db. What to do: ',
  );
  const server = await serveHere(place);
  expect(await server.end()).toMatchObject({ status: 0, stderr: '' });
  // Node lists what is behind a link as well.
  expect(wide().filter((line) => !line.startsWith('replaced-link/'))).toEqual(['notes 644']);
  expect(statSync(join(other, 'file')).mode & 0o777).toBe(0o644);
  expect(statSync(other).mode & 0o777).toBe(0o755);
});

test.skipIf(process.getuid?.() !== 0)(
  'a file of another owner is told by the start and by doctor',
  async () => {
    const there = workplace();
    cpSync(data, join(there, 'data'), { recursive: true });
    const file = join(there, 'data/backups/outcomes.json');
    chownSync(file, 12345, -1);
    const told = (path: string) => `${path} belongs to user 12345. What to do: run chown 0 ${path} as root.`;
    const { stderr } = await (await serveHere(there)).end();
    expect(stderr).toContain(told(file));
    expect((await etude(there, ['doctor'])).stdout).toContain(told('data/backups/outcomes.json'));
  },
);
