import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDownloads } from '../../src/exchange/export/downloads.work.ts';
import { run } from '../../src/main.ts';
import { authorViewOf, checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse, TestWorld } from '../support/house.ts';
import { type Page, Reader } from '../support/reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-export-page-'));
const questions = join(folder, 'bank');
const usual = process.env.TMPDIR;
let house: House;
let author: Reader;
/** Ends the command once the page has been seen while it is at work. */
let go: () => void;
beforeAll(async () => {
  process.env.TMPDIR = folder;
  writeFileSync(join(folder, 'two.gift'), 'Which is red? {=Blood ~Grass}\n\nWhich two? {~%50%a ~%50%b ~c}\n');
  await run(['import', join(folder, 'two.gift'), '--into', questions], {});
  house = await startHouse(checkedBank(plainQuestions(2)), {
    authorView: authorViewOf(plainQuestions(2)),
    runSelf: (args, progress) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      go = resolve;
      progress(0.41);
      const ended = promise
        .then(() => run([...args], { ETUDE_QUESTIONS: questions }))
        .then(({ status, stdout, stderr }) => ({ status, text: `${stdout}${stderr}`.trim() }));
      return { ended, stop() {} };
    },
  });
  author = new Reader(house.app);
});
afterAll(async () => {
  await house.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('etude-exchange-'))).toEqual([]);
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
  rmSync(folder, { recursive: true });
});

async function ask(format: string, reader = author): Promise<Page> {
  const { token = 'none' } = (await reader.get('/bank/export')).form('/bank/export');
  return reader.send('/bank/export', { token, format });
}

test('an author sees how far it is, then what is lost, and downloads the file', async () => {
  const sentOn = await ask('aiken');
  expect(sentOn.status).toBe(303);
  const path = String(sentOn.headers.location);
  const atWork = await author.get(path);
  expect([atWork.headers.refresh, atWork.text('progress').trim(), atWork.text('label')]).toEqual([
    '2',
    '',
    '41 % done',
  ]);
  expect((await author.get(path.replace('export', 'export/file'))).status).toBe(409);
  go();
  await expect.poll(async () => (await author.get(path)).headers.refresh).toBeUndefined();
  const done = await author.get(path);
  expect(done.text('[role=status]')).toBe('The file is ready. This is what its format cannot hold:');
  expect(done.text('.note')).toBe('2 questions: 1 exported unchanged, 0 changed, 1 left out.');
  expect(done.texts('.entries li')).toEqual([
    expect.stringContaining('Aiken allows only questions with one right option.'),
  ]);
  const link = done.root.querySelector('a[download]')!.getAttribute('href')!;
  const { status, headers, body } = await author.get(link);
  expect([status, body]).toEqual([200, 'Which is red?\nA. Blood\nB. Grass\nANSWER: A\n\n']);
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringMatching(/^attachment; filename="[a-z-]+\.txt"$/),
    'content-length': String(body.length),
    'cache-control': 'no-store',
  });
});

test('a format that is none, a forged form, a second export at once and a file that is gone are refused', async () => {
  const none = await ask('word');
  expect([none.status, none.text('[role=alert]')]).toEqual([422, 'Choose a format first.']);
  expect((await author.send('/bank/export', { token: 'forged', format: 'gift' })).status).toBe(403);
  const path = String((await ask('gift')).headers.location);
  expect((await ask('json')).status).toBe(503);
  go();
  await expect.poll(async () => (await author.get(path)).headers.refresh).toBeUndefined();
  for (const gone of ['/bank/export?file=gone', '/bank/export/file?file=gone']) {
    const page = await author.get(gone);
    expect([page.status, page.text('.lead')]).toEqual([
      404,
      'Etude no longer has this file. Export it again.',
    ]);
  }
});

test('a bank with problems is not exported, and the page says why', async () => {
  const file = join(questions, 'bank.json');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, '{');
  const path = String((await ask('gift')).headers.location);
  go();
  await expect.poll(async () => (await author.get(path)).headers.refresh).toBeUndefined();
  const page = await author.get(path);
  expect([page.text('[role=status]'), page.text('.note')]).toEqual([
    'Nothing was exported.',
    'The bank has problems: "etude check" lists them. Fix them first.',
  ]);
  writeFileSync(file, before);
});

test('files are forgotten after half an hour, and of many only three are kept', async () => {
  const world = new TestWorld();
  const paths: string[] = [];
  const exporting = async (args: readonly string[]) => {
    paths.push(args[2]!);
    writeFileSync(args[2]!, 'x');
    return { status: 0, text: 'One.' };
  };
  const downloads = createDownloads(
    { folder, run: (args) => ({ ended: exporting(args), stop() {} }) },
    world,
  );
  for (let i = 0; i < 4; i++) {
    const id = downloads.begin('gift', 'bank.gift');
    await expect.poll(() => downloads.find(id)!.state).toBe('written');
  }
  expect(paths.map((path) => existsSync(path))).toEqual([false, true, true, true]);
  world.pass({ minutes: 30 });
  downloads.begin('gift', 'bank.gift');
  expect(paths.map((path) => existsSync(path))).toEqual([false, false, false, false, true]);
  downloads.close();
  expect(existsSync(paths[4]!)).toBe(false);
});
