import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { filesBelow, folderOf } from '../../src/base/installation.ts';
import { clearWorkplaces, etude, workplace } from '../support/process.ts';

afterAll(clearWorkplaces);

const shipped = folderOf('questions');

test('the files below a folder are those in it, wherever its links lead', () => {
  const folder = workplace();
  const before = filesBelow(folder);
  symlinkSync('.', join(folder, 'a'));
  symlinkSync('..', join(folder, 'questions/b'));
  symlinkSync('/proc', join(folder, 'questions/c'));
  expect(filesBelow(folder)).toEqual(before);
  expect(before).toEqual(['questions/bank.json', 'questions/blue/one.json', 'questions/red/one.json']);
});

test.concurrent.each([
  { what: 'a new folder', prepare: () => {} },
  { what: 'an empty one', prepare: (folder: string) => mkdirSync(folder, { recursive: true }) },
])('questions unpack writes the bank into $what, to be checked, edited and served', async ({ prepare }) => {
  const place = workplace();
  const folder = join(place, 'my/own bank');
  prepare(folder);
  const { status, stdout, stderr } = await etude(place, ['questions', 'unpack', 'my/own bank']);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^my\/own bank now holds the \d+ files of the bank: set ETUDE_QUESTIONS to it and edit them\.\n$/,
  );
  expect(filesBelow(folder)).toEqual(filesBelow(shipped));
  for (const path of filesBelow(shipped))
    expect(readFileSync(join(folder, path)).equals(readFileSync(join(shipped, path))), path).toBe(true);
  const ended = await etude(place, ['new', 'calms.culture'], { ETUDE_QUESTIONS: folder });
  expect(ended.stdout).toMatch(/culture\.json:\d+\n$/);
});

test.concurrent.each([
  { what: 'nothing', args: [], says: 'questions: run "etude questions unpack <folder>".' },
  {
    what: 'another verb',
    args: ['unpak'],
    says: 'questions: there is no "questions unpak". Did you mean "unpack"?',
  },
  { what: 'no folder', args: ['unpack'], says: 'questions unpack: name a folder, such as' },
  {
    what: 'two folders',
    args: ['unpack', 'a', 'b'],
    says: '"questions unpack" takes one folder: remove "b".',
  },
  { what: 'a full folder', args: ['unpack', 'questions'], says: 'questions unpack: questions is not empty' },
  { what: 'a file', args: ['unpack', 'questions/bank.json'], says: 'cannot be read (ENOTDIR)' },
  {
    what: 'a folder in a file',
    args: ['unpack', 'questions/bank.json/x'],
    says: 'cannot be written to (ENOTDIR)',
  },
])('questions with $what changes nothing: $says', async ({ args, says }) => {
  const place = workplace();
  const before = filesBelow(place);
  const { status, stdout, stderr } = await etude(place, ['questions', ...args]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
  expect(filesBelow(place)).toEqual(before);
});

test.runIf(process.getuid?.() !== 0)('a folder that may not be written is told, and stays', async () => {
  const place = workplace();
  const folder = join(place, 'locked');
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  const { status, stderr } = await etude(place, ['questions', 'unpack', 'locked']);
  expect([status, stderr]).toEqual([2, expect.stringContaining('locked cannot be written to (EACCES)')]);
  expect(readdirSync(folder)).toEqual([]);
});

test.concurrent('"built-in" is the bank that Etude brings', async () => {
  const place = workplace();
  writeFileSync(join(place, 'questions/bank.json'), 'broken');
  const { status, stdout } = await etude(place, ['check', '--today', '2026-11-28'], {
    ETUDE_QUESTIONS: 'built-in',
  });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d{3} questions, no problems/)]);
  expect(existsSync(join(place, 'built-in'))).toBe(false);
});
