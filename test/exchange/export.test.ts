import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

test.each(['gift', 'moodle-xml', 'json'])('%s comes out as it went in', async (format) => {
  const ending = format === 'moodle-xml' ? 'xml' : format;
  const [first, second] = [1, 2].map((n) => join(folder, `${format}-${n}`)) as [string, string];
  writeFileSync(join(folder, 'signs.gift'), gift);
  await run(['import', join(folder, 'signs.gift'), '--into', first], {});
  const out = await run(['export', format], { ETUDE_QUESTIONS: first });
  expect(out).toMatchObject({ status: 0, stderr: '5 questions: 5 exported, 0 left out.\n' });
  const file = join(folder, `signs.${ending}`);
  writeFileSync(file, out.stdout);
  const back = await run(['import', file, '--into', second], {});
  expect(back.stdout).toContain('5 questions: ');
  expect(back.stdout).toContain(' 0 left out.');
  expect(wordsOf(second)).toEqual(wordsOf(first));
  expect((await run(['export', format], { ETUDE_QUESTIONS: second })).stdout).toBe(out.stdout);
});

test('a format that is not known is refused with those that are', async () => {
  const { status, stderr } = await run(['export', 'gfit'], { ETUDE_QUESTIONS: 'questions' });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'export: name a format: gift, aiken, moodle-xml and json. Did you mean "gift"?\n',
  });
});

test('Aiken: a line for each text, and a report on what it has no place for', async () => {
  const [bank, back] = [join(folder, 'aiken-1'), join(folder, 'aiken-2')];
  writeFileSync(
    join(folder, 'plain.gift'),
    'Who sailed? {=Ada#Yes. ~Zoe}\n\nWhich two? {~%50%a ~%50%b ~c}\n',
  );
  await run(['import', join(folder, 'plain.gift'), '--into', bank], {});
  const { stdout, stderr } = await run(['export', 'aiken'], { ETUDE_QUESTIONS: bank });
  expect(stdout).toBe('Who sailed?\nA. Ada\nB. Zoe\nANSWER: A\n\n');
  expect(stderr).toContain('Its rationales are left out.');
  expect(stderr).toContain('left out: Aiken allows only questions with one right option.');
  writeFileSync(join(folder, 'plain.txt'), stdout);
  await run(['import', join(folder, 'plain.txt'), '--into', back], {});
  expect((await run(['export', 'aiken'], { ETUDE_QUESTIONS: back })).stdout).toBe(stdout);
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
  const { stdout } = await run(['export', format], { ETUDE_QUESTIONS: bank });
  const file = join(folder, `spare-back.${format === 'json' ? 'json' : 'xml'}`);
  writeFileSync(file, stdout);
  await run(['import', file, '--into', back], {});
  expect(wordsOf(back)).toEqual(wordsOf(bank));
  expect(wordsOf(back)[0]!.options).toEqual(['meow', 'moo', 'woof']);
});
