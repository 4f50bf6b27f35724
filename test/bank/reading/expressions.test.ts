import { describe, expect, test } from 'vitest';
import { expressions, leadIn } from '../../../src/bank/reading/expressions.ts';

const examples: [name: keyof typeof expressions, yes: string, no: string][] = [
  ['selectN', 'Which two? (Select TWO.)', 'Which? (Select all.)'],
  ['selectN', 'Which two? (Choose two)', '(Choose two) Which?'],
  ['selectN', 'Which? (Pick 3 answers).', 'Which? (Pick 13)'],
  ['superlative', 'Which is the MOST effective?', 'Which metric rose?'],
  ['ofTheAbove', 'None of these', 'all of the teams above'],
  ['combination', 'Both A and C', 'CALMS and DORA'],
  ['byLetter', 'Option B is wrong', 'the answer a team gives'],
  ['article', 'A team adopted a', 'What is DORA?'],
  ['absolute', 'It always works', 'overall success'],
  ['vague', 'often fails', 'canary release'],
  ['negative', 'What doesn’t count?', 'notable metric'],
  ['negative', 'the least effort', 'at least daily'],
  ['negativeEmphasised', 'Which is NOT a metric?', 'Which is not a metric?'],
  [
    'whichIsTrue',
    'Which of the following is true about SRE?',
    'Which of the following metrics measures stability?',
  ],
  ['blank', 'DORA is ____.', 'snake_case'],
  ['opinion', 'What would you do?', 'What should the team do?'],
  ['hinge', 'As in the previous question', 'the next release'],
  ['figure', '46 times', '4 teams'],
  ['tier', 'Elite teams', 'profile of risk'],
  ['year', 'In the 2021 report', '2013'],
  ['invisible', 'a\u00adb', 'a b'],
  ['html', 'a <b>c</b>', 'a < b'],
  ['otherMarkdown', '# x', '![x](y)'],

  ['trailingSpace', 'a \nb', 'a\nb'],
  ['american', 'organizational', 'a collaboration in the laboratory'],
  ['acronym', 'two SLOs', 'exam DOP-C02'],
];

test.each(examples)('%s finds “%s” and not “%s”', (name, yes, no) => {
  const finds = (text: string) =>
    new RegExp(expressions[name].source, expressions[name].flags.replace('g', '')).test(text);
  expect([finds(yes), finds(no)]).toEqual([true, false]);
});

test('every expression has an example', () => {
  const untried = new Set(Object.keys(expressions)).difference(new Set(examples.map(([name]) => name)));
  expect([...untried]).toEqual(['anyYear', 'isbn']);
});

describe('the lead-in', () => {
  test.each([
    ['A team waits. Which step helps? (Select TWO.)', 'Which step helps?'],
    ['Which step helps?', 'Which step helps?'],
    ['In 3.5 hours nothing moves. The team should:', 'The team should:'],
    ['', ''],
  ])('of “%s” is “%s”', (stem, asked) => expect(leadIn(stem)).toBe(asked));
});
