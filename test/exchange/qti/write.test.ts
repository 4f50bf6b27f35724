import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBank } from '../../../src/bank/files/load.ts';
import { parseXml, type Xml } from '../../../src/exchange/xml/parse.ts';
import { allNamed, childrenOf } from '../../../src/exchange/xml/tree.ts';
import { openZip } from '../../../src/exchange/zip/read.door.ts';
import { zipOf } from '../../../src/exchange/zip/write.door.ts';
import { run } from '../../../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-qti-'));
afterAll(() => rmSync(folder, { recursive: true }));

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const usual = { difficulty: 2, cognitive: 'understand' };
const options = (...texts: string[]) => texts.map((text, i) => ({ id: 'abcdefgh'[i]!, text }));

/** Every type, and every kind of text: code, lists, pictures, signs of Markdown and of XML, other scripts. */
const questions = [
  {
    id: 'red.one-001',
    type: 'single',
    stem: 'Which **port** does `https` use, if x < 1 & y > 2?\n\n```js\nconst a = "\\t<b>";\n\n  // ]]> ?>\n```\n\n- one\n- two *three*\n\n1) no list',
    options: [
      { id: '443', text: '`443` — 4 \\* 4', rationale: 'Yes: [RFC](https://example.org/a?b=c&d).', anchor: true },
      { id: 'b', text: '```sh\ncurl -k\n```', rationale: 'No.\n\nNot at all.', confusedWith: 'red.two' },
      { id: 'c', text: '<script>alert(1)</script>' },
    ],
    key: ['443'],
    why: 'Port 443.',
    rationale: 'Because  of\ttwo spaces\\\nand a break.',
    references: [{ title: 'A book', year: 2020 }],
    tags: ['net'],
    shuffle: false,
    extensions: { qti: { identifier: 'i-77', title: 'Ports', onWrong: 'Read it again.' }, gift: { name: 'x' } },
  },
  {
    id: 'red.one-002',
    type: 'multiple',
    stem: '![A map](map.png) אילו שתיים? “Quotes” and \'others\'',
    options: options('אחת', 'שתיים', '![Dot](dot.png) dot'),
    key: ['a', 'c'],
  },
  {
    id: 'red.two-001',
    type: 'true-false',
    stem: 'Wasser kocht bei 100 °C.',
    options: [
      { id: 'true', text: 'Wahr', rationale: 'Ja.' },
      { id: 'false', text: 'Falsch' },
    ],
    key: ['true'],
  },
  {
    id: 'red.two-002',
    type: 'ordering',
    stem: 'Order them.',
    options: [{ ...options('x')[0]!, rationale: 'First.' }, ...options('x', 'y', 'z').slice(1)],
    key: ['c', 'a', 'b'],
  },
  {
    id: 'blue.one-001',
    type: 'matching',
    stem: 'Match.',
    prompts: [
      { id: 'a', text: 'cat', rationale: 'Cats meow.' },
      { id: 'b', text: 'dog' },
    ],
    options: [{ id: 'a', text: 'moo', rationale: 'Cows.' }, ...options('', 'meow', 'woof').slice(1)],
    key: ['a=b', 'b=c'],
  },
  {
    id: 'blue.one-002',
    type: 'matching',
    stem: 'Match each with one; one may serve twice.',
    prompts: options('1', '2'),
    options: options('odd', 'even'),
    key: ['a=a', 'b=a'],
  },
  { id: 'blue.one-003', type: 'numeric', stem: 'How far?', options: [], key: ['123456789012345678'], tolerance: 0.1, unit: 'km' },
  { id: 'blue.one-004', type: 'numeric', stem: 'How many?', options: [], key: ['-0.0000001'], rationale: 'Count.' },
];

const bank = join(folder, 'bank');
beforeAll(() => {
  const at = (objective: string) =>
    questions.filter(({ id }) => id.startsWith(`${objective}-`)).map((each) => ({ ...usual, ...each }));
  for (const domain of ['red', 'blue']) mkdirSync(join(bank, domain), { recursive: true });
  const objective = (id: string, title: string) => ({ id, title });
  const domains = [
    { id: 'red', title: 'Red / things', objectives: [objective('red.one', 'One'), objective('red.two', 'Two & more')] },
    { id: 'blue', title: 'Blue', objectives: [objective('blue.one', 'One')] },
  ];
  const write = (name: string, value: unknown) => writeFileSync(join(bank, name), JSON.stringify(value));
  write('bank.json', { title: 'Signs', language: 'he', profile: 'plain', domains });
  for (const each of ['red.one', 'red.two', 'blue.one'])
    write(`${each.replace('.', '/')}.json`, { questions: at(each) });
  for (const name of ['map.png', 'dot.png']) writeFileSync(join(bank, 'red', name), png);
});

let count = 0;

async function exported(from: string, format: string) {
  const file = join(folder, `${++count}`, 'signs.zip');
  mkdirSync(join(folder, `${count}`));
  const { stdout, stderr } = await run(['export', format, file], { ETUDE_QUESTIONS: from });
  expect(stdout).toBe(`Wrote ${file}.\n`);
  return { file, bytes: readFileSync(file), report: stderr };
}

async function imported(file: string) {
  const into = join(folder, `bank-${++count}`);
  return { into, ...(await run(['import', file, '--into', into], {})) };
}

const formats = ['qti-1.2', 'qti-2.1', 'qti-2.2', 'qti-3.0'];

describe.each(formats)('%s', (format) => {
  test('comes out as it went in: every type and every text', async () => {
    const { file, report, bytes } = await exported(bank, format);
    expect(report).toContain('8 questions: ');
    expect(report).toContain(' 0 left out.');
    const { into, stdout } = await imported(file);
    expect(stdout).toContain(' 0 left out.');
    expect(loadBank(into).questions).toEqual(loadBank(bank).questions);
    const again = await exported(into, format);
    const [before, after] = await Promise.all([openZip(bytes), openZip(again.bytes)]);
    for (const name of before.names)
      expect((await after.read(name))?.toString('latin1')).toBe((await before.read(name))?.toString('latin1'));
    expect(again.bytes.equals(bytes)).toBe(true);
  });
});
