import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { question, taxonomy } from '../support/bank.ts';
import { clearWorkplaces, serve, workplace } from '../support/process.ts';

afterAll(clearWorkplaces);

const red = 'questions/red/one.json';

/** Waits until something is so; the test's own limit ends it. */
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

/** Saves as editors do: beside the file, then in its place. */
function save(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, `${file}~`), text);
  renameSync(join(folder, `${file}~`), join(folder, file));
}

describe.concurrent.each(['on', 'poll'])('with ETUDE_WATCH=%s', (how) => {
  test('a saved file is live, a broken one is told and keeps the last good bank, a mended one is live again', async () => {
    const folder = workplace();
    const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_WATCH: how, ETUDE_LOG_LEVEL: 'warn' });
    const learn = async () => (await fetch(new URL('learn', server.address))).text();
    const bank = (title: string) =>
      JSON.stringify({
        ...taxonomy,
        domains: taxonomy.domains.map((each) => ({ ...each, title: `${title} ${each.id}` })),
      });

    save(folder, 'questions/bank.json', bank('Second'));
    await until(async () => (await learn()).includes('Second red'));

    const before = readFileSync(join(folder, red), 'utf8');
    save(folder, red, before.replace('"single"', 'single'));
    await until(() => server.output.stderr.includes('the one before stays live'));
    expect(server.output.stderr).toContain(`${red}:5:15 JSON does not know this`);
    save(folder, 'questions/bank.json', bank('Third'));
    await sleep(500);
    expect(await learn()).toContain('Second red');

    save(folder, red, before);
    await until(async () => (await learn()).includes('Third red'));
    expect((await server.end('SIGTERM')).status).toBe(0);
  });

  test('a new folder is seen, and what is written into it', async () => {
    const folder = workplace();
    const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_WATCH: how, ETUDE_LOG_LEVEL: 'silent' });
    const green = { id: 'green', title: 'Green', objectives: [{ id: 'green.one', title: 'Green one' }] };
    mkdirSync(join(folder, 'questions/green'));
    await sleep(300);
    save(folder, 'questions/green/one.json', JSON.stringify({ questions: [question('green.one-001')] }));
    save(
      folder,
      'questions/bank.json',
      JSON.stringify({ ...taxonomy, domains: [...taxonomy.domains, green] }),
    );
    await until(async () =>
      (await (await fetch(new URL('practice?topic=green', server.address))).text()).includes(
        'Stem of green.one-001',
      ),
    );
    expect((await server.end('SIGTERM')).status).toBe(0);
  });
});

test.concurrent.each(['on', 'poll'])(
  'with ETUDE_WATCH=%s, what comes and goes, links that lead nowhere and editors’ locks disturb nothing',
  async (how) => {
    const folder = workplace();
    const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_WATCH: how, ETUDE_LOG_LEVEL: 'warn' });
    symlinkSync('loop', join(folder, 'questions/loop'));
    symlinkSync('someone@somewhere.1', join(folder, 'questions/red/.#one.json'));
    const changes = { ...taxonomy, title: 'Steady' };
    for (let i = 0; i < 60; i++) {
      mkdirSync(join(folder, `questions/tmp/${i % 7}`), { recursive: true });
      await sleep(20);
      rmSync(join(folder, 'questions/tmp'), { recursive: true });
      if (i === 30)
        save(
          folder,
          'questions/bank.json',
          JSON.stringify({
            ...changes,
            domains: changes.domains.map((each) => ({ ...each, title: `Live ${each.id}` })),
          }),
        );
    }
    await until(async () =>
      (await (await fetch(new URL('learn', server.address))).text()).includes('Live red'),
    );
    expect(server.output.stderr).toBe('');
    expect((await server.end('SIGTERM')).status).toBe(0);
  },
);

test('a bank that is gone for a while is told on the authors’ pages, and live again when it is back', async () => {
  const folder = workplace();
  const env = { ETUDE_PORT: '0', ETUDE_AUTHOR: '1', ETUDE_LOG_LEVEL: 'silent' };
  const server = await serve(folder, [], env);
  const page = async () => (await fetch(new URL('bank', server.address))).text();
  const bank = join(folder, 'questions/bank.json');
  renameSync(bank, `${bank}.away`);
  await until(async () => (await page()).includes('there is no bank.json'));
  expect(await page()).toContain('What was live before still is.');
  renameSync(`${bank}.away`, bank);
  await until(async () => !(await page()).includes('What was live before still is.'));
  expect((await server.end('SIGTERM')).status).toBe(0);
});

test('with ETUDE_WATCH=off the bank stays as it was at the start', async () => {
  const folder = workplace();
  const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_WATCH: 'off', ETUDE_LOG_LEVEL: 'silent' });
  save(
    folder,
    'questions/bank.json',
    JSON.stringify({ ...taxonomy, domains: taxonomy.domains.map((each) => ({ ...each, title: 'New' })) }),
  );
  await sleep(500);
  expect(await (await fetch(new URL('learn', server.address))).text()).not.toContain('New');
  await server.end('SIGTERM');
});
