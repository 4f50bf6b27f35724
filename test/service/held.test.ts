import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../support/client.ts';
import { clearWorkplaces, etude, refusedServe, serve, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';
import { storedReviews } from '../support/stored.ts';

let place: string;
let server: Awaited<ReturnType<typeof serve>>;
let learner: Client;

beforeAll(async () => {
  place = workplace();
  server = await serve(place);
  learner = new Client(server.address);
  await learner.answerOne('A');
  expect((await etude(place, ['backup', 'mine.db'])).status).toBe(0);
}, 60_000);
afterAll(clearWorkplaces);

const lock = () => join(place, 'data/serving.lock');

const lockIsThere = () => expect.poll(() => existsSync(lock()), { timeout: 20_000 }).toBe(true);

const harms = [
  { what: 'removed', harm: () => rmSync(lock()) },
  { what: 'moved away', harm: () => renameSync(lock(), join(place, 'data/elsewhere.lock')) },
  {
    what: 'replaced by a copy',
    harm() {
      copyFileSync(lock(), join(place, 'copy'));
      renameSync(join(place, 'copy'), lock());
    },
  },
  {
    what: 'replaced by an empty file',
    harm() {
      writeFileSync(join(place, 'empty'), '');
      renameSync(join(place, 'empty'), lock());
    },
  },
  {
    what: 'replaced by a text',
    harm() {
      writeFileSync(join(place, 'text'), 'Dear diary. '.repeat(200));
      renameSync(join(place, 'text'), lock());
    },
  },
  {
    what: 'replaced by a folder',
    harm() {
      rmSync(lock());
      mkdirSync(lock());
    },
  },
];

/** What a second server and a restore say, on the data folder by a path. */
async function refusals(data: string): Promise<string[]> {
  const environment = { ETUDE_PORT: '0', ETUDE_DATA: data };
  const ended = await Promise.all([
    refusedServe(place, environment),
    refusedServe(place, environment, '--new'),
    etude(place, ['restore', 'mine.db'], environment),
  ]);
  return ended.map(({ status, stdout, stderr }) => `${status} ${stdout}${stderr}`);
}

test.skipIf(process.platform !== 'linux').each(harms)(
  'with the lock $what, a second server and a restore are refused, and no answer is lost',
  async ({ harm }) => {
    await lockIsThere();
    harm();
    const [second, another, restored] = await refusals('./data');
    expect(second).toMatch(/^2 ETUDE_DATA: another Etude.* already serves this folder/);
    expect(another).toMatch(/^2 --new: there is a database/);
    expect(restored).toMatch(/^2 ETUDE_DATA: another Etude.* already serves this folder/);
    if (existsSync(lock())) rmSync(lock(), { recursive: true });
    await learner.answerOne('B');
    expect(storedReviews(join(place, 'data'))).toEqual(learner.acknowledged.toSorted());
  },
  60_000,
);

test.skipIf(process.platform !== 'linux')('by a link to the folder they are refused as well', async () => {
  symlinkSync('data', join(place, 'link'));
  rmSync(lock(), { force: true, recursive: true });
  const [second, , restored] = await refusals('./link');
  for (const told of [second, restored]) expect(told).toMatch(/^2 ETUDE_DATA: another Etude/);
});

test.skipIf(process.platform !== 'linux')(
  'by a mount of the folder they are refused as well',
  async ({ skip }) => {
    const mount = join(place, 'mounted');
    mkdirSync(mount);
    try {
      execFileSync('mount', ['--bind', join(place, 'data'), mount], { stdio: 'ignore' });
    } catch {
      return skip('nothing can be mounted');
    }
    try {
      rmSync(lock(), { force: true, recursive: true });
      const [second, , restored] = await refusals('./mounted');
      for (const told of [second, restored]) expect(told).toMatch(/^2 ETUDE_DATA: another Etude/);
    } finally {
      execFileSync('umount', [mount]);
    }
  },
);

test('a lock that was removed is put back within some seconds, and holds', async () => {
  rmSync(lock(), { force: true, recursive: true });
  await lockIsThere();
  expect((await refusals('./data'))[0]).toContain(`another Etude (process ${server.pid}) already serves`);
});

test('after it has ended nothing is held', async () => {
  await server.end('SIGKILL');
  const next = await serveHere(place);
  expect((await next.end()).status).toBe(0);
  expect((await etude(place, ['restore', 'mine.db'])).status).toBe(0);
});
