import { expect, test } from 'vitest';
import type { Table } from '../../../src/base/data/tables.ts';
import { tablesToMove } from '../../../src/service/move/order.ts';
import { canonical, nextLimit, unfitIn } from '../../../src/service/move/rows.ts';

/** How rows are compared, how many are read at a time, and which tables come first. */

const table = (name: string, references: string[] = [], more: Partial<Table> = {}): Table => ({
  name,
  columns: [{ name: 'id', type: 'text' }],
  key: ['id'],
  references,
  isTransient: false,
  ...more,
});

test('values of different types are different texts', () => {
  const values = [null, 'null', 0, '0', 0.5, Infinity, -Infinity, 'Infinity', '', Buffer.from('0')];
  expect(new Set(values.map((value) => canonical([value]))).size).toBe(values.length);
  expect(canonical([Buffer.from([0, 255])])).toBe(canonical([new Uint8Array([0, 255])]));
  expect(canonical([-0])).toBe(canonical([0]));
});

test('a slice of small rows doubles up to a limit, and large rows share a megabyte', () => {
  expect(nextLimit(8, 80)).toBe(16);
  expect(nextLimit(2_000, 20_000)).toBe(2_000);
  expect(nextLimit(8, 8 * 256 * 1024)).toBe(4);
  expect(nextLimit(1, 50 * 1024 * 1024)).toBe(1);
});

test('a value that would come out different is found', () => {
  const two = table('two', [], {
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'name', type: 'text' },
    ],
  });
  expect(unfitIn(two, [1, 'a\0b'], false)).toMatchObject({ column: 'name' });
  expect(unfitIn(two, [1, 'a\0b'], true)).toBeUndefined();
  expect(unfitIn(two, [2 ** 53, 'a'], true)).toMatchObject({ column: 'id' });
});

test('a table comes after those that it refers to, and one that a crash may empty stays behind', () => {
  const tables = [table('paper', ['sitting', 'learner']), table('sitting', ['learner']), table('learner')];
  const source = { name: 'a', tables };
  const target = { name: 'b', tables: [...tables, table('rate', [], { isTransient: true })] };
  expect(tablesToMove(source, target).map(({ name }) => name)).toEqual(['learner', 'sitting', 'paper']);
});

test.each([
  { what: 'a table that the target does not have', more: [table('notes')], says: 'has no such table' },
  {
    what: 'a column that is different',
    more: [table('card', [], { columns: [{ name: 'id', type: 'integer' }] })],
    says: 'has different columns in a and in b',
  },
])('$what is refused', ({ more, says }) => {
  const target = { name: 'b', tables: [table('card')] };
  expect(() => tablesToMove({ name: 'a', tables: more }, target)).toThrow(says);
});
