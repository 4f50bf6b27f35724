import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { run } from '../../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const gift = String.raw`$CATEGORY: Computing/Signs

::One::[markdown]Which sign?\n\n${'```'}js\nlet x \= \{ a\: 1 \};\n${'```'} {=\=#Yes. ~\~#No.####Because \#1.}

Which two? {~%50%Ada ~%50%Alan ~%-100%Zoe}

Water boils at 100 °C. {T#No.#Yes.}

How many? {#42.5:0.5}

Match. {=cat -> meow =dog -> woof =cow -> moo}
`;

/** What the questions of a bank say, their keys in the words that they name. */
function wordsOf(bank: string) {
  return loadBank(bank).questions.map(({ id, stem, key, options, prompts = [] }) => {
    const texts = new Map([...options, ...prompts].map((each) => [each.id, each.text]));
    const keys = key.map((each) => each.split('=').map((name) => texts.get(name) ?? name));
    return { id, stem, keys, options: options.map(({ text }) => text).sort() };
  });
}

/** A bank in a format, as a file of that name, and the report on it. */
async function exported(bank: string, format: string, name: string) {
  const file = join(folder, name);
  const { stdout, stderr } = await run(['export', format, file], { ETUDE_QUESTIONS: bank });
  expect(stdout).toBe(`Wrote ${file}.\n`);
  return { file, report: stderr, bytes: readFileSync(file) };
}

test.each([
  ['gift', 'gift'],
  ['moodle-xml', 'xml'],
  ['json', 'json'],
])('%s comes out as it went in', async (format, ending) => {
  const [first, second] = [1, 2].map((n) => join(folder, `${format}-${n}`)) as [string, string];
  writeFileSync(join(folder, 'signs.gift'), gift);
  await run(['import', join(folder, 'signs.gift'), '--into', first], {});
  mkdirSync(join(folder, format));
  const out = await exported(first, format, `${format}/signs.${ending}`);
  expect(out.report).toBe('5 questions: 5 exported unchanged, 0 changed, 0 left out.\n');
  const back = await run(['import', out.file, '--into', second], {});
  expect(back.stdout).toContain('5 questions: ');
  expect(back.stdout).toContain(' 0 left out.');
  expect(wordsOf(second)).toEqual(wordsOf(first));
  expect((await exported(second, format, `again-${format}.${ending}`)).bytes).toEqual(out.bytes);
});

test('without a file the bank is printed piece by piece', async () => {
  const { stdout, pieces = [] } = await run(['export', 'aiken'], { ETUDE_QUESTIONS: join(folder, 'gift-1') });
  expect([stdout, [...pieces]]).toEqual(['', [expect.stringMatching(/^Which sign\?.*\nANSWER: A\n\n$/s)]]);
});

test('a file that is there already, or that cannot be written to, is refused and left alone', async () => {
  const taken = join(folder, 'signs.gift');
  const refused = (file: string) =>
    run(['export', 'gift', file], { ETUDE_QUESTIONS: join(folder, 'gift-1') });
  expect(await refused(taken)).toEqual({
    status: 2,
    stdout: '',
    stderr: `${taken} already exists: name another file.\n`,
  });
  expect(readFileSync(taken, 'utf8')).toBe(gift);
  const nowhere = join(folder, 'nowhere/signs.gift');
  expect((await refused(nowhere)).stderr).toContain(`${nowhere} cannot be written to (ENOENT)`);
  expect(existsSync(nowhere)).toBe(false);
});

test('a format that is not known is refused with those that are', async () => {
  const { status, stderr } = await run(['export', 'gfit'], { ETUDE_QUESTIONS: 'questions' });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      'export: name one of the formats gift, aiken, moodle-xml, anki, qti-3.0, qti-2.2, qti-2.1, qti-1.2, csv, tsv, markdown and json. Did you mean "gift"?\n',
  });
});

test('Aiken: a line for each text, and a report on what it has no place for', async () => {
  const [bank, back] = [join(folder, 'aiken-1'), join(folder, 'aiken-2')];
  writeFileSync(
    join(folder, 'plain.gift'),
    'Who sailed? {=Ada#Yes. ~Zoe}\n\nWhich two? {~%50%a ~%50%b ~c}\n',
  );
  await run(['import', join(folder, 'plain.gift'), '--into', bank], {});
  const { file, report, bytes } = await exported(bank, 'aiken', 'plain.txt');
  expect(bytes.toString()).toBe('Who sailed?\nA. Ada\nB. Zoe\nANSWER: A\n\n');
  expect(report).toContain('Its rationales are left out.');
  expect(report).toContain('left out: Aiken allows only questions with one right option.');
  await run(['import', file, '--into', back], {});
  expect((await exported(back, 'aiken', 'again.txt')).bytes).toEqual(bytes);
});

test.each(['moodle-xml', 'json'])('%s keeps an option that nothing is matched to', async (format) => {
  const [bank, back] = [1, 2].map((n) => join(folder, `spare-${format}-${n}`)) as [string, string];
  const question = {
    id: 'red.one-001',
    type: 'matching',
    stem: 'Which sound does each animal make?',
    prompts: [
      { id: 'cat', text: 'cat' },
      { id: 'dog', text: 'dog' },
    ],
    options: ['meow', 'woof', 'moo'].map((text) => ({ id: text, text })),
    key: ['cat=meow', 'dog=woof'],
  };
  writeFileSync(join(folder, 'spare.json'), JSON.stringify({ questions: [question] }));
  await run(['import', join(folder, 'spare.json'), '--into', bank], {});
  const { file } = await exported(bank, format, `spare-back.${format === 'json' ? 'json' : 'xml'}`);
  await run(['import', file, '--into', back], {});
  expect(wordsOf(back)).toEqual(wordsOf(bank));
  expect(wordsOf(back)[0]!.options).toEqual(['meow', 'moo', 'woof']);
});
