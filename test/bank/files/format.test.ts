import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuestions } from '../../../src/bank/files/format.ts';
import { nextId, skeleton } from '../../../src/bank/files/skeleton.ts';
import { appendQuestion } from '../../../src/bank/json/tree.ts';
import { parseQuestions } from '../../../src/bank/parse/parse.ts';
import { fileOf, written } from '../../support/marks.ts';

/** Any character but halves of pairs; the one that fast-check brings takes two seconds to set up. */
const character = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800));

const format = (text: string) => formatQuestions(parseQuestions('red/one.json', text), text);

describe('the layout', () => {
  test('puts every field in one order, two spaces in', () => {
    const text = `{"questions":[{"stem":"S?","id":"red.one-001","waive":[{"reason":"R","rule":"IW-04"}],"enemies":["red.one-002"],"key":["a"],
      "options":[{"rationale":"r","text":"A","id":"a"},{"id":"b","confusedWith":"red.two","rationale":"r","text":"B"}],
      "references":[{"year":2020,"title":"T"}],"rationale":"R","why":"W.","tags":[],"type":"single","cognitive":"apply","difficulty":1}],
      "$schema":"../questions.schema.json"}`;
    expect(format(text)).toBe(`{
  "$schema": "../questions.schema.json",
  "questions": [
    {
      "id": "red.one-001",
      "type": "single",
      "difficulty": 1,
      "cognitive": "apply",
      "stem": "S?",
      "options": [
        {
          "id": "a",
          "text": "A",
          "rationale": "r"
        },
        {
          "id": "b",
          "text": "B",
          "rationale": "r",
          "confusedWith": "red.two"
        }
      ],
      "key": [
        "a"
      ],
      "why": "W.",
      "rationale": "R",
      "references": [
        {
          "title": "T",
          "year": 2020
        }
      ],
      "tags": [],
      "enemies": [
        "red.one-002"
      ],
      "waive": [
        {
          "rule": "IW-04",
          "reason": "R"
        }
      ]
    }
  ]
}
`);
  });

  test.each([
    ['a text with escapes', 'stem', '"caf\\u00e9 \\ud83d\\ude00 \\/ \\"q\\" \\n é 😀"'],
    ['a number that no double holds', 'edition', '9007199254740993'],
    ['a number in another notation', 'difficulty', '2.0e0'],
  ])('leaves %s as it is written', (_, field, raw) => {
    expect(format(fileOf(written('red.one-001', { [field]: raw })))).toContain(`"${field}": ${raw}`);
  });

  test('of a file with a problem is none', () => {
    for (const raw of ['9', '2, "difficulty": 2', 'oops'])
      expect(format(fileOf(written('red.one-001', { difficulty: raw })))).toBeUndefined();
    expect(format('')).toBeUndefined();
  });

  test('twice is the same, and says the same', () => {
    const text = fc.string({ unit: character, minLength: 1, maxLength: 40 }).map((text) => `${text}x`);
    const file = fc.record({ stem: text, rationale: text, tags: fc.array(fc.string({ maxLength: 9 })) });
    fc.assert(
      fc.property(file, fc.boolean(), (changes, isWindows) => {
        const raw = Object.fromEntries(
          Object.entries(changes).map(([name, value]) => [name, JSON.stringify(value)]),
        );
        const text = fileOf(written('red.one-001', raw)).replaceAll('\n', isWindows ? '\r\n' : '\n');
        const once = format(text)!;
        expect(once.match(/\r?\n/g)!.every((end) => end === (isWindows ? '\r\n' : '\n'))).toBe(true);
        expect(JSON.parse(once)).toEqual(JSON.parse(text));
        expect(format(once)).toBe(once);
      }),
      { seed: 26, numRuns: 200 },
    );
  });
});

describe('a question to fill in', () => {
  const draft = skeleton('red.one-002', '2026-11-24');

  test('comes without a day on which it was looked up', () => expect(draft.asOf).toBeUndefined());

  test.each([
    ['an empty file', '{\n  "questions": []\n}\n'],
    ['a file with questions', format(fileOf(written('red.one-001')))!],
    ['a file from Windows', format(fileOf(written('red.one-001')))!.replaceAll('\n', '\r\n')],
  ])('is appended to %s in the usual layout', (_, text) => {
    const longer = appendQuestion(text, draft);
    expect(JSON.parse(longer).questions).toEqual([...JSON.parse(text).questions, draft]);
    expect(format(longer)).toBe(longer);
    expect(parseQuestions('red/one.json', longer).problems).toEqual([]);
  });

  test('leaves a file that is laid out otherwise as it is', () => {
    const text = fileOf(written('red.one-001'));
    const end = text.lastIndexOf('}\n  ]');
    expect(appendQuestion(text, draft).slice(0, end + 1)).toBe(text.slice(0, end + 1));
  });

  test.each([
    ['none', [], 'red.one-001'],
    ['some', ['"red.one-001" "red.one-007"', '"red.one-0099"'], 'red.one-100'],
    ['another objective’s', ['"red.oneness-005" "redxone-006" "red.one-x"'], 'red.one-001'],
    ['a former id', ['"formerly": ["red.one-012"]'], 'red.one-013'],
  ])('has the id after %s', (_, texts, id) => expect(nextId('red.one', texts)).toBe(id));
});
