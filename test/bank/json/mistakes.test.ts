import { describe, expect, test } from 'vitest';
import { mistakesIn } from '../../../src/bank/json/mistakes.ts';
import { strangersIn } from '../../../src/bank/json/strangers.ts';
import { parseQuestions } from '../../../src/bank/parse/parse.ts';

/** Stands in a text where a mistake is expected. */
const mark = '▶';
const comma = 'A comma is missing here.';
const colon = 'A colon is missing here.';
const tooMany = 'There is an extra comma: remove it.';
const quote = 'Write a quote inside text as \\".';
const noValue = 'A value is missing here.';
const typographic = (sign: string) =>
  `${sign} is a typographic quote: put text and names in plain double quotes (").`;
const double = (sign: string) => `Put text and names in double quotes ("), not in ${sign}.`;
const bare = 'This is not JSON: put text in double quotes; the only bare words are true, false and null.';
const unquoted = (name: string) => `Put field names in double quotes: write "${name}".`;
const noClosing = 'This text has no closing quote: write a line break inside it as \\n.';
const noQuote = (name: string) => `This name has no closing quote: write "${name}".`;
const after = 'The file should end before this: remove it.';
const comment = 'JSON has no comments: remove this.';
const open = (bracket: '{' | '[') => `This ${bracket} has no closing ${bracket === '{' ? '}' : ']'}.`;
const odd = (name: string, number: string) =>
  `There is a ${name} here (${number}): remove it, or write a plain space.`;
const invisible = 'special space or invisible character';
const less = (word: string) => `JSON has no ${word}: write a value, or leave the field out.`;
const joined = 'JSON does not join pieces of text: write all the text in one pair of quotes.';

const table: [what: string, text: string, message: string][] = [
  ['a quote inside text', '{"stem": "He said ▶"stop" and left",\n"b": 1}', quote],
  ['a quote inside text, apart', '{"stem": "A ▶" quoted " word",\n"b": 1}', quote],
  ['two quotes in a row', '{"stem": "Say ▶""yes"" now"}', quote],
  ['quotes and commas', '{"stem": "▶"x", "y" or "z"?",\n"b": 1}', quote],
  ['a quoted comma', '{"stem": "The ▶"," sign"}', quote],
  ['inches', '{"stem": "A 5▶" screen",\n"b": 1}', quote],
  ['a quote before a sign', '{"stem": "Who said ▶"?!"",\n"b": 1}', quote],
  ['a quote inside an entry', '["a ▶"b" c", "d"]', quote],
  ['a quote inside a name', '{"st▶"em": 1}', quote],
  ['no comma after a field', '{"a": 1▶\n"b": 2}', comma],
  ['no comma after a text', '{"a": "x"▶\n"b": 2}', comma],
  ['no comma on the same line', '{"a": "x"▶ "b": 2}', comma],
  ['no comma between texts', '["a"▶ "b"]', comma],
  ['no comma between objects', '[{"a": 1}▶\n{"b": 2}]', comma],
  ['no comma between numbers', '[1▶ 2]', comma],
  ['a comma after the last field', '{"a": 1▶,\n}', tooMany],
  ['a comma after the last entry', '[1, 2▶,]', tooMany],
  ['two commas', '{"a": 1,▶, "b": 2}', tooMany],
  ['a comma before the first', '[▶, 1]', tooMany],
  ['a comment at a line’s end', '{"a": 1, ▶// why\n"b": 2}', comment],
  ['a comment of several lines', '{▶/* why\nnot */"a": 1}', comment],
  ['a comment without end', '{"a": 1}\n▶/* why', comment],
  ['a comment as in Python', '{"a": 1 ▶# why\n}', comment],
  ['a comment as in HTML', '{▶<!-- why -->"a": 1}', comment],
  ['single quotes', `{▶'a': "x"}`, double("'")],
  ['a single-quoted text', `{"a": ▶'it is "x"',\n"b": 1}`, double("'")],
  ['backticks', '{"a": ▶`x`}', double('`')],
  ['typographic quotes', '{"a": ▶“x”}', typographic('“')],
  ['typographic quotes around a name', '{▶“a”: 1}', typographic('“')],
  ['German quotes', '{"a": ▶„x“}', typographic('„')],
  ['guillemets', '{"a": ▶«x»}', typographic('«')],
  ['only the closing one typographic', '{"a": "x▶”,\n"b": 1}', typographic('”')],
  ['only the closing one of a name', '{"a▶”: "x"}', typographic('”')],
  ['a bare name', '{▶a: 1}', unquoted('a')],
  ['a bare text', '{"a": ▶hello there,\n"b": 1}', bare],
  ['an opening quote left out', '{▶a": 1}', 'The opening quote is missing: write "a".'],
  ['a closing quote of a name left out', '{▶"a: 1}', noQuote('a')],
  ['the same before a text', '{▶"a: "x",\n"b": 1}', noQuote('a')],
  ['a closing quote left out', '{"a": ▶"x,\n"b": 1}', noClosing],
  ['a line break in a text', '{"a": "one▶\ntwo", "b": 1}', 'Write a line break inside text as \\n.'],
  ['a tab in a text', '{"a": "one▶\ttwo"}', 'Write a tab inside text as \\t.'],
  [
    'another control character in a text',
    '{"a": "one▶\x07"}',
    'Write a control character inside text as \\u0007, or leave it out.',
  ],
  ['an escaped apostrophe', `{"a": "it▶\\'s"}`, "JSON has no escape \\': write ' alone."],
  ['an escaped dollar', '{"a": "▶\\$5"}', 'JSON has no escape \\$: write a backslash as \\\\.'],
  ['a path of Windows', '{"a": "C:▶\\Users"}', 'JSON has no escape \\U: write a backslash as \\\\.'],
  ['an escape of C', '{"a": "▶\\x41"}', 'JSON has no escape \\x: write \\u0041.'],
  ['a short \\u', '{"a": "▶\\u12"}', 'Write four hexadecimal digits after \\u.'],
  ['NaN', '{"a": ▶NaN}', less('NaN')],
  ['Infinity', '{"a": ▶-Infinity}', less('-Infinity')],
  ['undefined', '{"a": ▶undefined}', less('undefined')],
  ['None', '{"a": ▶None}', less('None')],
  ['True', '{"a": ▶True}', 'Write this in lower-case letters: true.'],
  ['a plus sign', '{"a": ▶+1}', 'A number must not have a plus sign: remove it.'],
  ['no digit before the point', '{"a": ▶.5}', 'A number begins with a digit: write a 0 before the point.'],
  ['no digit behind the point', '{"a": ▶1.}', 'This number is incomplete.'],
  ['half an exponent', '{"a": ▶1e}', 'This number is incomplete.'],
  [
    'a zero in front',
    '{"a": ▶01}',
    'A number cannot start with a zero: remove the zero, or put the number in double quotes as text.',
  ],
  ['a hexadecimal number', '{"a": ▶0x1F}', 'JSON has no hexadecimal numbers: write 31.'],
  ['a number in groups', '{"a": ▶1_000}', 'Write a number in digits only: remove the separators.'],
  ['a decimal comma', '{"a": 1▶,5}', 'Use a point for decimals, not a comma.'],
  ['no colon', '{"a"▶ 1}', colon],
  ['no colon before a text', '{"a"▶ "x"}', colon],
  ['an equals sign', '{"a" ▶= 1}', 'Write a colon between a name and its value.'],
  ['an arrow', '{"a" ▶=> 1}', 'Write a colon between a name and its value.'],
  ['two colons', '{"a":▶: 1}', 'There is an extra colon: remove it.'],
  ['a semicolon', '{"a": 1▶;\n"b": 2}', 'JSON does not use ; here: write , instead.'],
  ['a wide comma', '{"a": 1▶，"b": 2}', 'JSON does not use ， here: write , instead.'],
  ['a colon without a value', '{"a":▶ }', noValue],
  ['a colon before a comma', '{"a":▶ , "b": 1}', noValue],
  ['a name alone', '{▶"a"}', 'This name has no value: write "a", a colon and the value.'],
  [
    'a name alone before others',
    '{▶"a", "b": 1}',
    'This name has no value: write "a", a colon and the value.',
  ],
  ['a value without a name', '{▶1}', 'A field name in double quotes is missing here.'],
  ['a second value', '{"a": 1}\n▶{"b": 2}', after],
  ['a comma behind the end', '{"a": 1}▶,', after],
  ['a closing brace too many at the end', '{"a": 1}▶}', 'This } closes nothing: remove it.'],
  ['one too many inside', '{"q": [{"a": 1}▶}, {"b": 2}]}', 'This } closes nothing: remove it.'],
  ['one too many in a list', '{"q": [[1]]▶], "b": 2}', 'This ] closes nothing: remove it.'],
  ['no closing brace', '▶{"a": [1]', open('{')],
  ['no closing bracket', '{"a": ▶[1, 2', open('[')],
  ['no closing bracket before a brace', '{"a": ▶[1, 2}', open('[')],
  ['no closing bracket before a field', '{"o": ▶[{"a": 1}, {"a": 2},\n"key": ["a"]}', open('[')],
  ['no closing brace before the next one', '{"q": [▶{"a": 1,\n{"b": 2}]}', open('{')],
  ['no closing brace before the end of a list', '{"q": [{"b": 2}, ▶{"a": 1]}', open('{')],
  ['brackets crossed', '{"a": [1▶}]', 'A ] is expected here: the last open bracket is [.'],
  ['no opening brace', '▶"a": 1}', 'An opening brace { is missing before this name.'],
  [
    'names in a list',
    '["a"▶: 1]',
    'A list contains values without names: put braces { } around a name and its value.',
  ],
  ['texts joined', '{"a": "x" ▶+ "y"}', joined],
  ['texts one after the other', '{"a": "x"\n▶"y"}', joined],
  ['a no-break space', '{▶\u00a0"a": 1}', odd('no-break space', 'U+00A0')],
  ['a space without width', '{"a":▶\u200b1}', odd(invisible, 'U+200B')],
  ['a line separator', '{"a": 1,▶\u2028"b": 2}', odd(invisible, 'U+2028')],
  ['a second byte order mark', '▶\ufeff{"a": 1}', odd('byte order mark', 'U+FEFF')],
  ['a NUL', '{"a": 1}\n▶\0', odd('NUL character', 'U+0000')],
];

test.each(table)('%s', (_, marked, message) => {
  const text = marked.replace(mark, '');
  expect(() => JSON.parse(text)).toThrow();
  expect(mistakesIn(text)).toEqual([{ offset: marked.indexOf(mark), message }]);
  expect(strangersIn(text)).toEqual([]);
});

const conflict = expect.stringMatching(/^There is an unresolved merge conflict here: keep one /);
test.each([
  ['HTML', '\n ▶<!DOCTYPE html>\n<html>', /^This file is HTML or XML, not JSON: /],
  ['YAML', '▶title: x\ndomains:\n  - id: red\n', /^This file is YAML, not JSON: /],
  ['YAML from its first line', '▶---\ntitle: x\n', /^This file is YAML, not JSON: /],
  ['a block of Markdown', '▶```json\n{}\n```', /^This line is Markdown/],
  ['UTF-16 without a mark', `▶${[...'{"a": 1}'].join('\0')}\0`, /^This file is UTF-16: save it as UTF-8/],
])('a file that is %s is told as such', (_, marked, message) => {
  const found = strangersIn(marked.replace(mark, ''));
  expect(found).toEqual([{ offset: marked.indexOf(mark), message: expect.stringMatching(message) }]);
});

test('every conflict of a merge is told', () => {
  const text = '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n,\n<<<<<<< HEAD\n';
  expect(strangersIn(text)).toEqual([
    { offset: 2, message: conflict },
    { offset: text.lastIndexOf('<<<<<<<'), message: conflict },
  ]);
});

describe('whatever the text', () => {
  test('the place is a line and a column of the file', () => {
    const text = '{\n  "questions": [\n    {"stem": "He said "stop"."}\n  ]\n}';
    expect(parseQuestions('red/one.json', text).problems).toEqual([
      { file: 'red/one.json', line: 3, column: 23, message: quote },
    ]);
  });

  test('each line tells one mistake, and a bad file a hundred', () => {
    expect(mistakesIn('{\n"a": x,\n"b": y z,\n"c": "d" e",\n"f": 1\n}').map(({ offset }) => offset)).toEqual([
      7, 15, 27,
    ]);
    expect(mistakesIn(`[\n${'x,\n'.repeat(1000)}]`)).toHaveLength(100);
  });

  test.each([
    ["'", "'"],
    ['"', ' x '],
    ['{"a":', '"'],
    ['[', '"\n'],
    ['“', 'a'],
    ['\\', '\n'],
    ['/*', ' '],
    ["'a':'b',", '#'],
    ["'a':", "'b',"],
    ['\0', '9'],
  ])('%j many times over takes no more than its length', (one, other) => {
    const seconds = (times: number) => {
      const text = (one + other).repeat(times);
      const began = process.cpuUsage();
      mistakesIn(text);
      const { user } = process.cpuUsage(began);
      return user / 1e6;
    };
    expect(seconds(100_000)).toBeLessThan(5);
  });
});
