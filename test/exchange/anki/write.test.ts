import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { loadBank } from '../../../src/bank/files/load.ts';
import type { Question } from '../../../src/bank/model.ts';
import { guidOf } from '../../../src/exchange/anki/guid.ts';
import { readNote } from '../../../src/exchange/anki/note.ts';
import { readAnki } from '../../../src/exchange/anki/read.load.ts';
import { openZip } from '../../../src/exchange/zip/read.door.ts';
import { zipOf } from '../../../src/exchange/zip/write.door.ts';
import { run } from '../../../src/main.ts';
import { hardQuestions, writeBank } from '../../support/kinds-bank.ts';
import { unstamped } from '../../support/unstamped.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-apkg-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hard = join(folder, 'hard');
writeBank(hard, hardQuestions);
let count = 0;
const fresh = (name: string) => join(folder, `${++count}-${name}`);

async function exported(bank: string) {
  const file = fresh('deck.apkg');
  const { stderr } = await run(['export', 'anki', file], { ETUDE_QUESTIONS: bank });
  return { file, report: stderr };
}

const bring = async (file: string, into: string) => (await run(['import', file, '--into', into], {})).stdout;
const questionsIn = (bank: string) => loadBank(bank).questions.map((each) => unstamped(each) as Question);

/** The database of a package, for Anki’s part in what follows. */
async function changed(file: string, sql: string): Promise<string> {
  const zip = await openZip(readFileSync(file));
  const db = new DatabaseSync(':memory:');
  db.deserialize((await zip.read('collection.anki2'))!);
  db.exec(sql);
  const entries = await Promise.all(
    zip.names.map(async (name) => ({ name, content: (await zip.read(name))! as Buffer })),
  );
  entries[zip.names.indexOf('collection.anki2')]!.content = Buffer.from(db.serialize());
  const next = fresh('changed.apkg');
  writeFileSync(next, zipOf(entries));
  return next;
}

test('questions of every type come back equal, with code, pictures and scripts, and so does the file', async () => {
  const { file, report } = await exported(hard);
  expect(report).toBe('6 questions: 6 exported unchanged, 0 changed, 0 left out.\n');
  const into = fresh('bank');
  expect(await bring(file, into)).toContain('6 questions: 6 imported unchanged, 0 changed, 0 left out.');
  expect(questionsIn(into)).toEqual(questionsIn(hard));
  expect(questionsIn(into).map(({ id }) => id)).toEqual(questionsIn(hard).map(({ id }) => id));
  const second = await exported(into);
  expect(readFileSync(second.file).equals(readFileSync(file))).toBe(true);
});

test('the package is what older and newer versions of Anki open', async () => {
  const { file } = await exported(hard);
  const zip = await openZip(readFileSync(file));
  expect(zip.names).toEqual(['collection.anki2', 'media', '0']);
  const media = JSON.parse((await zip.read('media'))!.toString());
  expect(media).toEqual({ 0: expect.stringMatching(/^etude-[\w-]+\.png$/) });
  const db = new DatabaseSync(':memory:');
  db.deserialize((await zip.read('collection.anki2'))!);
  expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  const col = db.prepare('select * from col').get() as Record<string, string>;
  expect(col.ver).toBe(11);
  const model = Object.values(JSON.parse(col.models!))[0] as { id: number; flds: { name: string }[] };
  const decks = Object.values(JSON.parse(col.decks!)) as { id: number; name: string }[];
  expect(decks.map(({ name }) => name)).toEqual([
    'Default',
    'The blue / domain',
    'The blue / domain::=Objective blue.one',
    'The red / domain',
    'The red / domain::=Objective red.one',
    'The red / domain::=Objective red.two',
  ]);
  const notes = db.prepare('select * from notes').all() as Record<string, string>[];
  expect(new Set(notes.map(({ mid }) => mid))).toEqual(new Set([model.id]));
  for (const { flds } of notes) expect(flds!.split('\x1f')).toHaveLength(model.flds.length);
  const cards = db.prepare('select nid, did, type, queue from cards').all() as Record<string, number>[];
  expect(cards.map(({ nid }) => nid)).toEqual(notes.map(({ id }) => id));
  for (const { did } of cards) expect(decks.some(({ id }) => id === did)).toBe(true);
  expect(notes.find(({ guid }) => guid === guidOf('red.one-002'))!.flds).toContain(
    `<img class="picture" src="${media[0]}"`,
  );
});

test('a note without the field for Etude is still recognised as a choice', async () => {
  const { file } = await exported(hard);
  const zip = await openZip(readFileSync(file));
  const { notes } = await readAnki(zip);
  const note = notes.find(({ guid }) => guid === guidOf('red.one-002'))!;
  const bare = {
    ...note,
    fields: note.fields.map((field, i) => (note.type.fields[i] === 'Etude' ? '' : field)),
  };
  expect(readNote(bare, (name) => name)).toMatchObject({ type: 'multiple', key: ['b', 'd'] });
  expect(note.tags).toEqual([]);
});

test('what somebody changes in Anki comes back as an update of the same question', async () => {
  const bank = fresh('bank');
  cpSync(hard, bank, { recursive: true });
  const { file } = await exported(bank);
  expect(await bring(file, bank)).toContain('6 left out');
  const edited = await changed(
    file,
    `update notes set flds = replace(flds, 'Loud.', 'Very <b>loud</b>.'), mod = mod + 10;
     update notes set flds = replace(flds, 'from early to late', 'from the first to the last')`,
  );
  const report = await bring(edited, bank);
  expect(report).toContain('changed: updates blue.one-001');
  expect(report).toContain('changed: updates red.two-001');
  expect(report).toContain('6 questions: 0 imported unchanged, 2 changed, 4 left out.');
  const [animals] = questionsIn(bank);
  expect(animals!.options).toMatchObject([
    { id: 'moo' },
    { id: 'woof', rationale: 'Very **loud**.' },
    { id: 'meow' },
  ]);
  expect(animals!.key).toEqual(['cat=meow', 'dog=woof', 'wolf=woof']);
});

test('a question that has changed since gets a newer note, and another keeps its moment', async () => {
  const bank = fresh('bank');
  const { file } = await exported(hard);
  const old = await changed(file, 'update notes set mod = 1000');
  await bring(old, bank);
  const path = join(bank, 'red/two.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('from early to late', 'one by one'));
  const { notes } = await readAnki(await openZip(readFileSync((await exported(bank)).file)));
  const newer = notes.filter(({ mod }) => mod > 1000);
  expect(newer.map(({ guid }) => guid)).toEqual([guidOf('red.two-001')]);
});

test('a note of somebody else keeps its guid, and a changed one updates its question', async () => {
  const bank = fresh('bank');
  const { file } = await exported(hard);
  const strangers = await changed(
    file,
    `update notes set guid = 'cU1%zNUzk1', flds = 'What floats?' || substr(flds, instr(flds, char(31))) where flds like '2. May%';
     delete from notes where guid <> 'cU1%zNUzk1';
     update notes set flds = substr(flds, 1, instr(flds, '{') - 1)`,
  );
  expect(await bring(strangers, bank)).toContain('1 question: ');
  expect(questionsIn(bank)).toMatchObject([
    { stem: 'What floats?', extensions: { anki: { guid: 'cU1%zNUzk1' } } },
  ]);
  const later = await changed(
    strangers,
    "update notes set flds = replace(flds, 'What floats', 'Which of them float')",
  );
  const { id } = questionsIn(bank)[0]!;
  expect(await bring(later, bank)).toContain(`changed: updates ${id}`);
  const { notes } = await readAnki(await openZip(readFileSync((await exported(bank)).file)));
  expect(notes).toMatchObject([{ guid: 'cU1%zNUzk1' }]);
});
