import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderOf } from '../src/base/installation.ts';
import rows from './asvs.json' with { type: 'json' };

/** How many requirements up to level 2 each section of the standard has; they are its first ones. */
const sections: Record<string, number> = {
  ...{ '6.1': 3, '6.2': 12, '6.3': 4, '6.4': 4, '6.5': 5, '6.6': 3, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2 },
  ...{ '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1 },
  ...{ '9.1': 3, '9.2': 4 },
  ...{ '10.1': 2, '10.2': 2, '10.3': 4, '10.4': 11, '10.5': 5, '10.6': 2, '10.7': 3 },
};

type Row = { row: string; level: number; asks: string; test?: string[]; note?: string };
const table = rows as Row[];

test('the table has every requirement of OWASP ASVS 5.0 up to level 2 on who may come in and what they may do', () => {
  const asked = Object.entries(sections).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, i) => `${section}.${i + 1}`),
  );
  expect(table.map(({ row }) => row)).toEqual(asked);
  expect(table.filter(({ level }) => level !== 1 && level !== 2)).toEqual([]);
});

test('every row names the test that shows it, or says why there is none', () => {
  const bare = table.filter(({ test = [], note = '' }) => test.length === 0 && note.length < 20);
  expect(bare).toEqual([]);
});

test('every test that is named is there', () => {
  const missing = table.flatMap(({ row, test = [] }) =>
    test.filter((named) => !isThere(named)).map((named) => `${row}: ${named}`),
  );
  expect(missing).toEqual([]);
});

/** Whether a test that is written as `file: name` is in its file, where it begins with its name. */
function isThere(named: string): boolean {
  const [file = '', ...words] = named.split(': ');
  const name = words.join(': ');
  if (name === '' || !existsSync(folderOf(file))) return false;
  return readFileSync(folderOf(file), 'utf8').includes(`'${name}`);
}

test('every document that a note names has the section it names', () => {
  const text = readFileSync(folderOf('SECURITY.md'), 'utf8');
  const named = table.flatMap(({ note = '' }) =>
    [...note.matchAll(/SECURITY\.md, "([^"]+)"/g)].map(([, name]) => name!),
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !text.includes(`\n## ${name}\n`))).toEqual([]);
});
