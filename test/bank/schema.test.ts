import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/schema';
import { describe, expect, test } from 'vitest';
import { FactsFile } from '../../src/bank/schema/facts.ts';
import { QuestionsFile } from '../../src/bank/schema/question.ts';
import { BankFile } from '../../src/bank/schema/taxonomy.ts';
import { folderOf } from '../../src/base/installation.ts';
import { question, taxonomy } from '../support/bank.ts';

const folder = folderOf('questions');
const schemas: [file: string, schema: TSchema][] = [
  ['questions.schema.json', QuestionsFile],
  ['bank.schema.json', BankFile],
  ['facts.schema.json', FactsFile],
];

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const published = (name: string) => Compile(read(join(folder, name)));

// An editor reads these files, so they are written from the schemas in the code: `vitest run -u` does it.
test.each(schemas)('%s says what the code says', async (file, schema) => {
  const text = JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, null, 2);
  await expect(`${text}\n`).toMatchFileSnapshot(join(folder, file));
});

describe('as an editor sees it', () => {
  const shipped = globSync('**/*.json', { cwd: folder }).filter((path) => !path.endsWith('.schema.json'));

  test('there are files to look at', () => expect(shipped.length).toBeGreaterThan(20));

  test.each(shipped)('%s names its schema and keeps to it', (path) => {
    const value = read(join(folder, path));
    const named = resolve(folder, dirname(path), value.$schema);
    expect(existsSync(named), named).toBe(true);
    const schema = /^(bank|facts)\.json$/.test(path)
      ? path.replace('.json', '.schema.json')
      : 'questions.schema.json';
    expect(named).toBe(join(folder, schema));
    expect(Compile(read(named)).Errors(value)[1]).toEqual([]);
  });

  test.each<[what: string, changes: object]>([
    ['an unknown field', { stemm: 'What?' }],
    ['an id in capitals', { id: 'RED' }],
    ['a difficulty beyond the scale', { difficulty: 6 }],
    ['a day that no calendar has', { asOf: '2026-02-30' }],
    ['an empty stem', { stem: ' ' }],
    [
      'an option without a text',
      {
        options: [
          { id: 'a', text: 'A' },
          { id: 'b', rationale: 'B' },
        ],
      },
    ],
  ])('%s is underlined', (_, changes) => {
    const sound = question('red.one-001');
    const file = (changed: object) => ({ questions: [changed] });
    expect(published('questions.schema.json').Check(file(sound))).toBe(true);
    expect(published('questions.schema.json').Check(file({ ...sound, ...changes }))).toBe(false);
  });

  test('a bank without a title is underlined', () => {
    expect(published('bank.schema.json').Check(taxonomy)).toBe(true);
    expect(published('bank.schema.json').Check({ ...taxonomy, title: undefined })).toBe(false);
    expect(published('bank.schema.json').Check({ domains: taxonomy.domains })).toBe(false);
  });
});
