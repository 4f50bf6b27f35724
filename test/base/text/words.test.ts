import { expect, test } from 'vitest';
import { countCharacters, sentencesIn, wordsIn } from '../../../src/base/text/words.ts';

test.each([
  ['plain', 5],
  ['e\u0301te\u0301', 3],
  ['👩‍👩‍👧‍👦🇩🇪👍🏽', 3],
  ['', 0],
])('a reader counts the characters of %s', (text, count) => expect(countCharacters(text)).toBe(count));

test('words are found in any script, in small letters and without signs', () => {
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
