import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from './support/client.ts';
import { clearWorkplaces, etude, serve, workplace } from './support/process.ts';

let folder: string;
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  folder = workplace();
  server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_WATCH: 'off' });
});
afterAll(clearWorkplaces);

const learner = (...args: string[]) => etude(folder, ['learner', ...args]);

/** The ids of all learners with the number of their answers. */
async function listed(): Promise<[string, string][]> {
  const { stdout } = await learner('list');
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([id, , answers]): [string, string] => [id!, answers!]);
}

/** Starts as a newcomer, answers some questions and returns the learner's id. */
async function newcomer(answers: number): Promise<string> {
  const before = new Set((await learner('list')).stdout.split('\n').map((line) => line.split('\t')[0]));
  const client = new Client(server.address);
  for (let given = 0; given < answers; given++) await client.answerOne('A');
  return (await listed()).map(([id]) => id).find((id) => !before.has(id))!;
}

const sound = { status: 0, stdout: 'No problems found.\n', stderr: '' };

test('list, merge, export, delete and import beside a running server', async () => {
  expect((await learner()).stdout).toBe('There are no learners yet.\n');
  const [a, b] = [await newcomer(2), await newcomer(1)];
  expect((await learner('list')).stdout).toMatch(/^\S+\tguest\t\d answers?\tlast on \d{4}-\d\d-\d\d$/m);

  const asked = await learner('merge', b, a);
  expect([asked.status, asked.stderr]).toEqual([
    1,
    'This moves 1 answer from guest to guest. It cannot be undone: add --yes to do it.\n',
  ]);
  expect(await listed()).toHaveLength(2);
  expect((await learner('merge', b, a, '--yes')).stdout).toBe(
    `Merged 1 answer of guest into guest (${a}).\n`,
  );
  expect(await listed()).toEqual([[a, '3 answers']]);
  expect(await etude(folder, ['doctor'])).toEqual(sound);

  const file = join(folder, 'mine.zip');
  expect((await learner('export', a, file)).stdout).toBe(`Wrote ${file}.\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await learner('export', a, file)).stderr).toBe(
    `${file} already exists. Move it somewhere else, or choose another file name.\n`,
  );

  expect((await learner('fit', a)).stdout).toBe(
    'There are 0 answers on later days. Etude needs 100 to fit a schedule.\n',
  );
  expect(await learner('unfit', a)).toEqual({
    status: 1,
    stdout: '',
    stderr: 'The standard schedule is already in use. There is nothing to undo.\n',
  });

  const c = await newcomer(1);
  expect((await learner('import', file, c)).stdout).toBe(
    'Imported 3 answers for guest, each counted once.\n',
  );
  expect((await learner('import', file, c)).status).toBe(0);
  expect(new Map(await listed()).get(c)).toBe('4 answers');

  expect((await learner('delete', a)).stderr).toBe(
    `This deletes guest (${a}) with 3 answers for good: add --yes to do it.\n`,
  );
  expect((await learner('delete', a, '--yes')).stdout).toBe(`Deleted guest (${a}) with 3 answers.\n`);
  expect(await listed()).toEqual([[c, '4 answers']]);
  expect(await etude(folder, ['doctor'])).toEqual(sound);
}, 120_000);

test.each([
  [['lst'], 'There is no "learner lst". Did you mean "list"?'],
  [['merge', 'x'], 'Use: etude learner merge <learner> <learner>'],
  [['delete', 'nobody', '--yes'], 'There is no learner "nobody". "etude learner list" lists them.'],
  [['import', 'missing.zip', 'nobody'], 'missing.zip cannot be read (ENOENT).'],
])('%j is refused with what to do', async (args, sentence) => {
  const { status, stderr } = await learner(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(sentence);
});

test('a file of something else changes nothing', async () => {
  const [[id]] = (await listed()) as [[string, string]];
  const file = join(folder, 'note.txt');
  writeFileSync(file, 'hello');
  const before = await listed();
  expect((await learner('import', file, id)).stderr).toBe(
    'This file does not contain progress downloaded from Etude.\n',
  );
  expect(await listed()).toEqual(before);
  expect(readFileSync(file, 'utf8')).toBe('hello');
});

test('without a database there is nobody', async () => {
  const { status, stderr } = await etude(workplace(), ['learner']);
  expect([status, stderr]).toEqual([
    2,
    'ETUDE_DATA: there is no database in ./data. Set it to the right folder.\n',
  ]);
});
