import { expect, test } from 'vitest';
import { loadBank } from '../../../src/bank/files/load.ts';
import { folderOf } from '../../../src/base/installation.ts';
import {
  capital,
  countCharacters,
  runsOf,
  sentencesIn,
  shortened,
  wordsIn,
} from '../../../src/base/text/words.ts';

test.each([
  ['plain', 5],
  ['e\u0301te\u0301', 3],
  ['👩‍👩‍👧‍👦🇩🇪👍🏽', 3],
  ['', 0],
])('a reader counts the characters of %s', (text, count) => expect(countCharacters(text)).toBe(count));

test.each([
  ['short', 5, 'short'],
  ['longer', 5, 'long…'],
  ['abc😀😀', 5, 'abc😀😀'],
  ['abc😀😀e', 5, 'abc😀…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 2, '👩‍👩‍👧‍👦…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
  ['one two three', 9, 'one two…'],
  ['one two three', 8, 'one two…'],
  ['one two three', 11, 'one two…'],
  ['one two. Three', 11, 'one two…'],
  ['a donaudampfschiff', 9, 'a donaud…'],
  ['三方法の第一', 4, '三方法…'],
])('%s is cut at %i between words, or else between characters', (text, most, cut) =>
  expect(shortened(text, most)).toBe(cut),
);

test('a first letter is made large in any script', () => {
  expect(['red', '𐐨b', '', 'ß'].map(capital)).toEqual(['Red', '𐐀b', '', 'SS']);
});

test('words are found in any script, in lower-case letters and without signs', () => {
  expect(wordsIn('Don’t SHIP “late”!')).toEqual(['don’t', 'ship', 'late']);
  expect(wordsIn('変更を出荷する').length).toBeGreaterThan(1);
  expect(wordsIn('… — !')).toEqual([]);
});

test.each([
  ['One. Two? Three!', ['One.', 'Two?', 'Three!']],
  ['Agile vs. DevOps, e.g. Scrum.', ['Agile vs. DevOps, e.g. Scrum.']],
  ['頻繁に出荷する。原因が見つかる。', ['頻繁に出荷する。', '原因が見つかる。']],
  ['Version 2.0 is out.', ['Version 2.0 is out.']],
  ['', []],
])('the sentences of %s', (text, sentences) => expect(sentencesIn(text)).toEqual(sentences));

test('words of the shipped bank are those that Intl.Segmenter finds', () => {
  const byWord = new Intl.Segmenter(undefined, { granularity: 'word' });
  const texts = loadBank(folderOf('questions')).questions.flatMap(({ stem, rationale, options }) => [
    stem,
    rationale,
    ...options.flatMap((option) => [option.text, option.rationale]),
  ]);
  for (const text of texts) {
    const segments = [...byWord.segment(text.toLowerCase())].filter(({ isWordLike }) => isWordLike);
    expect(wordsIn(text)).toEqual(segments.map(({ segment }) => segment));
  }
});

test.each([
  [[], []],
  [[4], ['4']],
  [
    [4, 5],
    ['4', '5'],
  ],
  [
    [1, 3, 4, 5, 6, 9, 10],
    ['1', '3 to 6', '9', '10'],
  ],
])('the runs of %j', (numbers, runs) => {
  expect(runsOf(numbers)).toEqual(runs);
});
