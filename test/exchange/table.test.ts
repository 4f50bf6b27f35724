import { expect, test } from 'vitest';
import { tableIn } from '../../src/exchange/table/cells.ts';
import { readTable } from '../../src/exchange/table/read.ts';

test.each([
  [
    'quotes inside a cell',
    'a,b\nsay "hi",2\n',
    [
      ['a', 'b'],
      ['say "hi"', '2'],
    ],
  ],
  [
    'doubled quotes, lines and separators in quotes',
    'a,b\n"say ""hi"",\nyou",2\n',
    [
      ['a', 'b'],
      ['say "hi",\nyou', '2'],
    ],
  ],
  [
    'spaces before quotes',
    'a, "b"\n1, "x,y"\n',
    [
      ['a', 'b'],
      ['1', 'x,y'],
    ],
  ],
  [
    'empty lines and rows of empty cells',
    'a,b\n\n,\n1,2\n\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'semicolons',
    'a;b\n1,5;2\n',
    [
      ['a', 'b'],
      ['1,5', '2'],
    ],
  ],
  [
    'tabs with empty cells',
    'a\tb\tc\n\t\t3\n',
    [
      ['a', 'b', 'c'],
      ['', '', '3'],
    ],
  ],
  [
    'the separator that Excel names',
    'sep=;\na;b\n1;2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['rows that are too short and too long', 'a,b\n1\n1,2,3\n', [['a', 'b'], ['1'], ['1', '2', '3']]],
])('%s', (_, text, cells) => {
  expect(tableIn(text).rows.map((row) => row.cells)).toEqual(cells);
});

test('rows know the line on which they begin', () => {
  expect(tableIn('a,b\n\n"x\ny",2\n3,4\n').rows.map(({ line }) => line)).toEqual([1, 3, 5]);
});

test('a quotation mark that nothing closes is reported with its line, and the rows before it are read', () => {
  const text = 'Question,A,B,Correct\nWhich?,one,two,A\n\n"Which,one,two,A\nAnd which?,one,two,B\n';
  expect(readTable(text)).toMatchObject([
    { id: 'line 2', key: ['a'] },
    { id: 'line 4', reason: expect.stringContaining('A quotation mark in this row is not closed') },
  ]);
});

test('a cell of ten megabytes takes no longer than its length', () => {
  const { rows } = tableIn(`a,b\n"${'x'.repeat(10_000_000)}",2\n`);
  expect(rows[1]!.cells[0]).toHaveLength(10_000_000);
});
