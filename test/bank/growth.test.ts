import { describe, expect, test } from 'vitest';
import { judgeBank } from '../../src/bank/files/check.ts';
import { judgeLesson } from '../../src/bank/lint/characters.ts';
import { linting, readFacts } from '../../src/bank/lint/lint.ts';
import { groundOf } from '../../src/bank/lint/sources.ts';
import { complete, type Question } from '../../src/bank/model.ts';
import type { Fact } from '../../src/bank/schema/facts.ts';
import { createSeal } from '../../src/base/digest.ts';
import { logTo } from '../../src/base/process/log.ts';
import { renderLesson, renderMarkup, setLine, setTitle } from '../../src/base/text/markup.ts';
import { atOnce } from '../../src/base/turns.ts';
import { matches, readSearch } from '../../src/learn/search.ts';
import { question, taxonomy } from '../support/bank.ts';
import { isDrawn, ofSample } from '../support/share.ts';

/** What each parser of an author's or a reader's text is called, and how it is asked to read a text. */
const parsers: Record<string, (text: string) => unknown> = {
  'a lesson': (text) => lesson(text),
  'a lesson below its title': (text) =>
    lesson(`# Title\n\n## Red one {#red.one}\n\n${text}\n\n## Sources\n\n${text}`),
  'a heading of a lesson': (text) => lesson(`## ${text.replaceAll('\n', ' ')}`),
  'a subheading of a lesson': (text) => lesson(`### ${text.replaceAll('\n', ' ')}`),
  'the page of a lesson': (text) => renderLesson(text, 'en-GB'),
  'the rules for lessons': (text) =>
    judgeLesson({ path: 'red/lesson.md', name: 'red/lesson.md', text }, 'en-GB'),
  'a file of questions': (text) => judgeBank([bank, { path: 'red/one.json', name: 'red/one.json', text }]),
  'a question in a file': (text) => file(`{"questions": [${text}]}`),
  'the fields of a question': (text) => file(`{"questions": [{${text}}]}`),
  'a text in a file': (text) =>
    file(JSON.stringify({ questions: [{ ...question('red.one-001'), stem: text }] })),
  'an id in a file': (text) =>
    file(JSON.stringify({ questions: [{ ...question('red.one-001'), id: text, key: [text] }] })),
  'bank.json': (text) => judgeBank([{ ...bank, text }]),
  'facts.json': (text) => readFacts({ name: 'facts.json', text }),
  'the page of a question': (text) => renderMarkup(text, 'en-GB'),
  'a line of a list': (text) => setLine(text, 'en-GB'),
  'a title': (text) => setTitle(text, 'en-GB'),
  'the rules for a stem': (text) => lint({ ...asked, stem: text }),
  'the rules for an option': (text) =>
    lint({ ...asked, options: asked.options.with(0, { ...asked.options[0]!, text }) }),
  'the rules for a rationale': (text) => lint({ ...asked, rationale: text }),
  'the rules for a reference': (text) =>
    lint({ ...asked, references: [{ title: text, locator: text, year: 2020 }], facts: ['K-1'] }),
  'a search': (text) => matches(readSearch({ q: text }, ['q']), asked),
  'a question that is searched': (text) =>
    matches(readSearch({ q: 'what is it' }, ['q']), { ...asked, stem: text }),
  'a token': (text) => createSeal(Buffer.alloc(32)).open('form', text),
  'a line of the log': (text) =>
    logTo({ isTTY: true, write: () => {} }).write(JSON.stringify({ level: 30, time: 0, msg: text })),
};

const bank = { path: 'bank.json', name: 'bank.json', text: JSON.stringify(taxonomy) };
const lesson = (text: string) => judgeBank([bank, { path: 'red/lesson.md', name: 'red/lesson.md', text }]);
const file = (text: string) => judgeBank([bank, { path: 'red/one.json', name: 'red/one.json', text }]);

const asked = complete(question('red.one-001'), 'red.one');
const common: Fact = { id: 'K-1', grade: 'K', text: 'Known.', source: 'Everyone' };

function lint(question: Question) {
  const judged = judgeBank([bank]);
  const placed = [
    { question, problemAt: (_: unknown, message: string) => ({ file: '', line: 1, column: 1, message }) },
  ];
  return atOnce(linting({ ...judged, placed }, groundOf(judged.taxonomy, [common], '2026-11-24')));
}

/** What is repeated, in the hope that some expression goes back and forth over it. */
const units = [
  ...'*_`[](){}<>"“”‘\\!#&|-~:;,.?/0aA \t\n\r',
  ...[
    '](',
    '[[',
    '[]',
    '![',
    '[a](',
    '[a](b',
    '[a](b "',
    '**a',
    '*a ',
    '_a_',
    '**_',
    '`a',
    '``',
    '<a',
    '<!--',
    '&#x',
    '&#x1;',
    '&a',
    '\\\\',
    'a-',
    '!!',
    '"a',
    '“a',
    '("',
    '(https:',
    '(http',
    '|a',
    '| |\n',
    '- ',
    '1. ',
    '> ',
    '# ',
    ' \n',
    '\n\n',
    '\t ',
    'a ',
    'A ',
    'AB ',
    '# a\n',
    '## a {#',
    '## a {#b}\n',
    '{#',
    '### {#',
    'all of ',
    'of the ',
    '1,',
    '1.',
    '12',
    '1 ',
    'best ',
    'a. A',
    '. ',
    '? ',
    'is ',
    "n't",
    'a’',
    'ss',
    '"a":',
    '"a":1,',
    '{"a":',
    '[{',
    '{"a',
    '\\"',
    '\\u',
    '/*',
    '//',
    '"questions":',
    ',{',
    '{},',
    'null,',
    '1e',
    'center ',
    '\u0301',
    '\u200b',
    'ä',
  ],
];
const numbered: Record<string, (i: number) => string> = {
  'unknown names': (i) => `"f${i}": 0, `,
  links: (i) => `[a${i}](https://example.org/${i}) `,
  sections: (i) => `## Title {#red.${i}}\n`,
  acronyms: (i) => `${letter(i)}${letter(i / 26)}${letter(i / 676)}${letter(i / 17_576)} `,
  words: (i) => `w${i} `,
  rows: (i) => `| ${i} | b |\n`,
  items: (i) => `${' '.repeat((i % 40) * 2)}- a\n`,
  questions: (i) => `{"id": "red.one-${i}", "enemies": ["red.two-${i}"]}, `,
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
  ...Object.entries(numbered).map(([name, unit]): [string, (length: number) => string] => [
    name,
    (length) => fill(unit, length),
  ]),
  ['half opened, half closed', (length) => '['.repeat(length / 2) + ']'.repeat(length / 2)],
  ['half quoted', (length) => '>'.repeat(length / 2) + 'a'.repeat(length / 2)],
];

/** The shortest of some runs, as the machine may be busy with others; one that is quick enough is enough. */
function shortest(run: () => unknown, limitMs: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 8 && best > limitMs; i++) {
    const began = process.threadCpuUsage().user;
    run();
    best = Math.min(best, (process.threadCpuUsage().user - began) / 1000);
  }
  return best;
}

/** So long may 30 kB take, and so little is not worth comparing, in milliseconds of the processor. */
const [most, little] = [100, 5];

/** Every input with `npm run torture`, a ninth of them, another every day, with every run of the tests. */
const drawn = inputs.filter((_, i) => process.env.TORTURE || isDrawn(i, 9));

describe(`30 kB of any text are read within 100 ms, and four times as much in some four times as long${ofSample}`, () => {
  test.each(Object.entries(parsers))(
    '%s',
    (_, parse) => {
      parse('a');
      const slow = drawn.flatMap(([name, make]) => {
        const ms = shortest(() => parse(make(size)), most);
        if (ms > most) return [`${name}: ${Math.round(ms)} ms`];
        if (ms < little) return [];
        const longer = shortest(() => parse(make(4 * size)), 10 * ms);
        return longer > Math.max(10 * ms, most) ? [`${name}: ${ms} ms, then ${longer} ms`] : [];
      });
      expect(slow).toEqual([]);
    },
    300_000,
  );
});
