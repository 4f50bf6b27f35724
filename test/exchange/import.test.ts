import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { readGift } from '../../src/exchange/gift/read.ts';
import { createIntake } from '../../src/exchange/import/intake.ts';
import { openTarget, writeInto } from '../../src/exchange/import/into.load.ts';
import { run } from '../../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-import-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

async function bring(name: string, content: string | Buffer, ...more: string[]) {
  const into = join(folder, `bank-${++count}`);
  const file = join(folder, name);
  writeFileSync(file, content);
  const result = await run(['import', file, '--into', into, ...more], {});
  return {
    ...result,
    into,
    bank: () => loadBank(into).questions,
    again: () => run(['import', file, '--into', into], {}),
  };
}

const gift = String.raw`// [id:q-7] [tag:fred]
$CATEGORY: $course$/Computing/Signs

::Signs::[markdown]Which sign is **escaped**? {
  =\=#Yes, this one.
  ~\~

  ~\#####Signs need a backslash.
}

Grant is {~buried =entombed ~living} in Grant's tomb.

Which two? {~%50%Ada ~%50%Alan ~%-100%Zoe}

Water boils at 100 °C. {T#No.#Yes.}

Say why. {}

Who? {=Ada =Lovelace}
`;

test('GIFT: escapes, categories, gaps, weights, and a reason for what is left out', async () => {
  const { status, stdout, bank, into } = await bring('signs.gift', gift);
  expect(status).toBe(0);
  expect(stdout).toContain('6 questions: 2 imported unchanged, 2 changed, 2 left out.');
  expect(stdout).toContain('Say why. | It is an essay');
  const [signs, grant, two, water] = bank();
  expect(signs).toMatchObject({
    objective: 'computing.signs',
    stem: 'Which sign is **escaped**?',
    key: ['a'],
    rationale: 'Signs need a backslash.',
    extensions: { gift: { name: 'Signs' } },
  });
  expect(signs!.options.map(({ text }) => text)).toEqual(['=', '~', '#']);
  expect(grant).toMatchObject({ key: ['b'], stem: "Grant is \\_\\_\\_\\_\\_ in Grant's tomb." });
  expect(two).toMatchObject({ type: 'multiple', key: ['a', 'b'] });
  expect(water).toMatchObject({ key: ['true'], options: [{ rationale: 'Yes.' }, { rationale: 'No.' }] });
  expect(JSON.parse(readFileSync(join(into, 'bank.json'), 'utf8'))).toMatchObject({ profile: 'plain' });
});

test('a dry run writes nothing, and a second import adds nothing', async () => {
  const dry = await bring('dry.gift', gift, '--dry-run');
  expect(dry.stdout).toContain('Nothing was written');
  expect(readdirSync(folder)).not.toContain(dry.into.split('/').at(-1));
  const first = await bring('twice.gift', gift);
  const files = readFileSync(join(first.into, 'computing/signs.json'), 'utf8');
  expect((await first.again()).stdout).toContain('6 left out');
  expect(readFileSync(join(first.into, 'computing/signs.json'), 'utf8')).toBe(files);
});

test('Aiken: joined lines, and each mistake by its line', async () => {
  const aiken = 'First line\nsecond <b>line?\nA. one\nB) two\nANSWER: B\n\nNo key?\nA. 1\nB. 2\nANSWER: F\n';
  const { stdout, bank } = await bring('quiz.txt', aiken);
  expect(bank()).toMatchObject([{ stem: 'First line second <b>line?', key: ['b'] }]);
  expect(stdout).toContain('line 7: left out: No key? | Its answer “F” is not one of its options.');
});

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('Moodle XML: HTML, pictures, categories and hints', async () => {
  const xml = `<?xml version="1.0"?><quiz>
<question type="category"><category><text>$course$/top/Sea/Ships</text></category></question>
<question type="multichoice"><name><text>Mast</text></name>
<questiontext format="html"><text><![CDATA[<p>What is <b>this</b>? <img src="@@PLUGINFILE@@/a%20mast.png" alt="A mast"></p>]]></text><file name="a mast.png" encoding="base64">${png}</file></questiontext>
<single>true</single><shuffleanswers>1</shuffleanswers>
<answer fraction="100" format="html"><text>A mast</text><feedback><text>Yes.</text></feedback></answer>
<answer fraction="0"><text>A &lt;em&gt;sail&lt;/em&gt;</text></answer>
<hint format="html"><text>It is tall.</text></hint></question>
<question type="essay"><name><text>Why?</text></name></question></quiz>`;
  const { stdout, bank } = await bring('ships.xml', xml);
  expect(stdout).toContain('Etude does not support this type of question (essay).');
  const [mast] = bank();
  expect(mast).toMatchObject({
    objective: 'sea.ships',
    options: [{ text: 'A mast', rationale: 'Yes.' }, { text: 'A *sail*' }],
    key: ['a'],
    extensions: { moodle: { name: 'Mast', hints: ['It is tall.'] } },
  });
  expect(mast!.stem).toMatch(/^What is \*\*this\*\*\? !\[A mast\]\([\w-]+\.png\)$/);
});

test.each([
  [
    'kahoot.csv',
    ',Question,Answer1,Answer2,Answer3,Answer4,Time,Correct\n1,"Which, then?",One,"Two ""2""",Three,,60,2\n',
    ['b'],
  ],
  [
    'excel.csv',
    '\ufeffQuestion;Option A;Option B;Option C;Correct answer\r\nWhich?;x;y;z;"A,C"\r\n',
    ['a', 'c'],
  ],
  ['tabs.tsv', 'question\ta\tb\tc\tanswer\nWhich?\tx\ty\tz\tz\n', ['c']],
])('tables: %s', async (name, text, key) => {
  expect((await bring(name, text)).bank()).toMatchObject([{ key }]);
});

test('Markdown checklists: code stays in the question, and the answer follows', async () => {
  const text =
    '# Exam\n\n## 1. What does it print?\n\n```js\nconsole.log([ 1 ]);\n\n- [ ] no box\n```\n\n- [ ] 1\n- [x] [ 1 ]\n\nIt prints a list.\n\n### Which two?\n- [X] a\n- [X] b\n- [ ] c\n';
  const [print, two] = (await bring('exam.md', text)).bank();
  expect(print).toMatchObject({ key: ['b'], rationale: 'It prints a list.' });
  expect(print!.stem).toBe('What does it print?\n\n```js\nconsole.log([ 1 ]);\n\n- [ ] no box\n```');
  expect(two).toMatchObject({ type: 'multiple', key: ['a', 'b'] });
});

test.each([
  ['an encoding that is not UTF-8', 'latin.gift', Buffer.from('Caf\xe9? {=a ~b}', 'latin1'), 'is not UTF-8'],
  ['entities', 'evil.xml', '<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', 'declares entities'],
  ['no zip', 'no.apkg', 'nothing', 'says that it is a zip'],
  ['nothing that Etude knows', 'letter.txt', 'Dear Ada,\nhow are you?\n', 'does not know this format'],
])('refuses %s, and writes nothing', async (_, name, content, says) => {
  const { status, stderr, into } = await bring(name, content);
  expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining(says) });
  expect(readdirSync(folder)).not.toContain(into.split('/').at(-1));
});

test('refuses a folder of other things, and a file that is not there', async () => {
  const other = join(folder, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'notes.txt'), 'x');
  writeFileSync(join(folder, 'a.gift'), gift);
  expect((await run(['import', join(folder, 'a.gift'), '--into', other], {})).stderr).toContain(
    'no bank.json',
  );
  expect(
    (await run(['import', join(folder, 'gone.gift'), '--into', join(folder, 'n')], {})).stderr,
  ).toContain('There is no file');
});

test('writes the layout of etude fmt', async () => {
  const { into } = await bring('layout.gift', 'What is flow?{=one ~two ~three}');
  const { stdout } = await run(['fmt', into], {});
  expect(stdout).toBe('1 file read.\n');
});

test('a write that fails leaves every file as it was, and says so', async () => {
  const { into } = await bring('first.gift', '$CATEGORY: Red/One\n\nWhat is flow?{=one ~two ~three}');
  const before = readFileSync(join(into, 'red/one.json'), 'utf8');
  // A folder where a file belongs fails after the first objective has been written.
  mkdirSync(join(into, 'red/two.json'));
  writeFileSync(
    join(folder, 'second.gift'),
    '$CATEGORY: Red/One\n\nWhat is work?{=one ~two ~three}\n\n$CATEGORY: Red/Two\n\nWhat is rest?{=one ~two ~three}',
  );
  const { status, stderr } = await run(['import', join(folder, 'second.gift'), '--into', into], {});
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/cannot be written to \(EEXIST\): .* import again\. Nothing was changed\.\n$/),
  ]);
  expect(readFileSync(join(into, 'red/one.json'), 'utf8')).toBe(before);
});

test('a first import that fails leaves nothing, so that it can be tried again', () => {
  const into = join(folder, 'parent/bank');
  const intake = createIntake(openTarget(into).ground);
  const [outcome] = readGift('What is flow?{=one ~two ~three}');
  for (const _ of intake.take('quiz.gift', 'Quiz', { outcomes: [outcome!], pictures: new Map() }));
  const [incoming] = intake.incoming();
  // No disk takes a name of this length, after the first file has been written.
  const tooLong = { ...incoming!, objective: `${incoming!.domain}.${'x'.repeat(300)}` };
  const failing = { ...intake, incoming: () => [incoming!, tooLong] };
  expect(() => writeInto(openTarget(into), 'Quiz', failing)).toThrow(
    /\(ENAMETOOLONG\).*Nothing was changed\.$/,
  );
  expect(existsSync(join(folder, 'parent'))).toBe(false);
  writeInto(openTarget(into), 'Quiz', intake);
  expect(loadBank(into).questions).toHaveLength(1);
});

test.each([
  ['equal options', '{=Port ~Keel ~Keel}', 'Another option has the same text.'],
  ['no wrong option', '{~%50%Port ~%50%Keel}', 'has at least two keys and at least one distractor.'],
])('a question with %s comes in as a draft, and the report says why', async (_, answers, reason) => {
  const text = `Which side is left? ${answers}\n\nWhich side is right? {=Starboard ~Port}\n`;
  const { status, stdout, bank } = await bring('draft.gift', text);
  expect(status).toBe(0);
  expect(stdout).toContain(`${reason} Etude keeps the question as a draft.`);
  expect(bank().map((question) => question.status)).toEqual(['draft', 'ready']);
});
