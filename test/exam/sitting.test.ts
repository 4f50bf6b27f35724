import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/bank/kinds/kinds.ts';
import { complete } from '../../src/bank/model.ts';
import { MINUTE } from '../../src/base/time.ts';
import {
  applyEdits,
  clickedAt,
  deadlineOf,
  type Edits,
  grace,
  isInTime,
  isOver,
  type PaperItem,
  regrade,
  type Sitting,
} from '../../src/exam/sitting.ts';
import { question } from '../support/bank.ts';

const single = complete(question('red.one-001'), 'red.one');
const two = complete(question('red.one-002', { type: 'multiple', key: ['a', 'c'] }), 'red.one');

const blank: PaperItem = {
  number: 1,
  question: 'red.one-001',
  hash: 'x',
  edition: 1,
  domain: 'red',
  scored: true,
  seen: false,
  response: [],
  firstResponse: undefined,
  answeredAt: undefined,
  day: undefined,
  flagged: false,
  struck: [],
  tookMs: 0,
  inGrace: false,
  late: undefined,
  correct: undefined,
  markedEdition: undefined,
};

describe('the deadline', () => {
  test.each([
    [100, 180],
    [125, 225],
    [150, 270],
    [200, 360],
  ])('at %i %% of 180 minutes comes after %i', (percent, minutes) => {
    expect(deadlineOf(1000, 180, percent)).toBe(1000 + minutes * MINUTE);
  });

  test('untimed is none, and never comes', () => {
    expect(deadlineOf(1000, 180, undefined)).toBeUndefined();
    expect(isOver({ deadline: undefined }, Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  test('is the first moment at which nothing is taken any more', () => {
    expect([999, 1000, 1001].map((now) => isOver({ deadline: 1000 }, now))).toEqual([false, true, true]);
  });
});

describe('a click that arrives after the deadline', () => {
  const sitting = { startedAt: 0, deadline: 100_000, settledAt: undefined } as Sitting;

  test.each([
    ['made in time', 1, 100_000, true],
    ['made in time, in the last moment of the grace', 1, 100_000 + grace - 1, true],
    ['made in time, after the grace', 50_000, 100_000 + grace, false],
    ['made at the deadline', 0, 100_000, false],
    ['of a page without scripts', undefined, 100_000, false],
  ])('%s', (_, left, now, counts) => {
    expect(isInTime(sitting, left, now)).toBe(counts);
  });

  test('counts before the deadline whatever its page says', () => {
    expect([undefined, 0, 999_999_999].map((left) => isInTime(sitting, left, 99_999))).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('does not count once the exam has ended', () => {
    expect(isInTime({ ...sitting, settledAt: 100_000 }, 1, 100_001)).toBe(false);
  });

  test('was never made outside the sitting, whatever its page says', () => {
    expect(clickedAt(sitting, 999_999_999, 100_005)).toBe(0);
    expect(clickedAt(sitting, 0, 99_000)).toBe(99_000);
    expect(clickedAt({ ...sitting, deadline: undefined }, 5, 99_000)).toBe(99_000);
  });
});

describe('a move', () => {
  const at = { now: 5000, day: 20 };
  const after = (edits: Edits, item: Partial<PaperItem> = {}, of = single) =>
    applyEdits({ ...blank, ...item }, of, edits, at);

  test.each<[what: string, before: Partial<PaperItem>, edits: Edits]>([
    ['nothing', {}, {}],
    ['the same choice', { response: ['a'] }, { response: ['a'] }],
    ['the same choice in another order', { response: ['a', 'c'] }, { response: ['c', 'a'] }],
    ['the same flag', { flagged: true }, { flagged: true }],
    ['no flag where there is none', {}, { flagged: false }],
    ['an option struck out that is', { struck: ['b'] }, { strike: 'b' }],
    ['an option restored that is not struck out', { struck: ['b'] }, { restore: 'c' }],
  ])('that changes nothing is none: %s', (_, before, edits) => {
    const { item, moves } = after(edits, before, two);
    expect(item).toEqual({ ...blank, ...before });
    expect(moves).toEqual([]);
  });

  test('chooses, with moment and day, and remembers the first complete choice for good', () => {
    const first = after({ response: ['b'] });
    expect(first.item).toEqual({
      ...blank,
      response: ['b'],
      firstResponse: ['b'],
      answeredAt: 5000,
      day: 20,
    });
    expect(first.moves).toEqual([{ kind: 'choose', value: '["b"]' }]);
    const later = applyEdits(first.item, single, { response: ['a'] }, { now: 9000, day: 21 });
    expect(later.item).toMatchObject({ response: ['a'], firstResponse: ['b'], answeredAt: 9000, day: 21 });
    const none = applyEdits(later.item, single, { response: [] }, { now: 9500, day: 21 });
    expect(none.item).toMatchObject({ response: [], firstResponse: ['b'], answeredAt: 9500 });
  });

  test('with too few or too many options is no answer, and no first one', () => {
    for (const response of [['a'], ['a', 'b', 'c']]) {
      const { item, moves } = after({ response }, {}, two);
      expect(item).toMatchObject({ response, firstResponse: undefined, answeredAt: 5000 });
      expect(moves).toHaveLength(1);
      expect(kindOf(two).isComplete(item.response)).toBe(false);
      expect(kindOf(two).isCorrect(item.response)).toBe(false);
    }
    expect(after({ response: ['c', 'a'] }, { response: ['a'] }, two).item).toMatchObject({
      response: ['a', 'c'],
      firstResponse: ['a', 'c'],
    });
  });

  test('flags and strikes out beside the choice, and touches neither it nor its moment', () => {
    const chosen = { response: ['b'], firstResponse: ['b'], answeredAt: 1, day: 2 };
    const { item, moves } = after(
      { flagged: true, strike: 'c', restore: 'a' },
      { ...chosen, struck: ['a', 'd'] },
    );
    expect(item).toEqual({ ...blank, ...chosen, flagged: true, struck: ['c', 'd'] });
    expect(moves).toEqual([
      { kind: 'flag', value: '' },
      { kind: 'strike', value: 'c' },
      { kind: 'restore', value: 'a' },
    ]);
    expect(after({ flagged: false }, { flagged: true }).moves).toEqual([{ kind: 'unflag', value: '' }]);
  });

  test('leaves what it was given as it was', () => {
    const before = structuredClone({ ...blank, struck: ['a'] });
    const given = structuredClone(before);
    applyEdits(given, single, { response: ['b'], flagged: true, strike: 'b', restore: 'a' }, at);
    expect(given).toEqual(before);
  });

  test('however they come, the item is what the record adds up to', () => {
    const ids = fc.subarray(['a', 'b', 'c', 'd']);
    const one = fc.constantFrom('a', 'b', 'c', 'd');
    const edits = fc.record(
      { response: ids, flagged: fc.boolean(), strike: one, restore: one },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 12 }), (wishes) => {
        let item: PaperItem = { ...blank };
        let [response, flagged, struck] = [[] as string[], false, new Set<string>()];
        for (const [i, each] of wishes.entries()) {
          const played = applyEdits(item, two, each, { now: i, day: i });
          for (const { kind, value } of played.moves) {
            if (kind === 'choose') response = JSON.parse(value);
            if (kind === 'strike') struck.add(value);
            if (kind === 'restore') struck.delete(value);
            if (kind.endsWith('flag')) flagged = kind === 'flag';
          }
          item = played.item;
        }
        expect(item).toMatchObject({ response, flagged, struck: [...struck].sort() });
      }),
      { seed: 26, numRuns: 500 },
    );
  });
});

describe('marking again by a later edition', () => {
  const revised = (changes: Partial<typeof single>) => ({ ...single, edition: 2, ...changes });

  test('goes by the new key where the options are the same, in whatever order and words', () => {
    const other = revised({ key: ['b'], stem: 'Other?', options: single.options.toReversed() });
    expect(regrade(single, other, ['b'])).toBe(true);
    expect(regrade(single, other, ['a'])).toBe(false);
    expect(regrade(single, other, [])).toBe(false);
    expect(regrade(single, revised({}), ['a'])).toBe(true);
  });

  test('by more keys than one takes them all', () => {
    const both = revised({ type: 'multiple', key: ['a', 'b'] });
    expect(regrade(single, both, ['a'])).toBe(false);
    expect(regrade(two, { ...two, edition: 2, key: ['a', 'd'] }, ['a', 'd'])).toBe(true);
  });

  test.each([
    ['an option fewer', single.options.slice(0, 3)],
    ['an option more', [...single.options, { ...single.options[0]!, id: 'e' }]],
    ['an option of another name', [...single.options.slice(0, 3), { ...single.options[3]!, id: 'e' }]],
  ])('is no mark at all with %s', (_, options) => {
    expect(regrade(single, revised({ options }), ['a'])).toBeUndefined();
  });
});
