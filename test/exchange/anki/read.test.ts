import { describe, expect, test } from 'vitest';
import { readNote } from '../../../src/exchange/anki/note.ts';
import { isAnki, readAnki } from '../../../src/exchange/anki/read.load.ts';
import type { Item, LeftOut, Outcome } from '../../../src/exchange/item/model.ts';
import { openZip } from '../../../src/exchange/zip/read.door.ts';
import { zipOf } from '../../../src/exchange/zip/write.door.ts';
import { type AnkiKind, type AnkiNote, ankiPackage } from '../../support/anki.ts';

const read = async (zip: Buffer) => readAnki(await openZip(zip));
const outcome = async (fields: Record<string, string>, more: Partial<AnkiNote> = {}): Promise<Outcome> => {
  const { notes } = await read(ankiPackage([{ guid: 'g', fields, ...more }], 'legacy 1'));
  return readNote(notes[0]!, (name) => name);
};

describe.each<AnkiKind>(['legacy 1', 'legacy 2', 'zstd'])('a package of the kind %s', (kind) => {
  const notes: AnkiNote[] = [
    { guid: 'one', fields: { Front: 'hello', Back: 'world' }, tags: 'a::b c', deck: 'Böse::Sub' },
    {
      guid: 'two',
      fields: { Text: '{{c1::gap}}', Extra: '' },
      isCloze: true,
      log: [{ at: 1_600_000_000_000, ease: 3 }],
    },
  ];

  test('has its notes, decks, tags, media and log', async () => {
    const zip = await openZip(ankiPackage(notes, kind, { 'a b.png': Buffer.from('pixels') }));
    expect(isAnki(zip)).toBe(true);
    const { notes: found, log, media, readMedia } = await readAnki(zip);
    expect(
      found.map(({ guid, deck, tags, fields, type }) => [guid, deck, tags, fields, type.isCloze]),
    ).toEqual([
      ['one', ['Böse', 'Sub'], ['a::b', 'c'], ['hello', 'world'], false],
      ['two', ['Default'], [], ['{{c1::gap}}', ''], true],
    ]);
    expect(found[0]!.type.fields).toEqual(['Front', 'Back']);
    expect(log).toEqual([
      { id: 1_600_000_000_000, note: found[1]!.id, ease: 3, kind: 1, factor: 2500, tookMs: 4000 },
    ]);
    expect([...media]).toEqual(['a b.png']);
    expect((await readMedia('a b.png', 100))?.toString()).toBe('pixels');
    expect(await readMedia('b.png', 100)).toBeUndefined();
    expect((await readMedia('a b.png', 5))?.length).toBeGreaterThan(5);
  });

  test('cut or changed anywhere is read or refused with a sentence', async () => {
    const zip = ankiPackage(notes, kind);
    for (let at = 7; at < zip.length; at += Math.ceil(zip.length / 60)) {
      const bytes = Buffer.from(zip);
      bytes[at]! ^= 0xff;
      const name = await read(bytes).then(
        () => 'read',
        (error: Error) => error.name,
      );
      expect(['read', 'Failure'], `byte ${at}`).toContain(name);
    }
  });
});

describe('a hostile package', () => {
  test.each([
    ['of a newer kind', [{ name: 'meta', content: Buffer.from([8, 9]) }], 'uses a newer format'],
    [
      'with only the note that asks for a newer Anki',
      [{ name: 'meta', content: Buffer.from([8, 3]) }],
      'is missing',
    ],
  ])('%s is refused', async (_, files, sentence) => {
    const zip = zipOf([...files, { name: 'collection.anki2', content: Buffer.from('x') }]);
    await expect(read(zip)).rejects.toThrow(sentence);
  });

  test('of nothing but zeros under zstd is refused', async () => {
    const { zstdCompressSync } = await import('node:zlib');
    const bomb = zstdCompressSync(Buffer.alloc(300 * 1024 * 1024));
    const zip = zipOf([
      { name: 'meta', content: Buffer.from([8, 3]) },
      { name: 'collection.anki21b', content: bomb },
    ]);
    await expect(read(zip)).rejects.toThrow('unpack to far too much data');
  });

  test('whose tables are views, or that is no database, is refused', async () => {
    for (const content of [Buffer.from('not a database'), Buffer.alloc(0)])
      await expect(read(zipOf([{ name: 'collection.anki2', content }]))).rejects.toThrow('is damaged');
  });
});

describe('a note', () => {
  test('of the multiple-choice add-on is a question', async () => {
    const item = (await outcome({
      Question: 'Which <b>ports</b>?',
      Title: 'Ports',
      'QType (0=kprim,1=mc,2=sc)': '1',
      Q_1: '22',
      Q_2: '80',
      Q_3: '443',
      Q_4: '',
      Answers: '1 0 1 0',
      'Extra 1': 'They are for SSH and HTTPS.',
    })) as Item;
    expect(item).toMatchObject({
      type: 'multiple',
      stem: 'Which **ports**?',
      options: [
        { id: 'a', text: '22' },
        { id: 'b', text: '80' },
        { id: 'c', text: '443' },
      ],
      key: ['a', 'c'],
      rationale: 'They are for SSH and HTTPS.',
    });
  });

  test.each([
    ['a letter', { Answer: 'B' }],
    ['a letter with its text', { Answer: 'B. two' }],
    ['a number', { Correct: '2' }],
    ['its text', { 'Correct answer': '<b>two</b>' }],
    ['words around a letter', { Answer: 'The correct answer is: (B)' }],
  ])('with a field for each option takes %s as its key', async (_, answer) => {
    const item = await outcome({
      Question: 'Which?',
      'Option A': 'one',
      'Option B': 'two',
      'Option C': 'three',
      ...answer,
    });
    expect(item).toMatchObject({ type: 'single', key: ['b'] });
  });

  test.each([
    ['letters', 'Which port?<br>A) 22<br>B) 80<br>C) 443', 'C) 443<br><br>It is for HTTPS.'],
    [
      'paragraphs',
      '<div>Which port?</div><div>A. 22</div><div>B. 80</div><div>C. 443</div>',
      'Answer: C<br>It is for HTTPS.',
    ],
    ['a list', 'Which port?<ol><li>22</li><li>80</li><li>443</li></ol>', '443<br>It is for HTTPS.'],
  ])('whose front lists options as %s is a question', async (_, Front, Back) => {
    expect(await outcome({ Front, Back })).toMatchObject({
      type: 'single',
      stem: 'Which port?',
      options: [{ text: '22' }, { text: '80' }, { text: '443' }],
      key: ['c'],
      rationale: 'It is for HTTPS.',
    });
  });

  test('whose back is true or false is of that type', async () => {
    expect(await outcome({ Front: 'HTTP uses port 80.', Back: 'True<br>By default.' })).toMatchObject({
      type: 'true-false',
      key: ['true'],
      rationale: 'By default.',
    });
  });

  test.each([
    ['plain', { Front: 'hello', Back: 'world' }, {}, 'It is a plain note'],
    ['about a gap', { Text: '{{c1::x}}' }, { isCloze: true }, 'cloze'],
    ['without a question', { Word: 'x', Meaning: 'y' }, {}, 'no field named Question or Front'],
    [
      'with a key that is no option',
      { Question: 'Q', A: 'x', B: 'y', Answer: 'F' },
      {},
      'matches none of its options',
    ],
    [
      'with options and no key',
      { Front: 'Q?<br>A) x<br>B) y', Back: 'who knows' },
      {},
      'matches none of the options',
    ],
  ])('that is %s is left out with its reason', async (_, fields, more, sentence) => {
    expect(((await outcome(fields, more)) as LeftOut).reason).toContain(sentence);
  });
});
