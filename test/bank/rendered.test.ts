import { expect, test } from 'vitest';
import { render, stemLine } from '../../src/bank/rendered.ts';
import { checkedBank, question } from '../support/bank.ts';

const checked = (changes: Parameters<typeof question>[1]) =>
  checkedBank([question('red.one-001', changes)]).questions[0]!;

test.each([
  ['Which two help? (Select TWO.)', 'Which two help? (Select\u00a0TWO.)'],
  ['Which help? (Pick 2 of them).', 'Which help? (Pick\u00a02\u00a0of\u00a0them).'],
  ['Welche zwei? (Wählen Sie ZWEI.)', 'Welche zwei? (Wählen\u00a0Sie\u00a0ZWEI.)'],
  ['Which (of the two) helps?', 'Which (of the two) helps?'],
  [
    'Which? (A remark that is longer than a line on a phone.)',
    'Which? (A remark that is longer than a line on a phone.)',
  ],
])('a closing remark stays on one line: %s', (stem, shown) => {
  const asked = { ...checked({}), stem };
  expect(render(asked, 'en-GB').stem).toBe(shown);
  expect(stemLine(asked, 'en-GB')).toBe(shown);
});

test.each([
  'Which lists it? (Run `ls -l`.)',
  'What does it print?\n\n```\nprint (a, b)',
  'Which?\n\n~~~\nrun (a, b)\n~~~',
])('code keeps its spaces: %j', (stem) =>
  expect(render({ ...checked({}), stem }, 'en-GB').stem).not.toContain('\u00a0'),
);

test.each([
  ['A page', 'whole page, as read in June 2026', 2023, ''],
  ['A page', 'Page as read in mid 2026', 2024, ''],
  ['A page (as read in June 2026)', '', 2023, ''],
  ['State of DevOps 2021', 'section 2', 2021, ''],
  ['A book', 'chapter 2', 2021, '2021'],
])('a reference has one date: %s, %s, %i', (title, locator, year, shown) => {
  const asked = { ...checked({}), references: [{ title, locator, year }] };
  expect(render(asked, 'en-GB').references[0]!.year).toBe(shown);
});
