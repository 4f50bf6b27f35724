import { describe, expect, test } from 'vitest';
import { quantityOf } from '../../../src/bank/reading/quantity.ts';
import {
  contentAmong,
  gradeOf,
  likeness,
  plain,
  sentencesOf,
  shinglesOf,
  wordsOf,
} from '../../../src/bank/reading/text.ts';

test('a text is read without marks, composed and on one line', () => {
  expect(plain('A *cafe\u0301* \n [link](https://example.org)  and `code`')).toBe('A café link and code');
});

test('words are letters and digits in lower-case letters, with what stands inside them', () => {
  expect(wordsOf("It doesn't take 2,555 x 0.5 – it’s CI/CD.")).toEqual([
    'it',
    "doesn't",
    'take',
    '2,555',
    'x',
    '0.5',
    'it’s',
    'ci',
    'cd',
  ]);
});

test('content words lose what every text has, and their endings', () => {
  expect([...contentAmong(wordsOf('The deployments were deployed and deploying again'))]).toEqual(['deploy']);
  expect([...contentAmong(wordsOf('Which of the two is it?'))]).toEqual([]);
});

test('a sentence ends where the next begins with a capital', () => {
  expect(sentencesOf('It took 1.5 h. Then it ended. Why?')).toEqual([
    'It took 1.5 h.',
    'Then it ended.',
    'Why?',
  ]);
});

test('short words in short sentences are easier than long ones', () => {
  expect(gradeOf('The cat sat on the mat.')).toBeLessThan(3);
  expect(gradeOf('Organisational interdependencies necessitate architecture.')).toBeGreaterThan(20);
  expect(gradeOf('')).toBe(0);
});

test('likeness is what is shared, from 0 to 1', () => {
  expect(likeness(shinglesOf('a b c d'), shinglesOf('a b c d'))).toBe(1);
  expect(likeness(shinglesOf('a b c d'), shinglesOf('a b c e'))).toBeCloseTo(1 / 3);
  expect(likeness(shinglesOf('a b'), shinglesOf('c'))).toBe(0);
});

describe('a quantity', () => {
  test.each([
    ['15%', '%', 15, 15],
    ['43.2 minutes', 'duration', 43.2, 43.2],
    ['Less than one hour', 'duration', 60, 60],
    ['An hour', 'duration', 60, 60],
    ['2,555 times', '×', 2555, 2555],
    ['2009', '', 2009, 2009],
    ['1 day–1 week', 'duration', 1440, 10_080],
    ['Between one and six months', 'duration', 43_200, 259_200],
    ['0–15%', '%', 0, 15],
  ])('%s', (text, kind, low, high) => {
    expect(quantityOf(text)).toMatchObject({ kind, low, high });
  });

  test.each(['Deploy 5 times', 'A', 'one of them', 'v2', '', '5 teams'])('“%s” is none', (text) => {
    expect(quantityOf(text)).toBeUndefined();
  });
});
