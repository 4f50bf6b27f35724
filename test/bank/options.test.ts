import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { complete } from '../../src/bank/model.ts';
import { optionOrder, optionsAt } from '../../src/bank/options.ts';
import { question } from '../support/bank.ts';

const plain = complete(question('red.one-001'), 'red.one');
const anchored = complete(
  question('red.one-002', {
    options: plain.options.map((option) => ({ ...option, anchor: option.id === 'd' || option.id === 'b' })),
  }),
  'red.one',
);

describe('the order of options', () => {
  test('depends on the seed alone, keeps every option, and puts each anywhere', () => {
    const places = new Map<string, Set<number>>();
    for (let seed = 0; seed < 200; seed++) {
      const order = optionOrder(plain, String(seed));
      expect(order).toEqual(optionOrder(plain, String(seed)));
      expect(order.toSorted()).toEqual(['a', 'b', 'c', 'd']);
      for (const [i, id] of order.entries()) places.set(id, (places.get(id) ?? new Set()).add(i));
    }
    expect([...places.values()].map((set) => set.size)).toEqual([4, 4, 4, 4]);
  });

  test('the key is at each place about as often', () => {
    const counts = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed++) counts[optionOrder(plain, `s${seed}`).indexOf('a')]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  test('anchors keep their place', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const order = optionOrder(anchored, seed);
        expect([order[1], order[3]]).toEqual(['b', 'd']);
      }),
    );
  });

  test('a natural order is left alone', () => {
    expect(optionOrder({ ...plain, shuffle: false }, 'x')).toEqual(['a', 'b', 'c', 'd']);
  });
});

test('letters follow positions', () => {
  expect(optionsAt(['c', 'a', 'b'], ['A', 'C'])).toEqual(['c', 'b']);
  expect(optionsAt(['c', 'a'], ['C'])).toBeUndefined();
  expect(optionsAt(['c', 'a'], ['A', 'A'])).toBeUndefined();
  expect(optionsAt(['c', 'a'], ['a'])).toBeUndefined();
});
