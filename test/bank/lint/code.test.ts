import { describe, expect, test } from 'vitest';
import type { AuthoredQuestion } from '../../../src/bank/schema/question.ts';
import { brief, goodQuestion, lint, withTexts } from '../../support/lint.ts';

const found = (question: AuthoredQuestion) => {
  const { findings, problems } = lint([question]);
  return [...problems.map(({ message }) => message), ...findings.map(brief)];
};
const good = goodQuestion('red.one-001');
const mentions = (texts: readonly string[]) => `${good.rationale} ${texts.join(', ')}`;
const coded = (...texts: string[]) =>
  withTexts(Object.fromEntries(texts.map((text, i) => ['abcd'[i]!, text])), { rationale: mentions(texts) });

describe('code', () => {
  const code = '```js\nlet a = <b>x</b>;\n\n\tif (never) return None;  \n```';

  test('in a stem may look like anything, and is the idea of a short question', () => {
    expect(found({ ...good, stem: `What is logged?\n\n${code}` })).toEqual([]);
  });

  test('in a rationale may look like anything', () => {
    expect(found({ ...good, rationale: `${good.rationale}\n\n${code}` })).toEqual([]);
  });

  test('in options may differ by one sign', () => {
    expect(found(coded('`ls -R`', '`ls -r`', '`ls  -r`', '`ls -l`'))).toEqual([]);
  });

  test('without an end is an error', () => {
    expect(found({ ...good, stem: `${good.stem}\n\n\`\`\`\nx` })).toEqual([
      'shown error: Its code block is not closed: add a line of ``` below the code.',
    ]);
  });

  test('makes two questions of one stem', () => {
    const asked = (id: string, line: string) => ({
      ...goodQuestion(id),
      stem: `What does this program log to the console?\n\n\`\`\`js\n${line}\n\`\`\``,
    });
    const program = (n: number) =>
      `const list${n} = [${n}]; for (const each of list${n}) console.log(each + ${n}, total${n});`;
    const both = lint([asked('red.one-001', program(1)), asked('red.one-002', program(2))]);
    expect(both.findings.filter(({ rule, level }) => rule === 'IW-27' && level === 'error')).toEqual([]);
  });
});

describe('options that differ only in capitals', () => {
  test('are told, and stop nothing', () => {
    expect(found(coded('Text', 'text', 'Number', 'Date'))).toContain(
      'IW-24 warning: Only capitals distinguish it from “Text”: make them differ, or put code between backticks.',
    );
  });

  test('are one text with the same capitals', () => {
    expect(found(coded('Small  batch', ' Small batch', 'Number', 'Date'))).toContain(
      'Another option has the same text.',
    );
  });
});

describe('file and page side by side', () => {
  const shown = (text: string) =>
    found({ ...good, rationale: `${good.rationale} ${text}` }).filter((each) => each.startsWith('shown'));

  test.each([
    ['x**y**z', 'xyz'],
    ['*, a.*', ', a.'],
    ['\\d+\\.\\d', '\\d+.\\d'],
    ['\\\\server\\share', '\\server\\share'],
    ['C:\\.git', 'C:.git'],
    ['&lt;b&gt;', '<b>'],
  ])('%s', (file, page) => {
    expect(shown(`So ${file} it is.`)).toEqual([
      `shown warning: The file has “${file}”, and the page shows “${page}”: put code between backticks, or write \\ before a character that is not Markdown.`,
    ]);
  });

  test('lines that are run together', () => {
    expect(shown('`a\nb` is it.')[0]).toContain('The file has “`a⏎b`”, and the page shows “a b”');
    expect(shown('if x:\n    y')[0]).toContain('The file has “    y”, and the page shows “y”');
  });

  test.each([
    '2*3*4',
    '__init__',
    '**C**ulture',
    '*yes*, *no*',
    'a \\* b',
    '\\&amp;',
    '`&lt;`',
    'AT&T; too',
    'snake\\_case',
    '[one](https://a.b/?c=d&copy;e)',
  ])('%s is shown as it is meant', (text) => expect(shown(text)).toEqual([]));
});
