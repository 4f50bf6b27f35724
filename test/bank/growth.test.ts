import { describe, expect, test } from 'vitest';
import { checkBank } from '../../src/bank/check.ts';
import { judgeLesson } from '../../src/bank/lint/characters.ts';
import { lintBank, readFacts } from '../../src/bank/lint/lint.ts';
import { groundOf } from '../../src/bank/lint/sources.ts';
import { judgeBank } from '../../src/bank/check.ts';
import { complete, type Question } from '../../src/bank/model.ts';
import { render, stemLine } from '../../src/bank/bank.ts';
import { renderLesson } from '../../src/base/markup.ts';
import { logTo } from '../../src/base/log.ts';
import { createSeal } from '../../src/base/digest.ts';
import { matches, readSearch } from '../../src/library/search.ts';
import { question, taxonomy } from '../support/bank.ts';

/** What each parser of an author's or a reader's text is called, and how it is asked to read a text. */
const parsers: Record<string, (text: string) => unknown> = {
  'a lesson': (text) => lesson(text),
  'a lesson below its title': (text) => lesson(`# Title\n\n## Red one {#red.one}\n\n${text}\n\n## Sources\n\n${text}`),
  'a heading of a lesson': (text) => lesson(`## ${text.replaceAll('\n', ' ')}`),
  'a subheading of a lesson': (text) => lesson(`### ${text.replaceAll('\n', ' ')}`),
  'the page of a lesson': renderLesson,
  'the rules for lessons': (text) => judgeLesson({ path: 'red/lesson.md', name: 'red/lesson.md', text }),
  'a file of questions': (text) => checkBank([bank, { path: 'red/one.json', name: 'red/one.json', text }]),
  'a question in a file': (text) => file(`{"questions": [${text}]}`),
  'the fields of a question': (text) => file(`{"questions": [{${text}}]}`),
  'a text in a file': (text) => file(JSON.stringify({ questions: [{ ...question('red.one-001'), stem: text }] })),
  'an id in a file': (text) => file(JSON.stringify({ questions: [{ ...question(text), key: [text] }] })),
  'bank.json': (text) => checkBank([{ ...bank, text }]),
  'facts.json': (text) => readFacts({ name: 'facts.json', text }),
  'the page of a question': (text) => render(full(text)),
  'a line of a list': (text) => stemLine(full(text)),
  'the rules of item writing': (text) => lint(full(text)),
  'a search': (text) => matches(readSearch({ q: text }, ['q']), full('What is it?')),
  'a question that is searched': (text) => matches(readSearch({ q: 'what is it' }, ['q']), full(text)),
  'a token': (text) => createSeal(Buffer.alloc(32)).open(text),
  'a line of the log': (text) => logTo({ isTTY: true, write: () => {} }).write(JSON.stringify({ level: 30, time: 0, msg: text })),
};

const bank = { path: 'bank.json', name: 'bank.json', text: JSON.stringify(taxonomy) };
const lesson = (text: string) => checkBank([bank, { path: 'red/lesson.md', name: 'red/lesson.md', text }]);
const file = (text: string) => checkBank([bank, { path: 'red/one.json', name: 'red/one.json', text }]);

function full(text: string): Question {
  const authored = question('red.one-001');
  const options = authored.options.map((option) => ({ ...option, text, rationale: text }));
  const references = [{ title: text, locator: text, year: 2020 }];
  return complete({ ...authored, stem: text, options, rationale: text, references, facts: ['X'] }, 'red.one');
}

function lint(asked: Question) {
  const judged = judgeBank([bank]);
  const placed = [{ question: asked, problemAt: (_: unknown, message: string) => ({ file: '', line: 1, column: 1, message }) }];
  return lintBank({ ...judged, placed }, groundOf(judged.taxonomy, [], '2026-11-24'));
}

/** What is repeated, in the hope that some expression goes back and forth over it. */
const units = [
  ...'*_`[](){}<>"“”‘\\!#&|-~:;,.?/0aA \t\n\r',
  ...[
    '](', '[[', '[]', '![', '[a](', '[a](b', '[a](b "', '**a', '*a ', '_a_', '**_', '`a', '``', '<a', '<!--', '&#x', '&#x1;', '&a', '\\\\',
    'a-', '!!', '"a', '“a', '("', '(https:', '(http', '|a', '| |\n', '- ', '1. ', '> ', '# ', ' \n', '\n\n', '\t ', 'a ', 'A ', 'AB ', '# a\n',
    '## a {#', '## a {#b}\n', '{#', '### {#', 'all of ', 'of the ', '1,', '1.', '12', '1 ', 'best ', 'a. A', '. ', '? ', 'is ', "n't", 'a’', 'ss',
    '"a":', '"a":1,', '{"a":', '[{', '{"a', '\\"', '\\u', '/*', '//', '"questions":', ',{', '{},', 'null,', '1e', 'center ', '\u0301', '\u200b', 'ä',
  ],
];
const numbered: Record<string, (i: number) => string> = {
  'unknown names': (i) => `"f${i}": 0, `,
  'links': (i) => `[a${i}](https://example.org/${i}) `,
  'sections': (i) => `## Title {#red.${i}}\n`,
  'acronyms': (i) => `${letter(i)}${letter(i / 26)}${letter(i / 676)}${letter(i / 17_576)} `,
  'words': (i) => `w${i} `,
  'rows': (i) => `| ${i} | b |\n`,
  'items': (i) => `${' '.repeat((i % 40) * 2)}- a\n`,
  'questions': (i) => `{"id": "red.one-${i}", "enemies": ["red.two-${i}"]}, `,
};
const letter = (i: number) => String.fromCharCode(65 + (Math.floor(i) % 26));

const size = 30_000;
const fill = (unit: (i: number) => string, length: number) => {
  let text = '';
  for (let i = 0; text.length < length; i++) text += unit(i);
  return text.slice(0, length);
};
/** Repeated; repeated and ended; a few of them at first and then something else. */
const inputs: [string, (length: number) => string][] = [
  ...units.flatMap((unit): [string, (length: number) => string][] => [
    [JSON.stringify(unit), (length) => fill(() => unit, length)],
    [`a ${JSON.stringify(unit)} x`, (length) => `a${fill(() => unit, length - 2)}x`],
  ]),
  ...Object.entries(numbered).map(([name, unit]): [string, (length: number) => string] => [name, (length) => fill(unit, length)]),
  ['half opened, half closed', (length) => '['.repeat(length / 2) + ']'.repeat(length / 2)],
  ['half quoted', (length) => '>'.repeat(length / 2) + 'a'.repeat(length / 2)],
];

/** The shortest of some runs, as the machine may be busy with others; one that is quick enough is enough. */
function shortest(run: () => unknown, limitMs: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 8 && best > limitMs; i++) {
    const began = process.cpuUsage().user;
    run();
    best = Math.min(best, (process.cpuUsage().user - began) / 1000);
  }
  return best;
}

describe('30 kB of any text are read within 100 ms', () => {
  test.each(Object.entries(parsers))('%s', (_, parse) => {
    parse('a');
    const slow = inputs.flatMap(([name, make]) => {
      const text = make(size);
      const ms = shortest(() => parse(text), 100);
      return ms > 100 ? [`${name}: ${Math.round(ms)} ms`] : [];
    });
    expect(slow).toEqual([]);
  }, 600_000);
});

describe('four times the text takes some four times as long', () => {
  test.each(Object.entries(parsers))('%s', (_, parse) => {
    const slow = inputs.flatMap(([name, make]) => {
      const [one, four] = [make(size), make(4 * size)];
      // What is over within a moment need not be compared.
      const enough = 150;
      const ms = shortest(() => parse(four), enough);
      if (ms <= enough) return [];
      const growth = ms / shortest(() => parse(one), 0);
      return growth > 10 ? [`${name}: ${growth.toFixed(1)} times as long, ${Math.round(ms)} ms`] : [];
    });
    expect(slow).toEqual([]);
  }, 600_000);
});
