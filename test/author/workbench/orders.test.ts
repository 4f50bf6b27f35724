import { expect, test } from 'vitest';
import { countOrders, orderAt } from '../../../src/author/workbench/orders.ts';
import { complete } from '../../../src/bank/model.ts';
import { question } from '../../support/bank.ts';

const plain = complete(question('red.one-001'), 'red.one');
const allOf = (of: typeof plain) =>
  Array.from({ length: countOrders(of) }, (_, i) => orderAt(of, i + 1).join(''));

test('every order of the options has a number, the author’s is the first', () => {
  const all = allOf(plain);
  expect([all.length, new Set(all).size]).toEqual([24, 24]);
  expect([all[0], all.at(-1)]).toEqual(['abcd', 'dcba']);
});

test('anchors stay in their place, and options in a natural order are never turned', () => {
  const options = plain.options.map((option) => ({ ...option, anchor: option.id === 'b' }));
  const all = allOf({ ...plain, options });
  expect(new Set(all)).toEqual(new Set(['abcd', 'abdc', 'cbad', 'cbda', 'dbac', 'dbca']));
  expect(allOf({ ...plain, shuffle: false })).toEqual(['abcd']);
});
