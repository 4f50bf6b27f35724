import { describe, expect, test } from 'vitest';
import { numbersIn } from '../../../src/bank/kinds/decimal.ts';
import { kindOf } from '../../../src/bank/kinds/kinds.ts';

const options = ['a', 'b', 'c'].map((id) => ({ id }));
const order = ['c', 'a', 'b'];

describe('true-false', () => {
  const kind = kindOf({ type: 'true-false', options: [{ id: 'true' }, { id: 'false' }], key: ['true'] });

  test('one of two in a fixed order', () => {
    expect(kind.read(['A'], ['true', 'false'])).toEqual(['true']);
    expect(kind.isCorrect(['true'])).toBe(true);
    expect(kind.isCorrect(['false'])).toBe(false);
    expect(kind).toMatchObject({
      guessChance: 0.5,
      shuffles: false,
      comparesOptions: false,
      hasOneKey: false,
    });
    expect(kind.problems()).toEqual([]);
  });

  test.each([
    [['false', 'true'], ['true'], /two options, "true" and then "false"/],
    [['true', 'false'], ['true', 'false'], /has one key/],
    [['true', 'false'], ['yes'], /No option has the id "yes"/],
  ])('options %o with key %o are a problem', (ids, key, message) => {
    const broken = kindOf({ type: 'true-false', options: ids.map((id) => ({ id })), key });
    expect(broken.problems()[0]?.message).toMatch(message);
  });
});

describe('ordering', () => {
  const kind = kindOf({ type: 'ordering', options, key: ['b', 'a', 'c'] });

  test('a whole form is the ids in order, and goes back into its form', () => {
    const fields = ['A3', 'B2', 'C1'];
    const response = kind.read(fields, order)!;
    expect(response).toEqual(['b', 'a', 'c']);
    expect(kind.fieldsOf(response, order)).toEqual(fields);
    expect(kind.isComplete(response) && kind.isCorrect(response)).toBe(true);
    expect(kind.guessChance).toBeCloseTo(1 / 6);
    expect(kind.inWords(response, order)).toBe('C, B, A');
  });

  test.each([[['A1']], [['A1', 'B1', 'C2']]])(
    'the unfinished %o keeps its places and is not complete',
    (fields) => {
      const response = kind.read(fields, order)!;
      expect(kind.isAllowed(response)).toBe(true);
      expect(kind.isComplete(response)).toBe(false);
      expect(kind.isCorrect(response)).toBe(false);
      expect(kind.fieldsOf(response, order)).toEqual(fields);
    },
  );

  test.each([[['D1']], [['A4']], [['A1', 'A2']], [['A']]])('%o is of another question', (fields) =>
    expect(kind.read(fields, order)).toBeUndefined(),
  );

  test('the same ids in another order are another key and another response', () => {
    const other = kindOf({ type: 'ordering', options, key: ['a', 'b', 'c'] });
    expect(other.marking).not.toBe(kind.marking);
    expect(other.responseSpace).toBe(kind.responseSpace);
    expect(kind.isCorrect(['a', 'b', 'c'])).toBe(false);
    expect(kind.partlyRight(['a', 'b', 'c'])).toBe('1 of 3 in the right place');
  });
});

describe('matching', () => {
  const prompts = [{ id: 'p' }, { id: 'q' }];
  const kind = kindOf({ type: 'matching', prompts, options, key: ['p=a', 'q=b'] });

  test('a form is pairs in the order of the prompts', () => {
    const response = kind.read(['2C', '1B'], order)!;
    expect(response).toEqual(['p=a', 'q=b']);
    expect(kind.isComplete(response) && kind.isCorrect(response)).toBe(true);
    expect(kind.fieldsOf(response, order)).toEqual(['1B', '2C']);
    expect(kind.inWords(response, order)).toBe('1 with B and 2 with C');
    expect(kind.guessChance).toBeCloseTo(1 / 6);
  });

  test('an option that is used once may not be chosen twice', () => {
    const response = kind.read(['1B', '2B'], order)!;
    expect(kind.isComplete(response)).toBe(false);
    expect(kind.incompleteNote(response)).toMatch(/used only once/);
  });

  test('an option may serve several prompts where the key says so', () => {
    const shared = kindOf({ type: 'matching', prompts, options, key: ['p=a', 'q=a'] });
    expect(shared.isComplete(['p=a', 'q=a']) && shared.isCorrect(['p=a', 'q=a'])).toBe(true);
    expect(shared.guessChance).toBeCloseTo(1 / 9);
    expect(shared.problems()).toEqual([]);
  });

  test.each([
    [['p=a'], /each prompt once/],
    [['p=a', 'r=b'], /No prompt has the id "r"/],
    [['p=a', 'q=x'], /No option has the id "x"/],
    [['p', 'q=a'], /such as "p1=a"/],
  ])('the key %o is a problem', (key, message) =>
    expect(kindOf({ type: 'matching', prompts, options, key }).problems()[0]?.message).toMatch(message),
  );
});

describe('numeric', () => {
  const kind = kindOf({ type: 'numeric', options: [], key: ['42.5'], tolerance: 0.5, unit: 'ms' });

  test.each([
    ['42.5', '42.5'],
    ['42,50', '42.5'],
    [' +42.5 ms', '42.5'],
    ['−7', '-7'],
    ['٤٢٫٥', '42.5'],
    ['４２．５', '42.5'],
    ['1\u202f234,5', '1234.5'],
    ['1.234,5', '1234.5'],
    ['1,234.5', '1234.5'],
    ['1’234.5', '1234.5'],
    ['12,34,567', '1234567'],
    ['1,234', '1234'],
    ['0,234', '0.234'],
    ['.5', '0.5'],
    ['-0', '0'],
    ['007', '7'],
  ])('%o is %s', (text, number) => expect(kind.read([text], [])).toEqual([number]));

  test.each(['abc', '1.2.3', '1,2,3', '--4', '4 5 x', '٫', '.'])('%o is no number and is kept', (text) => {
    expect(numbersIn(text)).toEqual([]);
    const response = kind.read([text], [])!;
    expect(response).toEqual([text]);
    expect(kind.isComplete(response) || kind.isCorrect(response)).toBe(false);
  });

  test('of two meanings the right one is taken', () => {
    const point = kindOf({ type: 'numeric', options: [], key: ['1.234'] });
    expect(point.read(['1,234'], [])).toEqual(['1.234']);
  });

  test.each([
    ['42', true],
    ['43', true],
    ['43.01', false],
    ['-42.5', false],
  ])('%s is right: %s', (number, isRight) => expect(kind.isCorrect([number])).toBe(isRight));

  test('without a tolerance long numbers are compared to the last digit', () => {
    const long = kindOf({ type: 'numeric', options: [], key: ['12345678901234567890'] });
    expect(long.isCorrect(['12345678901234567891'])).toBe(false);
  });

  test('a sum of tenths lies within a tenth', () => {
    const tenth = kindOf({ type: 'numeric', options: [], key: ['0.3'], tolerance: 0.1 });
    expect(tenth.isCorrect(['0.2']) && tenth.isCorrect(['0.4'])).toBe(true);
  });
});
