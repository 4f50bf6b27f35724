import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/load.ts';
import { Refusal } from '../../src/base/failure.ts';
import { taxonomy } from '../support/bank.ts';
import { expectProblems, fileOf, written } from '../support/marks.ts';

describe('files', () => {
  const lost = 'Questions stand in <domain>/<objective>.json: this file would never be read.';

  test.each([
    ['beside bank.json', 'questions.json', lost],
    ['too deep', 'red/one/more.json', lost],
    [
      'for an objective that is misspelt',
      'red/oen.json',
      'bank.json lists no objective "red.oen". Did you mean "red.one"?',
    ],
    [
      'for an unknown objective',
      'elsewhere/unheard-of.json',
      'bank.json lists no objective "elsewhere.unheard-of".',
    ],
  ])('%s', (_, path, message) => expectProblems({ [path]: '▶{"questions": []}' }, message));

  test('a bank.json in a folder is a file of questions like any other', () => {
    expectProblems(
      { 'red/bank.json': '▶{"questions": []}' },
      'bank.json lists no objective "red.bank". Did you mean "red.one"?',
    );
  });

  test('all problems of all files in one run, in the order of file, line and column', () => {
    expectProblems(
      {
        'blue/one.json': '▶',
        'blue/two.json': fileOf(
          written('blue.two-001', { key: '[▶"x"]', '▶b': '0' }),
          written('blue.two-001', { id: '▶"blue.two-001"', stem: '▶""' }),
        ),
        'lost.json': '▶{}',
        'red/one.json': '{"questions": [], ▶"x": 0, ▶"y": 0}',
      },
      'The file is empty.',
      'No option has the id "x".',
      'Unknown field "b".',
      'The id "blue.two-001" is used twice.',
      '"stem" must not be empty.',
      lost,
      'Unknown field "x".',
      'Unknown field "y".',
    );
  });
});

describe('bank.json', () => {
  const domain = (id: string, ...objectives: string[]) =>
    `{"id": ${id}, "title": "T", "objectives": [${objectives.map((o) => `{"id": ${o}, "title": "T"}`).join()}]}`;
  const bank = (...domains: string[]) => ({
    'bank.json': `{"title": "T",\n"domains": [${domains.join(',\n')}]}`,
  });
  const name = 'must be small letters, digits and hyphens, beginning with a letter';

  test.each<[what: string, files: Record<string, string>, message: string]>([
    [
      'a domain twice',
      bank(domain('"red"', '"red.one"'), domain('▶"red"', '"red.two"')),
      'The domain "red" is listed twice.',
    ],
    [
      'an objective twice',
      bank(domain('"red"', '"red.one"', '▶"red.one"')),
      'The objective "red.one" is listed twice.',
    ],
    ['an objective of another domain', bank(domain('"red"', '▶"blue.one"')), 'It must begin with "red.".'],
  ])('%s', (_, files, message) => expectProblems(files, message));

  test('its own mistakes', () => {
    expectProblems(
      { 'bank.json': '▶{"domains": [{"id": ▶"Red", "title": "T", "objectives": ▶[]}], ▶"titel": "T"}' },
      'Missing: "title".',
      `"id" ${name}.`,
      '"objectives" needs at least one entry.',
      'Unknown field "titel". Did you mean "title"?',
    );
  });

  test('a domain with digits and hyphens is usable', () => {
    expectProblems({
      ...bank(domain('"web-2"', '"web-2.one"')),
      'web-2/one.json': fileOf(written('web-2.one-001')),
    });
  });

  test('broken, it hides no problem of the questions and makes none', () => {
    expectProblems(
      {
        'bank.json': '▶null',
        'red/one.json': fileOf(written('red.one-001', { difficulty: '▶9' })),
        'red/unheard-of.json': fileOf(),
      },
      'The file must be an object in braces { }.',
      '"difficulty" must be 5 or less.',
    );
  });
});

describe('a real folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'etude-bank-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(files: Record<string, string | Buffer>): void {
    for (const [path, content] of Object.entries({ 'bank.json': JSON.stringify(taxonomy), ...files })) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }

  const problems = () => loadBank(folder).problems;
  const unreadable = (path: string, message: string) => ({
    file: join(folder, path),
    line: 1,
    column: 1,
    message: `It cannot be read: ${message}.`,
  });

  test('is read file by file; what is not .json and the schemas are passed over', () => {
    write({
      'red/one.json': fileOf(written('red.one-001')),
      'blue/two.json': fileOf(written('blue.two-001')),
      'questions.schema.json': '{}',
      'red/notes.md': '# Red',
      'lesson.md': 'no lesson here',
    });
    expect(problems()).toEqual([]);
    expect(loadBank(folder).questions.map(({ id }) => id)).toEqual(['blue.two-001', 'red.one-001']);
  });

  test('a byte order mark is no part of the text', () => {
    write({ 'red/one.json': '\ufeff{"x": 0, "questions": []}' });
    expect(problems()).toEqual([
      { file: join(folder, 'red/one.json'), line: 1, column: 2, message: 'Unknown field "x".' },
    ]);
  });

  test.each([
    ['Latin-1', Buffer.from('{"questions": ["caf\u00e9"]}', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff{"questions": []}', 'utf16le')],
    ['a text cut within a letter', Buffer.from('{"questions": []}é').subarray(0, -1)],
  ])('%s is told as such, beside the problems of other files', (_, bytes) => {
    write({ 'red/one.json': bytes, 'red/two.json': '' });
    expect(problems()).toEqual([
      unreadable('red/one.json', 'save it as UTF-8'),
      { file: join(folder, 'red/two.json'), line: 1, column: 1, message: 'The file is empty.' },
    ]);
  });

  test('an unreadable bank.json makes no problems elsewhere', () => {
    write({ 'bank.json': Buffer.from([0xff]), 'red/one.json': fileOf(written('red.one-001')) });
    expect(problems()).toEqual([unreadable('bank.json', 'save it as UTF-8')]);
  });

  test('a link that leads nowhere', () => {
    write({});
    symlinkSync('nowhere.json', join(folder, 'one.json'));
    expect(problems()).toEqual([
      unreadable('one.json', `ENOENT: no such file or directory, open '${join(folder, 'one.json')}'`),
    ]);
  });

  test('without bank.json it is no bank, and the setting to mend is named', () => {
    expect(() => loadBank(folder)).toThrow(Refusal);
    expect(() => loadBank(folder)).toThrow(/^ETUDE_QUESTIONS: there is no bank\.json in /);
  });
});
