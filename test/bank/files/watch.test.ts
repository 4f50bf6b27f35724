import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { LiveBank } from '../../../src/bank/live/live.ts';
import { readConfig } from '../../../src/config.ts';
import { followFiles } from '../../../src/follow.ts';
import { openSource } from '../../../src/open.ts';
import { question, taxonomy } from '../../support/bank.ts';
import { startHouse } from '../../support/house.ts';
import { clearWorkplaces, serve, workplace } from '../../support/process.ts';
import { Reader } from '../../support/reader.ts';
import { serveHere } from '../../support/serve-here.ts';

afterAll(async () => {
  for (const end of running) await end();
  await clearWorkplaces();
});

const red = 'questions/red/one.json';

/** What ends each Etude that follows files here. */
const running: (() => Promise<void>)[] = [];

/** Follows a folder's question files in this process, as a server does. */
async function follow(folder: string, settings: Record<string, string>) {
  const data = join(folder, 'data');
  const config = readConfig({ ETUDE_DATA: data, ETUDE_QUESTIONS: join(folder, 'questions'), ...settings });
  const source = await openSource(config.questions);
  const house = await startHouse(source.judged, { everyoneIsAuthor: true });
  const { db, stores, live } = house;
  const told: string[] = [];
  const tell = (line: unknown) => void told.push(String(line).replaceAll(`${folder}/`, ''));
  const { stop } = followFiles(config, { db, stores, live, source }, { warn: tell, error: tell });
  running.push(async () => {
    stop();
    await house.close();
  });
  return { house, live, told };
}

/** Waits until something is so; the test's own limit ends it. */
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(200);
}

/** The bank's own file with other titles of its domains. */
function titled(title: string): string {
  const domains = taxonomy.domains.map((each) => ({ ...each, title: `${title} ${each.id}` }));
  return JSON.stringify({ ...taxonomy, domains });
}

/** Saves as editors do: beside the file, then in its place. */
function save(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, `${file}~`), text);
  renameSync(join(folder, `${file}~`), join(folder, file));
}

describe.concurrent.each(['on', 'poll'])('with ETUDE_WATCH=%s', (how) => {
  test('a saved file is live, a broken one is told and keeps the last good bank, a mended one is live again', async () => {
    const folder = workplace();
    const server = await serveHere(folder, { ETUDE_WATCH: how });
    const learn = async () => (await fetch(new URL('learn', server.address))).text();

    save(folder, 'questions/bank.json', titled('Second'));
    await until(async () => (await learn()).includes('Second red'));

    const before = readFileSync(join(folder, red), 'utf8');
    save(folder, red, before.replace('"single"', 'single'));
    await until(() => server.output.stderr.includes('the previous version stays live'));
    expect(server.output.stderr).toContain(`${red}:5:15 This is not JSON`);
    save(folder, 'questions/bank.json', titled('Third'));
    await sleep(500);
    expect(await learn()).toContain('Second red');

    save(folder, red, before);
    await until(async () => (await learn()).includes('Third red'));
    expect((await server.end()).status).toBe(0);
  });

  test('a new folder is seen, and what is written into it', async () => {
    const folder = workplace();
    const { live } = await follow(folder, { ETUDE_WATCH: how });
    const green = { id: 'green', title: 'Green', objectives: [{ id: 'green.one', title: 'Green one' }] };
    mkdirSync(join(folder, 'questions/green'));
    await sleep(300);
    save(folder, 'questions/green/one.json', JSON.stringify({ questions: [question('green.one-001')] }));
    save(
      folder,
      'questions/bank.json',
      JSON.stringify({ ...taxonomy, domains: [...taxonomy.domains, green] }),
    );
    await until(() => live.current().question('green.one-001') !== undefined);
  });
});

test.concurrent.each(['on', 'poll'])(
  'with ETUDE_WATCH=%s, what comes and goes, links in a circle and editors’ locks disturb nothing',
  async (how) => {
    const folder = workplace();
    const { live, told } = await follow(folder, { ETUDE_WATCH: how });
    symlinkSync('loop', join(folder, 'questions/loop'));
    symlinkSync('someone@somewhere.1', join(folder, 'questions/red/.#one.json'));
    for (let i = 0; i < 60; i++) {
      mkdirSync(join(folder, `questions/tmp/${i % 7}`), { recursive: true });
      await sleep(20);
      rmSync(join(folder, 'questions/tmp'), { recursive: true });
      if (i === 30) save(folder, 'questions/bank.json', titled('Live'));
    }
    await until(() => live.current().domains[0]!.title === 'Live red');
    expect(told).toEqual(['questions/loop:1:1 warning This link leads back to itself: remove it.']);
  },
);

/** Ways to link; each returns the file that is then written. */
const layouts: [what: string, link: (questions: string, pool: string) => string][] = [
  [
    'a linked file whose target is written',
    (questions, pool) => {
      renameSync(join(questions, 'red/one.json'), join(pool, 'one.json'));
      symlinkSync('../../pool/one.json', join(questions, 'red/one.json'));
      return join(pool, 'one.json');
    },
  ],
  [
    'a linked domain',
    (questions, pool) => {
      renameSync(join(questions, 'red'), join(pool, 'red'));
      symlinkSync(join(pool, 'red'), join(questions, 'red'));
      return join(pool, 'red/one.json');
    },
  ],
  [
    'a linked folder of questions',
    (questions, pool) => {
      renameSync(questions, join(pool, 'bank'));
      symlinkSync('pool/bank', questions);
      return join(pool, 'bank/red/one.json');
    },
  ],
];

describe.concurrent.each(['on', 'poll'])('with ETUDE_WATCH=%s, through links', (how) => {
  const place = () => {
    const folder = workplace();
    mkdirSync(join(folder, 'pool'));
    return { folder, questions: join(folder, 'questions'), pool: join(folder, 'pool') };
  };
  const asks = ({ live }: { live: LiveBank }, words: string) =>
    live.current().question('red.one-001')!.question.stem.startsWith(words);
  const inOtherWords = (text: string, words: string) => text.replace('A team ships', `${words} ships`);

  test.each(layouts)('%s goes live', async (_, link) => {
    const { folder, questions, pool } = place();
    const target = link(questions, pool);
    const etude = await follow(folder, { ETUDE_WATCH: how });
    const text = readFileSync(target, 'utf8');
    writeFileSync(target, inOtherWords(text, 'A crew'));
    await until(() => asks(etude, 'A crew'));
    writeFileSync(`${target}~`, inOtherWords(text, 'A band'));
    renameSync(`${target}~`, target);
    await until(() => asks(etude, 'A band'));
  });

  test('a link that is replaced at once, as for a release or a ConfigMap, goes live', async () => {
    const { folder, questions, pool } = place();
    const text = readFileSync(join(questions, 'red/one.json'), 'utf8');
    for (const version of ['1', '2', '3']) {
      mkdirSync(join(questions, `red/..${version}`));
      writeFileSync(join(questions, `red/..${version}/one.json`), inOtherWords(text, `Crew ${version}`));
    }
    symlinkSync('..1', join(questions, 'red/..data'));
    rmSync(join(questions, 'red/one.json'));
    symlinkSync('..data/one.json', join(questions, 'red/one.json'));
    const swap = (target: string, link: string) => {
      symlinkSync(target, `${link}.new`);
      renameSync(`${link}.new`, link);
    };
    renameSync(questions, join(pool, 'v1'));
    symlinkSync('pool/v1', questions);
    cpSync(join(pool, 'v1'), join(pool, 'v2'), { recursive: true, verbatimSymlinks: true });
    const etude = await follow(folder, { ETUDE_WATCH: how });
    await until(() => asks(etude, 'Crew 1'));
    swap('..2', join(pool, 'v1/red/..data'));
    await until(() => asks(etude, 'Crew 2'));
    swap('..3', join(pool, 'v2/red/..data'));
    swap('pool/v2', questions);
    await until(() => asks(etude, 'Crew 3'));
    swap('..1', join(pool, 'v2/red/..data'));
    await until(() => asks(etude, 'Crew 1'));
  });
});

test.concurrent('what nobody should read keeps the bank live and the server awake, and a copy keeps nothing back', async () => {
  const folder = workplace();
  const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'warn', ETUDE_AUTHOR: '1' });
  const file = join(folder, red);
  const text = readFileSync(file, 'utf8');
  writeFileSync(join(folder, 'questions/red/one (1).json'), text);
  writeFileSync(join(folder, 'questions/red/one copy.json'), '{{{');
  symlinkSync('.', join(folder, 'questions/a'));
  symlinkSync('.', join(folder, 'questions/b'));
  await until(() => server.output.stderr.includes('questions/b:1:1 warning This link leads back to itself'));
  for (const copy of ['one (1).json', 'one copy.json'])
    expect(server.output.stderr).toContain(`questions/red/${copy}:1:1 warning bank.json does not list`);
  expect(server.output.stderr).not.toContain('stays live');
  for (const make of [
    () => execFileSync('mkfifo', [file]),
    () => symlinkSync('/dev/zero', file),
    () => symlinkSync('one.json', file),
  ]) {
    const before = server.output.stderr.length;
    rmSync(file);
    make();
    await until(() => server.output.stderr.slice(before).includes(`${red}:1:1 It cannot be read`));
    // A server that reads the pipe never answers.
    const page = await (await fetch(new URL('bank', server.address))).text();
    expect(page).toContain('It cannot be read');
    expect(page).toContain('The previous version is still live.');
  }
  rmSync(file);
  writeFileSync(file, text.replace('A team ships', 'A crew ships'));
  await until(async () =>
    (await (await fetch(new URL('practice?topic=red', server.address))).text()).includes('A crew'),
  );
  expect(server.output.stderr.split('one copy.json:1:1').length).toBe(2);
  expect((await server.end('SIGTERM')).status).toBe(0);
});

test('a bank that is gone for a while is told on the authors’ pages, and live again when it is back', async () => {
  const folder = workplace();
  const { house } = await follow(folder, { ETUDE_AUTHOR: '1' });
  const reader = new Reader(house.app);
  const page = async () => (await reader.get('/bank')).body;
  const bank = join(folder, 'questions/bank.json');
  renameSync(bank, `${bank}.away`);
  await until(async () => (await page()).includes('there is no bank.json'));
  expect(await page()).toContain('The previous version is still live.');
  renameSync(`${bank}.away`, bank);
  await until(async () => !(await page()).includes('The previous version is still live.'));
});

test('with ETUDE_WATCH=off the bank stays as it was at the start', async () => {
  const folder = workplace();
  const { live } = await follow(folder, { ETUDE_WATCH: 'off' });
  const before = live.current();
  save(folder, 'questions/bank.json', titled('New'));
  await sleep(500);
  expect(live.current()).toBe(before);
});
