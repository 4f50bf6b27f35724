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
  expect(
    loadBank(second).questions.map(({ id, stem, key, options }) => ({
      id,
      stem,
      key: key.map((each) => each.replace(/=.*/, '')),
      texts: options.map(({ text }) => text),
    })),
  ).toEqual(
    loadBank(first).questions.map(({ id, stem, key, options }) => ({
      id,
      stem,
      key: key.map((each) => each.replace(/=.*/, '')),
      texts: options.map(({ text }) => text),
    })),
  );
  expect((await run(['export', format], { ETUDE_QUESTIONS: second })).stdout.length).toBe(out.stdout.length);
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
  expect(stderr).toContain('left out: Aiken has questions with one right option only.');
  writeFileSync(join(folder, 'plain.txt'), stdout);
  await run(['import', join(folder, 'plain.txt'), '--into', back], {});
  expect((await run(['export', 'aiken'], { ETUDE_QUESTIONS: back })).stdout).toBe(stdout);
});
