import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadBank } from '../../../src/bank/files/load.ts';
import { Refusal } from '../../../src/base/failure.ts';
import { writers } from '../../../src/exchange/export/writers.load.ts';
import { readGift } from '../../../src/exchange/gift/read.ts';
import { createIntake } from '../../../src/exchange/import/intake.ts';
import { openTarget, writeInto } from '../../../src/exchange/import/into.load.ts';
import { run } from '../../../src/main.ts';
import { pictures } from '../../support/pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-again-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

type Files = Record<string, string>;

/** Imports files into a bank, several as one folder. Returns what the command prints. */
async function bring(into: string, files: Files): Promise<string> {
  const source = join(folder, `source-${++count}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, name)), { recursive: true });
    writeFileSync(join(source, name), text);
  }
  const [first = ''] = Object.keys(files);
  const path = Object.keys(files).length > 1 ? source : join(source, first);
  const { stdout, stderr } = await run(['import', path, '--into', into], {});
  return stdout + stderr;
}

const newBank = () => join(folder, `bank-${++count}`);
const questionsIn = (bank: string) => loadBank(bank).questions;
const problemsIn = (bank: string) => loadBank(bank).problems;

const sail = { stem: 'What carries the sail of a ship?', options: ['the mast', 'the hull', 'the keel'] };
const moon = { stem: 'Which planet is nearest the Sun?', options: ['Mercury', 'Jupiter', 'Neptune'] };

function own({ stem, options }: typeof sail, more: object = {}) {
  return {
    id: 'quiz.general-001',
    objective: 'quiz.general',
    type: 'single',
    difficulty: 2,
    cognitive: 'apply',
    stem,
    options: options.map((text, i) => ({ id: 'abc'[i], text })),
    key: ['a'],
    ...more,
  };
}
const json = (...questions: object[]) => JSON.stringify({ questions });
const gift = ({ stem, options: [right, ...wrong] }: typeof sail, head = '// [id:quiz.general-001]') =>
  `${head}\n${stem} {=${right} ${wrong.map((each) => `~${each}`).join(' ')}}\n`;

async function exported(bank: string, format: string): Promise<string> {
  const { pieces = [] } = await run(['export', format], { ETUDE_QUESTIONS: bank });
  return [...pieces].join('');
}

test.each([
  ['quiz.json', json(own(moon))],
  ['quiz.json', json(own(moon, { concept: 'quiz.general-001', formerly: ['quiz.general-001'] }))],
  ['quiz.gift', gift(moon)],
])(
  'another installation’s question with an id of the bank becomes a new question (%s)',
  async (name, text) => {
    const bank = newBank();
    await bring(bank, { 'quiz.json': json(own(sail)) });
    const before = questionsIn(bank);
    const report = await bring(bank, { [name]: text });
    expect(report).not.toContain('updates');
    expect(questionsIn(bank)).toMatchObject([before[0]!, { id: 'quiz.general-002', stem: moon.stem }]);
    expect(questionsIn(bank)[1]!.concept).toBe('quiz.general-002');
    expect(problemsIn(bank)).toEqual([]);
  },
);

test.each(writers.filter(({ name }) => name !== 'markdown'))(
  'an exported question of another installation becomes a new question ($name)',
  async ({ name, ending }) => {
    const [here, there] = [newBank(), newBank()];
    await bring(here, { 'quiz.json': json(own(sail)) });
    await bring(there, { 'quiz.json': json(own(moon)) });
    const file = join(folder, `${name}-${++count}.${ending}`);
    await run(['export', name, file], { ETUDE_QUESTIONS: there });
    expect((await run(['import', file, '--into', here], {})).stdout).not.toContain('updates');
    // Aiken names no objective, so the order may differ.
    expect(new Set(questionsIn(here).map(({ stem }) => stem))).toEqual(new Set([sail.stem, moon.stem]));
    expect(questionsIn(here)).toHaveLength(2);
    expect(problemsIn(here)).toEqual([]);
    expect((await run(['import', file, '--into', here], {})).stdout).toContain('has this question already');
  },
);

test('a question that its author rewrote after an export still updates the one that it was', async () => {
  const bank = newBank();
  await bring(bank, { 'quiz.json': json(own(sail)) });
  const written = await exported(bank, 'csv');
  const texts = [sail.stem, ...sail.options];
  const rewritten = [moon.stem, ...moon.options].reduce(
    (text, words, i) => text.replaceAll(texts[i]!, words),
    written,
  );
  expect(await bring(bank, { 'quiz.csv': rewritten })).toContain('updates quiz.general-001');
  expect(questionsIn(bank)).toMatchObject([{ id: 'quiz.general-001', stem: moon.stem }]);
});

const shown = (category: string, stem: string) => `<quiz>
<question type="category"><category><text>$course$/top/${category}</text></category></question>
<question type="multichoice"><name><text>Mast</text></name>
<questiontext format="html"><text><![CDATA[<p>${stem}</p><img src="@@PLUGINFILE@@/mast.png" alt="A mast">]]></text>
<file name="mast.png" path="/" encoding="base64">${pictures.png.toString('base64')}</file></questiontext>
<answer fraction="100"><text>the mast</text></answer><answer fraction="0"><text>the hull</text></answer>
<answer fraction="0"><text>the keel</text></answer></question></quiz>`;

test('a picture of an updated question goes to the domain of the question', async () => {
  const bank = newBank();
  await bring(bank, { 'a.xml': shown('Ships', 'What carries the sail?').replace(/<img[^>]*>/, '') });
  const report = await bring(bank, { 'a.xml': shown('Boats', 'What carries the sails?') });
  expect(report).toContain('updates ships.general-001');
  expect(problemsIn(bank)).toEqual([]);
  expect(existsSync(join(bank, 'ships/mast.png'))).toBe(true);
  expect(existsSync(join(bank, 'boats'))).toBe(false);
});

test.each(['quiz/general.json', 'bank.json'])(
  'an import is refused where an author has saved %s since it read the bank',
  async (path) => {
    const bank = newBank();
    await bring(bank, { 'quiz.json': json(own(sail)) });
    const target = openTarget(bank);
    const intake = createIntake(target.ground);
    const outcomes = readGift(gift(moon, '$CATEGORY: Quiz/General\n'));
    for (const _ of intake.take('quiz.gift', 'Quiz', { outcomes, pictures: new Map() }));
    const general = readFileSync(join(bank, 'quiz/general.json'), 'utf8');
    const saved = `${readFileSync(join(bank, path), 'utf8')}\n`;
    writeFileSync(join(bank, path), saved);
    const write = () => writeInto(target, 'Quiz', intake);
    expect(write).toThrow(Refusal);
    expect(write).toThrow(/was changed while the import was running: import again\./);
    expect(readFileSync(join(bank, path), 'utf8')).toBe(saved);
    if (path === 'bank.json') expect(readFileSync(join(bank, 'quiz/general.json'), 'utf8')).toBe(general);
  },
);

test('a second copy of a question that the import has updated is left out, with the file that changed it', async () => {
  const bank = newBank();
  await bring(bank, { 'quiz.json': json(own(sail)) });
  const [first, second] = ['What carries the sails of a ship?', 'What carries the sails of a ship at sea?'];
  const report = await bring(bank, {
    'a/one.json': json(own({ ...sail, stem: first })),
    'b/two.json': json(own({ ...sail, stem: second })),
  });
  expect(report).toContain('2 questions: 0 imported unchanged, 1 changed, 1 left out.');
  expect(report).toContain('one.json has already changed this question, quiz.general-001, in this import');
  expect(questionsIn(bank)).toMatchObject([{ stem: first }]);
});

test('of two copies in one file the first updates its question, and two versions of one id update none', async () => {
  const bank = newBank();
  await bring(bank, { 'quiz.json': json(own(sail)) });
  const changed = own({ ...sail, stem: 'What carries the sails of a ship?' });
  const twice = await bring(bank, { 'quiz.json': json(changed, changed) });
  expect(twice).toContain('2 questions: 0 imported unchanged, 1 changed, 1 left out.');
  expect(questionsIn(bank)).toMatchObject([{ id: 'quiz.general-001', stem: changed.stem }]);
  const [one, two] = ['one', 'two'].map((word) => own({ ...sail, stem: `${sail.stem} Name ${word}.` }));
  expect(await bring(bank, { 'quiz.json': json(one!, two!) })).not.toContain('updates');
  expect(questionsIn(bank)).toHaveLength(3);
});

test('an edition never goes back, whatever an older file says', async () => {
  const bank = newBank();
  const [a, b] = [json(own(sail, { edition: 1 })), json(own(sail, { edition: 2, key: ['b'] }))];
  await bring(bank, { 'quiz.json': a });
  await bring(bank, { 'quiz.json': b });
  expect(questionsIn(bank)).toMatchObject([{ edition: 2, key: ['b'] }]);
  await bring(bank, { 'quiz.json': json(own({ ...sail, stem: `${sail.stem}!` }, { key: ['b'] })) });
  expect(questionsIn(bank)).toMatchObject([{ edition: 2, key: ['b'], stem: `${sail.stem}!` }]);
  expect(await bring(bank, { 'quiz.json': a })).toContain('so it is edition 3');
  expect(questionsIn(bank)).toMatchObject([{ edition: 3, key: ['a'] }]);
  expect(await bring(bank, { 'quiz.json': a })).toContain('The bank has this question already');
  expect(questionsIn(bank)).toMatchObject([{ edition: 3, key: ['a'] }]);
});

test('a picture whose name is not UTF-8 leaves the other questions of a Moodle file readable', async () => {
  const bank = newBank();
  const text = shown('Ships', 'What carries the sail?').replace(
    '@@PLUGINFILE@@/mast.png',
    '@@PLUGINFILE@@/%E4.png',
  );
  const report = await bring(bank, { 'a.xml': text });
  expect(report).toContain('1 question: ');
  expect(questionsIn(bank)).toHaveLength(1);
});
