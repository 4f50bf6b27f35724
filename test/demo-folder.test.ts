import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Environment, readConfig } from '../src/config.ts';
import { demoConfig } from '../src/demo-folder.ts';
import { clearWorkplaces, serve, workplace } from './support/process.ts';

const root = mkdtempSync(join(tmpdir(), 'etude-demo-test-'));
afterAll(() => rmSync(root, { recursive: true }));
afterAll(clearWorkplaces);

const begin = (environment: Environment, isNew = false) =>
  demoConfig(readConfig(environment), environment, isNew);

test.each([
  {
    what: 'a data folder with anything in it',
    given: { ETUDE_DATA: root },
    says: `--demo keeps nothing, but ETUDE_DATA names ${root}, which is not empty: leave one of them out.`,
  },
  {
    what: 'a PostgreSQL database',
    given: { ETUDE_DATABASE: 'postgres://localhost/etude' },
    says: '--demo keeps nothing, but ETUDE_DATABASE names a database: leave one of them out.',
  },
  {
    what: 'accounts',
    given: { ETUDE_ACCESS: 'accounts' },
    says: '--demo lets everyone in, but ETUDE_ACCESS is accounts: leave one of them out.',
  },
  {
    what: 'the authors’ pages',
    given: { ETUDE_AUTHOR: '1' },
    says: '--demo shows what candidates see: leave ETUDE_AUTHOR out, or set it to 0.',
  },
])('a demo is refused with $what', ({ given, says }) => {
  writeFileSync(join(root, 'etude.db'), '');
  expect(() => begin(given)).toThrow(says);
  expect(readdirSync(root)).toEqual(['etude.db']);
});

test('a demo is refused with --new, and where no temporary folder can be made', () => {
  expect(() => begin({}, true)).toThrow('--demo and --new cannot be used together: choose one.');
  const before = process.env.TMPDIR;
  process.env.TMPDIR = join(root, 'nowhere');
  try {
    expect(() => begin({})).toThrow(
      /^--demo: a folder cannot be created in .*nowhere \(ENOENT\): set TMPDIR/,
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});

test('a demo keeps its data in a folder of its own, without a foreign secret and without backups', () => {
  const empty = join(root, 'empty');
  mkdirSync(empty);
  const config = begin({ ETUDE_DATA: empty, ETUDE_SECRET_FILE: join(root, 'secret') });
  expect(config).toMatchObject({ secretFile: '', backupEvery: 0, access: ['guests'] });
  expect([config.data === empty, existsSync(config.data)]).toEqual([false, true]);
  rmSync(config.data, { recursive: true });
});

test('a demo that stops leaves nothing behind', async () => {
  const place = workplace();
  const temporary = join(place, 'tmp');
  mkdirSync(temporary);
  const server = await serve(place, ['serve', '--demo'], { TMPDIR: temporary, ETUDE_PORT: '0' });
  expect(readdirSync(temporary)).toHaveLength(1);
  expect(await (await fetch(server.address)).text()).toContain('This is a demo.');
  expect((await server.end('SIGTERM')).status).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(place).toSorted()).toEqual(['questions', 'tmp']);
});
