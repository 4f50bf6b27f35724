import { describe, expect, test } from 'vitest';
import { parseQuestions } from '../../../src/bank/parse/parse.ts';
import { expectProblems, fileOf, written } from '../../support/marks.ts';

const notJson = 'This is not JSON: put text in double quotes; the only bare words are true, false and null.';
const noObject = 'The file must be an object in braces { }.';

test('a place is a file, a line and a column, both from 1', () => {
  const text = '{\n  "questions": [],\n  "tags": []\n}';
  expect(parseQuestions('red/one.json', text).problems).toEqual([
    { file: 'red/one.json', line: 3, column: 3, message: 'Unknown field "tags".' },
  ]);
});

describe('what is not JSON', () => {
  test.each([
    ['an empty file', '▶', 'The file is empty.'],
    ['a file of white space', '▶ \n\t\r\n', 'The file is empty.'],
    ['null', '▶null', noObject],
    ['a list', ' ▶[]', noObject],
  ])('%s', (_, text, message) => expectProblems({ 'red/one.json': text }, message));

  test('a mistake is told once, without what follows from it on the same line', () => {
    const slip = written('red.one-001', { stem: '"He said ▶"stop" and left"' });
    expectProblems({ 'red/one.json': fileOf(slip) }, 'Write a quote inside text as \\".');
    expectProblems({ 'red/one.json': '{"questions": ▶1.}' }, 'This number is incomplete.');
  });

  test('two versions of a merge are told once each, and neither is judged', () => {
    const [ours, theirs] = [written('red.one-001'), written('red.one-001', { difficulty: '9' })];
    const text = fileOf(`\n▶<<<<<<< HEAD\n${ours}\n=======\n${theirs}\n>>>>>>> topic\n`);
    expectProblems(
      { 'red/one.json': text },
      expect.stringMatching(/^There is an unresolved merge conflict here: /),
    );
  });

  test('a slip hides neither the next one nor what is wrong in other questions', () => {
    const slips = written('red.one-001', { stem: '▶oops', rationale: "▶'why'" });
    const wrong = written('red.one-002', { difficulty: '▶9' });
    expectProblems(
      { 'red/one.json': fileOf(slips, wrong) },
      notJson,
      `Put text and names in double quotes ("), not in '.`,
      '"difficulty" must be 5 or less.',
    );
  });

  test('columns count alike with tabs and with line ends of either kind', () => {
    const text = '{\n\t"questions": [],\n\t▶"x": 1\n}';
    for (const variant of [text, text.replaceAll('\n', '\r\n')])
      expectProblems({ 'red/one.json': variant }, 'Unknown field "x".');
  });
});

describe('what a question may not be', () => {
  const id =
    'must be lower-case letters, digits and hyphens in parts joined by dots, such as core.history-001.';
  const option = (raw: string) => `[{"id": "a", "text": "A", "rationale": "r", ${raw}},
    {"id": "b", "text": "B", "rationale": "r"}]`;
  const reference = (raw: string) => `[{"title": "T", "year": 2020, ${raw}}]`;

  test.each([
    ['id', '▶"Red One"', `"id" ${id}`],
    ['concept', '▶"culture"', `"concept" ${id}`],
    ['formerly', '▶"red.one-000"', '"formerly" must be a list in brackets [ ].'],
    ['formerly', '["red.one-000", ▶"X"]', `Entry 2 of "formerly" ${id}`],
    ['edition', '▶0', '"edition" must be 1 or more.'],
    ['edition', '▶1.5', '"edition" must be a whole number.'],
    ['status', '▶"redy"', '"status" must be one of "draft", "ready", "retired".'],
    ['pool', '▶3', '"pool" must be one of "study", "sealed".'],
    [
      'type',
      '▶"both"',
      '"type" must be one of "single", "multiple", "true-false", "ordering", "matching", "numeric".',
    ],
    ['difficulty', '▶0', '"difficulty" must be 1 or more.'],
    ['difficulty', '▶6', '"difficulty" must be 5 or less.'],
    ['difficulty', '▶"2"', '"difficulty" must be a whole number.'],
    ['cognitive', '▶""', '"cognitive" must be one of "remember", "understand", "apply", "analyse".'],
    ['stem', '▶null', '"stem" must be text in double quotes.'],
    ['stem', '▶"  \\n "', '"stem" must not be empty.'],
    ['options', '▶{}', '"options" must be a list in brackets [ ].'],
    ['options', option('▶"anchr": true'), 'Unknown field "anchr". Did you mean "anchor"?'],
    ['options', option('"anchor": ▶"yes"'), '"anchor" must be true or false.'],
    ['key', '▶[]', '"key" needs at least one entry.'],
    ['key', '▶["a", "a"]', '"key" has the same entry twice: keep one.'],
    ['shuffle', '▶0', '"shuffle" must be true or false.'],
    ['rationale', '▶""', '"rationale" must not be empty.'],
    ['references', '▶[]', '"references" needs at least one entry.'],
    ['references', '[▶"A book"]', 'Entry 1 of "references" must be an object in braces { }.'],
    ['references', '[▶{"title": "T"}]', 'Missing: "year".'],
    ['references', reference('"url": ▶"http://x"'), '"url" must begin with https://.'],
    ['references', '[{"title": "T", "year": ▶1066}]', '"year" must be 1900 or more.'],
    ['asOf', '▶"30 June 2026"', '"asOf" must be a date, such as 2026-06-30.'],
    ['asOf', '▶"2026-02-29"', '"asOf" must be a date, such as 2026-06-30.'],
    ['tags', '[▶1]', 'Entry 1 of "tags" must be text in double quotes.'],
    ['waive', '[▶{}]', 'Missing: "rule", "reason".'],
    ['▶Stem', '"x"', 'Unknown field "Stem". Did you mean "stem"?'],
    ['▶dificulty', '2', 'Unknown field "dificulty". Did you mean "difficulty"?'],
    ['▶answer', '"a"', 'Unknown field "answer". Did you mean "key"?'],
    ['▶explanation', '"x"', 'Unknown field "explanation". Did you mean "rationale"?'],
    ['▶correct_answer', '"a"', 'Unknown field "correct_answer". Did you mean "key"?'],
    ['▶choices', '[]', 'Unknown field "choices". Did you mean "options"?'],
    ['references', reference('▶"link": "x"'), 'Unknown field "link". Did you mean "url"?'],
    ['▶7', '{}', 'Unknown field "7".'],
    ['▶a/b~c', '{"__proto__": []}', 'Unknown field "a/b~c".'],
  ])('%s: %s', (field, raw, message) =>
    expectProblems({ 'red/one.json': fileOf(written('red.one-001', { [field]: raw })) }, message),
  );

  test('longer than allowed', () => {
    const long = { id: `▶"red.${'x'.repeat(117)}"`, stem: `▶"${'x'.repeat(2001)}"` };
    expectProblems(
      { 'red/one.json': fileOf(written('red.one-001', long), written('red.one-002')) },
      '"id" is too long: shorten it to 120 characters.',
      '"stem" is too long: shorten it to 2000 characters.',
    );
    const atMost = { id: `"red.${'x'.repeat(116)}"`, stem: `"${'x'.repeat(2000)}"` };
    expectProblems({ 'red/one.json': fileOf(written('red.one-001', atMost)) });
  });

  test('too few options, or too many', () => {
    const options = (count: number) =>
      `▶${JSON.stringify(
        Array.from({ length: count }, (_, i) => ({
          id: 'abcdefghi'[i],
          text: `text ${i}`,
          rationale: 'why',
        })),
      )}`;
    const file = (count: number) => ({
      'red/one.json': fileOf(written('red.one-001', { options: options(count) })),
    });
    expectProblems(file(1), '"options" needs at least 2 entries.');
    expectProblems(file(9), '"options" takes at most 8 entries.');
  });

  test('a field written twice, one inside the other object not counting', () => {
    const twice = written('red.one-001', { tags: '[],\n▶"tags": []' });
    expectProblems({ 'red/one.json': fileOf(twice) }, '"tags" appears twice: keep one.');
  });

  test('of a field written twice the first is judged', () => {
    const twice = written('red.one-001', { difficulty: '▶9,\n▶"difficulty": 2' });
    expectProblems(
      { 'red/one.json': fileOf(twice) },
      '"difficulty" must be 5 or less.',
      '"difficulty" appears twice: keep one.',
    );
  });

  test('an entry that is no question, with everything it lacks', () => {
    const lacks = 'Missing: "id", "type", "difficulty", "cognitive", "stem", "options", "key".';
    expectProblems(
      { 'red/one.json': fileOf('▶null', '▶{}') },
      'Entry 1 of "questions" must be an object in braces { }.',
      lacks,
    );
  });
});
