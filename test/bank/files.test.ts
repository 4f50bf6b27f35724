import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { warningLines } from '../../src/bank/author/lines.ts';
import { loadBank } from '../../src/bank/files/load.ts';
import { Refusal } from '../../src/base/failure.ts';
import { taxonomy } from '../support/bank.ts';
import { expectProblems, fileOf, written } from '../support/marks.ts';

describe('files', () => {
  const unlisted = (path: string, advice: string) => `bank.json does not list "${path}": ${advice}`;
  const lost = 'Etude reads questions from <domain>/<objective>.json. Move it there, or remove it.';
  const mend = 'Rename the file, list the objective, or remove it.';
  const copy = (of: string) => `it looks like a copy of ${of}. Copy anything new out of it, then remove it.`;

  test.each([
    ['questions.json', lost],
    ['red/one/more.json', lost],
    ['red/oen.json', `there is no objective "red.oen". Did you mean "red.one"? ${mend}`],
    ['elsewhere/unheard-of.json', `there is no objective "elsewhere.unheard-of". ${mend}`],
    ['red/bank.json', `there is no objective "red.bank". Did you mean "red.one"? ${mend}`],
    ['red/package.json', `there is no objective "red.package". ${mend}`],
    ['package.json', lost],
    ['elsewhere/lesson.md', 'Etude reads lessons from <domain>/lesson.md. Move it there, or remove it.'],
    ...[
      'one (conflicted copy 2026-11-28)',
      "one (Ada's conflicted copy 2026-11-28)",
      'one (In Konflikt stehende Kopie 2026-11-28)',
      'one.sync-conflict-20261128-101112-ABCDEFG',
      'one_conflict-20261128-101112',
      'one copy',
      'one copy 2',
      'one (1)',
      'one - Kopie',
      'Kopie von one',
      'Copie de one',
      'one のコピー',
      '~$one',
      'one_BACKUP_1234',
      'one_BASE_1234',
      'one_LOCAL_1234',
      'one_REMOTE_1234',
      'one.orig',
      'one~HEAD',
      'one@MACBOOK',
    ].map((stem) => [`red/${stem}.json`, copy('red/one.json')]),
    ['facts copy.json', copy('facts.json')],
    ['bank (1).json', copy('bank.json')],
    ['red/lesson (1).md', copy('red/lesson.md')],
  ])('%s is told once as no part of the bank, and neither read nor compared', (path, advice) => {
    const own = fileOf(written('red.one-001'));
    for (const text of [own, '{{', 'null'])
      expectProblems({ 'red/one.json': own, [path!]: `▶${text}` }, unlisted(path!, advice!));
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
      unlisted('lost.json', lost),
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
  const name = 'must be lower-case letters, digits and hyphens, beginning with a letter';

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
  const warned = () => warningLines(loadBank(folder).warnings);
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
    ['Latin-1', Buffer.from('{"questions": [\n"caf\u00e9"]}', 'latin1'), 2, 5, 'save it as UTF-8'],
    ['UTF-16', Buffer.from('\ufeff{"questions": []}', 'utf16le'), 1, 1, 'it is UTF-16; save it as UTF-8'],
    [
      'a text cut within a letter',
      Buffer.from('{"questions": []}é').subarray(0, -1),
      1,
      18,
      'save it as UTF-8',
    ],
  ])('%s is told as such at its place, beside the problems of other files', (_, bytes, line, column, why) => {
    write({ 'red/one.json': bytes, 'red/two.json': '' });
    expect(problems()).toEqual([
      { ...unreadable('red/one.json', why), line, column },
      { file: join(folder, 'red/two.json'), line: 1, column: 1, message: 'The file is empty.' },
    ]);
  });

  test('an unreadable bank.json makes no problems elsewhere', () => {
    write({ 'bank.json': Buffer.from([0xff]), 'red/one.json': fileOf(written('red.one-001')) });
    expect(problems()).toEqual([unreadable('bank.json', 'save it as UTF-8')]);
  });

  const link = (target: string) => (path: string) => symlinkSync(target, path);
  const large = (path: string) => {
    writeFileSync(path, '');
    truncateSync(path, 210 * 2 ** 20);
  };
  const odd: [what: string, make: (path: string) => void, why: string][] = [
    ['a pipe', (path) => void execFileSync('mkfifo', [path]), 'it is a pipe, not a file'],
    ['a folder', (path) => void mkdirSync(path), 'it is a folder, not a file'],
    ['a link to a device', link('/dev/zero'), 'it is a device, not a file'],
    ['a link to nowhere', link('nowhere.json'), 'the link is broken'],
    ['a link in a circle', (path) => symlinkSync(basename(path), path), 'the link leads back to itself'],
    ['a link to a folder', link('/'), 'it is a folder, not a file'],
    ['a file of 210 MB', large, 'it is larger than 20 MB'],
  ];

  test.each(odd)('%s in the place of a file is told and not read', (_, make, why) => {
    write({ 'red/one.json': fileOf(written('red.one-001')) });
    make(join(folder, 'red/two.json'));
    make(join(folder, 'blue.json'));
    make(join(folder, 'facts.json'));
    expect(problems()).toEqual([unreadable('facts.json', why), unreadable('red/two.json', why)]);
    expect(warned()).toEqual([
      expect.stringContaining('blue.json:1:1 warning bank.json does not list "blue.json"'),
    ]);
    rmSync(join(folder, 'bank.json'));
    make(join(folder, 'bank.json'));
    expect(problems()).toContainEqual(unreadable('bank.json', why));
  });

  test.each(odd.slice(0, 1).concat(odd.slice(3, 5)))(
    '%s in the place of a domain is told once',
    (_, make, why) => {
      write({});
      make(join(folder, 'red'));
      expect(problems()).toEqual([unreadable('red', why.replace('a file', 'a folder'))]);
    },
  );

  test('links in circles, to other disks and to nowhere are told once and followed nowhere', () => {
    write({ 'red/one.json': fileOf(written('red.one-001')) });
    const places = { a: '.', b: '.', 'red/back': '..', loop: 'loop', root: '/usr', gone: 'nowhere' };
    for (const [path, target] of Object.entries(places)) symlinkSync(target, join(folder, path));
    expect(warned().map((line) => line.slice(folder.length + 1))).toEqual([
      'a:1:1 warning This link leads back to itself, so Etude does not follow it. Remove it.',
      'b:1:1 warning This link leads back to itself, so Etude does not follow it. Remove it.',
      'gone:1:1 warning This link is broken: remove it.',
      'loop:1:1 warning This link leads back to itself: remove it.',
      'red/back:1:1 warning This link leads back to itself, so Etude does not follow it. Remove it.',
      'root:1:1 warning This link leads to a folder that is not a domain of the bank, so Etude does not follow it.',
    ]);
    expect(problems()).toEqual([]);
  });

  test('a domain, a file and the whole folder may be links', () => {
    write({ 'elsewhere/one.json': fileOf(written('red.one-001')) });
    mkdirSync(join(folder, 'bank'));
    symlinkSync('../bank.json', join(folder, 'bank/bank.json'));
    symlinkSync('../elsewhere', join(folder, 'bank/red'));
    symlinkSync('bank', join(folder, 'current'));
    const { problems, warnings, questions } = loadBank(join(folder, 'current'));
    expect([problems, warnings, questions.length]).toEqual([[], [], 1]);
  });

  test('of many and of deep folders no more is told than anyone reads', () => {
    write({ [`${'deep/'.repeat(30)}x.json`]: '' });
    for (let i = 0; i < 25; i++)
      for (let j = 0; j < 12; j++) write({ [`old${i}/${String(j).padStart(2, '0')}.json`]: '' });
    const told = warned();
    expect(told.length).toBeLessThan(250);
    expect(told).toContainEqual(
      expect.stringMatching(/old0:1:1 warning bank.json does not list 2 more files here/),
    );
    expect(told).toContainEqual(
      expect.stringMatching(/deep:1:1 warning Folders are nested more than 8 levels deep here/),
    );
  });

  test('a name that a terminal would obey is written harmlessly', () => {
    write({ 'red/a\nb\x1b[31m\u202e.json': '' });
    const [line, ...more] = warned();
    expect(more).toEqual([]);
    expect(line).toContain('red/a\\nb\\u001b[31m\\u202e.json:1:1 warning ');
  });

  test('without bank.json it is no bank, and the setting to mend is named', () => {
    expect(() => loadBank(folder)).toThrow(Refusal);
    expect(() => loadBank(folder)).toThrow(/^ETUDE_QUESTIONS: there is no bank\.json in /);
  });
});
