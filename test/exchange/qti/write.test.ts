import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBank } from '../../../src/bank/files/load.ts';
import { inNamesOf2 } from '../../../src/exchange/qti/vocabulary.ts';
import { parseXml, type Xml } from '../../../src/exchange/xml/parse.ts';
import { allNamed, childrenOf } from '../../../src/exchange/xml/tree.ts';
import { openZip } from '../../../src/exchange/zip/read.door.ts';
import { zipOf } from '../../../src/exchange/zip/write.door.ts';
import { run } from '../../../src/main.ts';
import { unstamped } from '../../support/unstamped.ts';

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
      {
        id: '443',
        text: '`443` — 4 \\* 4',
        rationale: 'Yes: [RFC](https://example.org/a?b=c&d).',
        anchor: true,
      },
      { id: 'b', text: '```sh\ncurl -k\n```', rationale: 'No.\n\nNot at all.', confusedWith: 'red.two' },
      { id: 'c', text: '<script>alert(1)</script>' },
    ],
    key: ['443'],
    why: 'Port 443.',
    rationale: 'Because  of\ttwo spaces\\\nand a break.',
    references: [{ title: 'A book', year: 2020 }],
    tags: ['net'],
    shuffle: false,
    extensions: {
      qti: { identifier: 'i-77', title: 'Ports', onWrong: 'Read it again.' },
      gift: { name: 'x' },
    },
  },
  {
    id: 'red.one-002',
    type: 'multiple',
    stem: "![A map](map.png) אילו שתיים? “Quotes” and 'others'",
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
  {
    id: 'blue.one-003',
    type: 'numeric',
    stem: 'How far?',
    options: [],
    key: ['123456789012345678'],
    tolerance: 0.1,
    unit: 'km',
  },
  {
    id: 'blue.one-004',
    type: 'numeric',
    stem: 'How many?',
    options: [],
    key: ['-0.0000001'],
    rationale: 'Count.',
  },
];

const bank = join(folder, 'bank');
beforeAll(async () => {
  const at = (objective: string) =>
    questions.filter(({ id }) => id.startsWith(`${objective}-`)).map((each) => ({ ...each, ...usual }));
  for (const domain of ['red', 'blue']) mkdirSync(join(bank, domain), { recursive: true });
  const objective = (id: string, title: string) => ({ id, title });
  const domains = [
    {
      id: 'red',
      title: 'Red / things',
      objectives: [objective('red.one', 'One'), objective('red.two', 'Two & more')],
    },
    { id: 'blue', title: 'Blue', objectives: [objective('blue.one', 'One')] },
  ];
  const write = (name: string, value: unknown) => writeFileSync(join(bank, name), JSON.stringify(value));
  write('bank.json', { title: 'Signs', language: 'he', profile: 'plain', domains });
  for (const each of ['red.one', 'red.two', 'blue.one'])
    write(`${each.replace('.', '/')}.json`, { questions: at(each) });
  for (const name of ['map.png', 'dot.png']) writeFileSync(join(bank, 'red', name), png);
  await run(['fmt', bank], {});
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
    expect(loadBank(into).questions.map(unstamped)).toEqual(loadBank(bank).questions);
    const again = await exported(into, format);
    const [before, after] = [await filesIn(bytes), await filesIn(again.bytes)];
    expect(after).toEqual(before);
    expect(again.bytes.equals(bytes)).toBe(true);
  });

  test('lists every file of the package, and no other', async () => {
    const { bytes } = await exported(bank, format);
    const files = await filesIn(bytes);
    const manifest = parseXml(files.get('imsmanifest.xml')!);
    const named = allNamed(manifest, 'file').map(({ attributes }) => attributes.href!);
    expect(new Set(['imsmanifest.xml', ...named])).toEqual(new Set(files.keys()));
    const resources = allNamed(manifest, 'resource').map(({ attributes }) => attributes.identifier!);
    const wanted = allNamed(manifest, 'dependency').map(({ attributes }) => attributes.identifierref!);
    expect(wanted.filter((each) => !resources.includes(each))).toEqual([]);
  });

  test('is taken as somebody has changed it, and keeps the rest', async () => {
    const { bytes, file } = await exported(bank, format);
    const changed = [...(await filesIn(bytes))].map(([name, text]) => ({
      name,
      content: Buffer.from(
        name.endsWith('.xml') ? text.replaceAll('Order them.', 'Sort them.') : text,
        'latin1',
      ),
    }));
    writeFileSync(file, zipOf(changed));
    const sorted = loadBank((await imported(file)).into).questions.find(({ id }) => id === 'red.two-002')!;
    expect(sorted).toMatchObject({
      stem: 'Sort them.',
      key: ['c', 'a', 'b'],
      options: [{ rationale: 'First.' }, {}, {}],
    });
  });
});

async function filesIn(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await openZip(bytes);
  return new Map(
    await Promise.all(
      zip.names.map(async (name) => [name, (await zip.read(name))!.toString('latin1')] as const),
    ),
  );
}

/** The children of elements in the order of the schemas; what is not named may stand in any order. */
const orders: Record<string, string> = {
  assessmentItem: 'responseDeclaration outcomeDeclaration itemBody responseProcessing modalFeedback',
  responseDeclaration: 'correctResponse mapping',
  responseCondition: 'responseIf responseElse',
  assessmentTest: 'testPart',
  manifest: 'metadata organizations resources',
  resource: 'file dependency',
  item: 'presentation resprocessing itemfeedback',
  presentation: 'material response_lid response_num',
  response_lid: 'material render_choice',
  response_num: 'render_fib material',
  resprocessing: 'outcomes respcondition',
  respcondition: 'conditionvar setvar displayfeedback',
};

/** What an element must say. */
const needed: Record<string, string> = {
  assessmentItem: 'identifier title adaptive timeDependent lang',
  responseDeclaration: 'identifier cardinality baseType',
  outcomeDeclaration: 'identifier cardinality',
  choiceInteraction: 'responseIdentifier shuffle maxChoices',
  orderInteraction: 'responseIdentifier shuffle',
  matchInteraction: 'responseIdentifier shuffle maxAssociations',
  textEntryInteraction: 'responseIdentifier',
  simpleChoice: 'identifier',
  simpleAssociableChoice: 'identifier matchMax',
  modalFeedback: 'outcomeIdentifier showHide identifier',
  equal: 'toleranceMode',
  baseValue: 'baseType',
  testPart: 'identifier navigationMode submissionMode',
  assessmentSection: 'identifier title visible',
  assessmentItemRef: 'identifier href',
  resource: 'identifier type href',
  item: 'ident title',
  response_lid: 'ident rcardinality',
  response_label: 'ident',
  varequal: 'respident',
  displayfeedback: 'linkrefid',
  img: 'src alt',
};

test.each(formats)('%s: elements stand in the order of the schema, with what it asks for', async (format) => {
  const { bytes } = await exported(bank, format);
  const look = (element: Xml): string[] => {
    const names = childrenOf(element)
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('?'));
    const order = orders[element.name]?.split(' ');
    const sorted = order && names.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
    const missing = (needed[element.name]?.split(' ') ?? []).filter(
      (each) => element.attributes[each] === undefined,
    );
    const own = Object.entries(element.attributes)
      .filter(
        ([name]) =>
          /^(identifier|ident)$/.test(name) && element.name !== 'assessmentItem' && element.name !== 'item',
      )
      .filter(([, value]) => !/^[A-Za-z_][\w.-]*$/.test(value));
    const wrong = [
      ...(sorted && (sorted.join() !== names.join() || names.some((each) => !order.includes(each)))
        ? [`${element.name}: ${names}`]
        : []),
      ...missing.map((each) => `${element.name} lacks ${each}`),
      ...own.map(([, value]) => `${element.name}: ${value}`),
    ];
    return [...wrong, ...childrenOf(element).flatMap(look)];
  };
  const trees = [...(await filesIn(bytes))]
    .filter(([name]) => name.endsWith('.xml'))
    .map(([, text]) => inNamesOf2(parseXml(text)));
  expect(trees.length).toBeGreaterThan(1);
  expect(trees.flatMap(look)).toEqual([]);
});

test.each(['2.2', '3.0'])(
  'QTI %s: every name and attribute is in the words of its version',
  async (version) => {
    const files = await filesIn((await exported(bank, `qti-${version}`)).bytes);
    const item = files.get('items/red.one-001.xml')!.replace(/<\?.*?\?>|"[^"]*"/g, '');
    expect(/<(qti-|[a-z]+-)/.test(item)).toBe(version === '3.0');
    expect(/<[a-z]*[A-Z]| [a-z]+[A-Z]\w*=/.test(item.replace(/xsi:schemaLocation|xmlns:\w+/g, ''))).toBe(
      version === '2.2',
    );
  },
);
