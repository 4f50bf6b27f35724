import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadBank } from '../../../src/bank/files/load.ts';
import { run } from '../../../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-update-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A bank into which one file is imported again and again, with other texts. */
function openBank(ending: string, name = 'deck') {
  const into = join(folder, `bank-${++count}`);
  const file = join(folder, `${name}.${ending}`);
  return {
    into,
    path: (objective: string) => join(into, `${objective.replace('.', '/')}.json`),
    questions: () => loadBank(into).questions,
    async bring(text: string): Promise<string> {
      writeFileSync(file, text);
      return (await run(['import', file, '--into', into], {})).stdout;
    },
  };
}

type Texts = { stem: string; right: string; wrong: string };

const moodle = ({
  stem,
  right,
  wrong,
}: Texts) => `<quiz><question type="multichoice"><name><text>Mast</text></name>
<questiontext><text>${stem}</text></questiontext><idnumber>7</idnumber>
<answer fraction="100"><text>${right}</text></answer><answer fraction="0"><text>${wrong}</text></answer>
<answer fraction="0"><text>third</text></answer></question></quiz>`;
const byId = ({ stem, right, wrong }: Texts) => `// [id:7]\n${stem} {=${right} ~${wrong} ~third}\n`;
const byName = ({ stem, right, wrong }: Texts) => `::Mast::${stem} {=${right} ~${wrong} ~third}\n`;
const own = ({ stem, right, wrong }: Texts) =>
  JSON.stringify({
    questions: [
      {
        id: 'deck.general-001',
        type: 'single',
        difficulty: 2,
        cognitive: 'apply',
        stem,
        options: [right, wrong, 'third'].map((text, i) => ({ id: 'abc'[i], text })),
        key: ['a'],
      },
    ],
  });

const before = { stem: 'What carries the sail?', right: 'the mast', wrong: 'the hull' };
const after = { ...before, stem: 'What carries the sails of a ship?' };

describe.each([
  ['xml', moodle],
  ['gift', byId],
  ['gift', byName],
  ['json', own],
])('a changed question of the same identity (%s, %o)', (ending, write) => {
  test('is updated in place, and a third import changes nothing', async () => {
    const bank = openBank(ending);
    await bank.bring(write(before));
    const [first] = bank.questions();
    const report = await bank.bring(write(after));
    expect(report).toContain(`changed: updates ${first!.id}: `);
    expect(report).toContain('1 question: 0 imported unchanged, 1 changed, 0 left out.');
    expect(bank.questions()).toMatchObject([{ id: first!.id, stem: after.stem, edition: 1, key: ['a'] }]);
    const file = readFileSync(bank.path(first!.objective), 'utf8');
    expect(await bank.bring(write(after))).toContain(`The bank has this question already, as ${first!.id}.`);
    expect(readFileSync(bank.path(first!.objective), 'utf8')).toBe(file);
  });

  test('is left alone where its author has edited it in Etude since', async () => {
    const bank = openBank(ending);
    await bank.bring(write(before));
    const { id, objective } = bank.questions()[0]!;
    const edited = readFileSync(bank.path(objective), 'utf8').replace(before.stem, 'What bears the sail?');
    writeFileSync(bank.path(objective), edited);
    const report = await bank.bring(write(after));
    expect(report).toContain(`left out: `);
    expect(report).toContain(
      `The bank has this question as ${id}, in different words, and it was edited in Etude`,
    );
    expect(readFileSync(bank.path(objective), 'utf8')).toBe(edited);
  });

  test('gets another edition where its key changes, and its options keep their ids', async () => {
    const bank = openBank(ending);
    await bank.bring(write(before));
    const swapped = { ...before, right: before.wrong, wrong: before.right };
    const report = await bank.bring(write(swapped));
    const isOwn = ending === 'json';
    const [question] = bank.questions();
    expect(question!.options[0]).toMatchObject({ id: isOwn ? 'a' : 'b', text: before.wrong });
    if (isOwn) return;
    expect(report).toContain(
      'Its key changed, so it is edition 2: answers to earlier editions no longer count.',
    );
    expect(question).toMatchObject({ edition: 2, key: ['b'] });
  });
});

test('what an author added in Etude stays where the file says nothing of it', async () => {
  const bank = openBank('xml');
  await bank.bring(moodle(before));
  const { objective } = bank.questions()[0]!;
  const text = readFileSync(bank.path(objective), 'utf8').replace(
    '"difficulty": 2',
    '"difficulty": 4, "why": "Masts carry sails."',
  );
  writeFileSync(bank.path(objective), text);
  expect(await bank.bring(moodle(after))).toContain('changed: updates');
  expect(bank.questions()).toMatchObject([{ difficulty: 4, why: 'Masts carry sails.', stem: after.stem }]);
});

test('a common name alone makes no two questions the same', async () => {
  const bank = openBank('gift');
  await bank.bring('::Question 1::Who wrote Hamlet? {=Shakespeare ~Marlowe ~Kyd}\n');
  const report = await bank.bring('::Question 1::How far is the Moon? {=384 000 km ~42 km ~8 light years}\n');
  expect(report).toContain('1 imported unchanged');
  expect(bank.questions()).toHaveLength(2);
});

test('a table that was exported, edited in a spreadsheet and imported again updates its questions', async () => {
  const bank = openBank('csv');
  await openBankFrom(bank);
  const stdout = await exported('csv', bank.into);
  expect(await bank.bring(stdout)).toContain('The bank has this question already');
  const report = await bank.bring(stdout.replace('the hull', 'the keel'));
  expect(report).toContain('changed: updates deck.general-001');
  expect(bank.questions()[0]!.options[1]).toMatchObject({ id: 'b', text: 'the keel' });
  const path = bank.path('deck.general');
  writeFileSync(path, readFileSync(path, 'utf8').replace('the keel', 'the anchor'));
  const refused = await bank.bring(stdout.replace('the hull', 'the deck'));
  expect(refused).toContain('was edited in Etude since it was last imported or exported');
});

async function openBankFrom({ into }: { into: string }): Promise<void> {
  const file = join(folder, 'deck.json');
  writeFileSync(file, own(before));
  await run(['import', file, '--into', into], {});
}

async function exported(format: string, bank: string): Promise<string> {
  const { pieces = [] } = await run(['export', format], { ETUDE_QUESTIONS: bank });
  return [...pieces].join('');
}
