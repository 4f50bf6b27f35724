import { expect, test } from 'vitest';
import { saidInCode } from './code.ts';
import { saidInView } from './view.ts';
import { allSaid } from './words.ts';

const said = allSaid();

test.each([
  ['a page’s text', /^views\/learner\/settings\.hbs:\d+$/, 'Etude uses this time zone for days and times.'],
  ['a page’s model', /^src\/practice\/verdict\/page\.ts:\d+$/, 'You saw this recently.'],
  [
    'a failure',
    /^src\/base\/web\/faults\.ts:\d+$/,
    'There is no page at this address. Your progress is safe.',
  ],
  [
    'a refusal with a value',
    /^src\/base\/data\/migrate\.ts:\d+$/,
    'ETUDE_DATA: … belongs to another application: set ETUDE_DATA to another folder.',
  ],
  ['a command’s help', /^src\/commands\.ts:\d+$/, 'Show every setting with its value, default and meaning.'],
  ['a command’s output', /^src\/service\/examine\/trouble\.ts:\d+$/, 'The disk is full.'],
  ['a log line', /^src\/chores\.ts:\d+$/, 'a sweep failed; Etude will try again later'],
  ['a setting’s help', /^src\/settings\.ts:\d+$/, 'The time zone of learners whose browser reports none.'],
  ['a lint rule', /^src\/bank\/lint\/rules\/of-items\.ts:\d+$/, 'No absurd or funny options.'],
  ['a script of the browser', /^views\/assets\/etude\.js:\d+$/, 'Keys on this page'],
])('%s is printed with its place', (_, place, text) => {
  expect(said.filter((one) => one.text === text).map((one) => one.place)).toContainEqual(
    expect.stringMatching(place),
  );
});

test('strings that are joined are one sentence, and values are an ellipsis', () => {
  const source = [
    'const a = 1 / 2;',
    "const b = /'/;",
    "say('One ' +",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of a template.
    "  'sentence.', `Of ${n ? `the ${n}` : 'none'} left.`);",
  ].join('\n');
  expect(saidInCode(source)).toEqual([
    { text: 'One sentence.', line: 3 },
    { text: 'Of … left.', line: 4 },
  ]);
});

test('statements, addresses and names are not for people', () => {
  expect(saidInCode("run('select one from two', '/exams', 'next', './list.ts');")).toEqual([]);
});

test('a template is read with its labels, without its conditions', () => {
  const source =
    '<p>\n  {{#if some}}{{count}} of <b>these</b>{{/if}}\n</p>\n<nav aria-label="All pages"></nav>';
  expect(saidInView(source)).toEqual([
    { text: '… of these', line: 2 },
    { text: 'All pages', line: 4 },
  ]);
});
