import { describe, expect, test } from 'vitest';
import { isBlank } from '../../../src/bank/kinds/kind.ts';
import { hasKind, kindNames, kindOf } from '../../../src/bank/kinds/kinds.ts';

const options = (count: number) => Array.from({ length: count }, (_, i) => ({ id: 'abcdefgh'[i]! }));
const single = { type: 'single' as const, options: options(4), key: ['a'] };
const multiple = { type: 'multiple' as const, options: options(5), key: ['a', 'c'] };

test('every type keeps its own name', () => {
  for (const type of kindNames) expect(kindOf({ ...single, type }).name).toBe(type);
});

test('a type that nobody has written is none', () => {
  expect(hasKind(single)).toBe(true);
  for (const type of ['essay', 'toString', '', undefined]) expect(hasKind({ ...single, type })).toBe(false);
});

test('a response without any option is blank', () => {
  expect(isBlank([])).toBe(true);
  expect(isBlank(['a'])).toBe(false);
});

describe('single choice', () => {
  const kind = kindOf(single);

  test('is complete with one option and right with the key', () => {
    expect([[], ['a'], ['a', 'b']].map(kind.isComplete)).toEqual([false, true, false]);
    expect([[], ['a'], ['b'], ['a', 'b']].map(kind.isCorrect)).toEqual([false, true, false, false]);
  });

  test('lets a form send one option or none', () => {
    expect([[], ['b'], ['a', 'b']].map(kind.isAllowed)).toEqual([true, true, false]);
  });

  test('shows radio buttons and says nothing about how many', () => {
    expect(kind).toMatchObject({ control: 'radio', wanted: 1, instruction: '', hasOneKey: true });
    expect(kind.incompleteNote([])).toMatch(/^Choose an option first/);
    expect(kind.incompleteNote(['a', 'b'])).toMatch(/^This question asks for one option and you chose two\./);
  });

  test('has one key and no count in its stem', () => {
    expect(kind.problems()[0]?.message).toBeUndefined();
    expect(kindOf({ ...single, key: ['a', 'b'] }).problems()[0]?.message).toMatch(/exactly one key/);
    expect(kindOf({ ...single, key: ['a', 'a'] }).problems()[0]?.message).toBeUndefined();
    expect(kind.countProblem(undefined)).toBeUndefined();
    expect(kind.countProblem('TWO')).toMatch(/remove “\(Select TWO\.\)”/);
  });
});

describe('multiple choice', () => {
  const kind = kindOf(multiple);

  test('is complete with as many options as keys, and right with all keys and nothing else', () => {
    expect([['b'], ['b', 'd'], ['a', 'b', 'c']].map(kind.isComplete)).toEqual([false, true, false]);
    expect(kind.isCorrect(['c', 'a'])).toBe(true);
    for (const wrong of [['a'], ['a', 'b'], ['a', 'b', 'c'], []]) expect(kind.isCorrect(wrong)).toBe(false);
  });

  test('lets a form send any number of options', () => {
    expect([[], ['b'], ['a', 'b', 'c']].map(kind.isAllowed)).toEqual([true, true, true]);
  });

  test('shows checkboxes and says how many to choose', () => {
    expect(kind).toMatchObject({
      control: 'checkbox',
      wanted: 2,
      instruction: 'Choose TWO',
      hasOneKey: false,
    });
    expect(kind.incompleteNote([])).toMatch(/^Choose two options first/);
    expect(kind.incompleteNote(['a'])).toMatch(/^This question asks for two options and you chose one\./);
  });

  test('has two keys or more, a distractor, and the count at the end of its stem', () => {
    expect(kind.problems()[0]?.message).toBeUndefined();
    for (const key of [['a'], ['a', 'b', 'c', 'd', 'e']])
      expect(kindOf({ ...multiple, key }).problems()[0]?.message).toMatch(/at least two keys/);
    expect(kind.tooManyKeys()).toBeUndefined();
    expect(kindOf({ ...multiple, key: ['a', 'b', 'c', 'd'] }).tooManyKeys()).toMatch(/^It has 4 keys/);
    expect(kind.countProblem('TWO')).toBeUndefined();
    for (const said of [undefined, 'THREE'])
      expect(kind.countProblem(said)).toMatch(/end the stem with “\(Select TWO\.\)”/);
  });
});

test.each([
  ['single', 4, 1, 1 / 4],
  ['single', 3, 1, 1 / 3],
  ['multiple', 5, 2, 1 / 10],
  ['multiple', 6, 3, 1 / 20],
] as const)('the chance to guess a %s question with %i options and %i keys', (type, all, keys, chance) => {
  const key = options(keys).map(({ id }) => id);
  expect(kindOf({ type, options: options(all), key }).guessChance).toBeCloseTo(chance, 12);
});
