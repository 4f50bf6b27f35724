import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { options } from '../../src/arguments.ts';
import { folderOf } from '../../src/base/installation.ts';
import { commands, listed } from '../../src/commands.ts';
import { entries } from '../../src/help/contents.ts';
import { settings } from '../../src/settings.ts';

/** Everything that is written for readers. */
const texts = new Map(
  [...entries.map(({ file }) => file), 'README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map((file) => [
    file,
    readFileSync(folderOf(file), 'utf8'),
  ]),
);
const names = Object.values(settings).map(({ name }) => name as string);

/** What a pattern finds in each text, with the file. */
const mentioned = (pattern: RegExp) =>
  [...texts].flatMap(([file, text]) =>
    [...text.matchAll(pattern)].map(([, name, next]) => ({ file, name: name!, next })),
  );

test('every setting that is written about is there', () => {
  const told = mentioned(/\b(ETUDE_[A-Z_]+)\b/g);
  expect(new Set(told.map(({ name }) => name)).size).toBeGreaterThan(15);
  // An example in CONTRIBUTING makes a setting of its own.
  expect(told.filter(({ name }) => !names.includes(name) && name !== 'ETUDE_MAX_DELAY')).toEqual([]);
});

test('every command that is written about is there, and so is the word after it', () => {
  const told = mentioned(
    /(?:^|[`(]|npm run |etude -- |&& )(?:\.\/)?etude (?:-- )?([a-z]+)(?: ([a-z-]+)\b)?/gm,
  );
  expect(new Set(told.map(({ name }) => name)).size).toBeGreaterThan(10);
  expect(told.filter(({ name }) => !Object.hasOwn(listed, name))).toEqual([]);
  const strangers = told.filter(({ name, next }) => {
    const { words = [] } = commands[name]!;
    return next && words.length > 0 && !words.includes(next);
  });
  expect(strangers).toEqual([]);
});

test('every script of npm that is written about is there', () => {
  const told = mentioned(/npm run ([\w:]+)/g);
  expect(told.length).toBeGreaterThan(5);
  expect(told.filter(({ name }) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
});

const rows = new Map(
  [...texts.get('views/help/commands.md')!.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, text]) => [
    name!,
    text!,
  ]),
);

test.each(Object.entries(listed))('the row of %s names its options, and no others', (name, command) => {
  const told = [...rows.get(name)!.matchAll(/(?<=[` ])--([a-z-]+)/g)].map(([, option]) => option!);
  // The page says of it above the table that every command takes it.
  const own = command.options.filter((option) => option !== 'env-file');
  expect(new Set(told)).toEqual(new Set(own));
});

test.each(Object.entries(listed).filter(([, { words = [] }]) => words.length > 0))(
  'the row of %s names the words that may follow it',
  (name, { words = [] }) => {
    expect(words.filter((word) => !new RegExp(`\`(${name} )?${word}\\b`).test(rows.get(name)!))).toEqual([]);
  },
);

test('every option is in a row or in the text above the table', () => {
  const page = texts.get('views/help/commands.md')!;
  expect(Object.keys(options).filter((option) => !page.includes(`--${option}`))).toEqual([]);
});
