import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import type { Question } from '../../src/bank/model.ts';
import { checklistWriter } from '../../src/exchange/checklist/write.ts';
import { csvWriter, tsvWriter } from '../../src/exchange/table/write.ts';
import { run } from '../../src/main.ts';
import { hardQuestions, writeBank } from '../support/kinds-bank.ts';
import { unstamped } from '../support/unstamped.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hard = join(folder, 'hard');
writeBank(hard, hardQuestions);

let count = 0;
const fresh = (name: string) => join(folder, `${++count}-${name}`);

function textOf(writer: typeof csvWriter, bank: string): string {
  const { questions, taxonomy, problems } = loadBank(bank);
  expect(problems).toEqual([]);
  const fit = questions.filter((question) => writer.unfit(question) === undefined);
  const picture = () => readFileSync(join(hard, 'red/dot.png'));
  return [...writer.write({ taxonomy, questions: fit, picture, now: 0 })].join('');
}

async function bring(text: string, ending: string, into = fresh('bank')) {
  const file = fresh(`file.${ending}`);
  writeFileSync(file, text);
  return { into, ...(await run(['import', file, '--into', into], {})) };
}

/** The questions of a bank as their author wrote them. */
const questionsIn = (bank: string) =>
  loadBank(bank).questions.map((question) => unstamped({ ...question, pictures: undefined }) as Question);

test.each([csvWriter, tsvWriter])(
  '$title holds questions of every type, and comes back equal',
  async (writer) => {
    const text = textOf(writer, hard);
    const { into, stdout } = await bring(text, writer.ending);
    expect(stdout).toContain('6 questions: 5 imported unchanged, 1 changed, 0 left out.');
    const said = (each: Question) => JSON.stringify(each).replaceAll(/!\[([^\]]*)\]\(dot\.png\)/g, '$1');
    expect(questionsIn(into).map(said)).toEqual(questionsIn(hard).map(said));
  },
);

test('a table is safe in a spreadsheet: no cell begins as a formula does', () => {
  const cells = textOf(csvWriter, hard).split(/,|\r\n/);
  expect(cells.filter((cell) => /^"?[=+\-@\t]/.test(cell))).toEqual([]);
});

test('Markdown: a list of boxes for each question, with what only Etude knows in a comment', async () => {
  const text = textOf(checklistWriter, hard);
  expect(text).toContain(
    '# The red / domain\n\n## =Objective red.one\n\n### Question 1:\n\n=SUM(A1) shows what?\n',
  );
  expect(text).toContain('### מים רותחים ב־100 מעלות. C#\n\n- [x] נכון\n  > כן.\n- [ ] לא נכון\n');
  const { into, stdout } = await bring(text, 'md');
  expect(stdout).toContain('3 questions: 2 imported unchanged, 1 changed, 0 left out.');
  const said = (each: Question) =>
    JSON.stringify({ ...each, key: each.key.toSorted() }).replaceAll(/!\[([^\]]*)\]\(dot\.png\)/g, '$1');
  expect(questionsIn(into).map(said)).toEqual(questionsIn(hard).slice(2, 5).map(said));
});

test('Markdown: a line that looks like another part gets a backslash, which is reported', async () => {
  const question = {
    ...hardQuestions[1]!,
    stem: 'Which?\n# heading\n- [x] box\n<!-- etude: {} -->',
    rationale: '</details>\n- [ ] box\n# heading',
  };
  const [bank, again] = [fresh('odd'), fresh('odd')];
  writeBank(bank, [question]);
  expect(checklistWriter.lost(loadBank(bank).questions[0]!)).toEqual([
    'A line that looks like a heading, an option or an HTML tag gets a backslash.',
  ]);
  await bring(textOf(checklistWriter, bank), 'md', again);
  expect(questionsIn(again)[0]).toMatchObject({
    stem: 'Which?\n\\# heading\n- \\[x] box\n\\<!-- etude: {} -->',
    rationale: '\\</details>\n- [ ] box\n# heading',
  });
});

test.each([csvWriter, tsvWriter, checklistWriter])(
  '$title: a second export is the same file',
  async (writer) => {
    const plain = fresh('plain');
    const texts = JSON.stringify(hardQuestions).replaceAll('(dot.png)', '');
    writeBank(plain, JSON.parse(texts));
    const text = textOf(writer, plain);
    const { into } = await bring(text, writer.ending);
    expect(textOf(writer, into)).toBe(text);
  },
);

test('GIFT leaves out what it would read as something else, and says so', async () => {
  const { stderr } = await run(['export', 'gift', fresh('hard.gift')], { ETUDE_QUESTIONS: hard });
  expect(stderr).toContain('blue.one-001: left out: In GIFT “->” joins a prompt to its option');
  expect(stderr).toContain('red.two-001: left out: GIFT does not support this type of question.');
});

const public1 = `# Practice

## Table of Contents

- [One](#one)

## Cloud {not code}

### Which language is C# ?

- [ ] A markup language.
- [x] A programming language.
  \`\`\`cs
  - [ ] class A {}
  \`\`\`

<details><summary>Answer</summary>B, because <b>it compiles</b>.</details>

**[⬆ Back to Top](#table-of-contents)**

### 2. Which is # 1?

\`\`\`sh
# install
- [x] no option
\`\`\`

* [X] one
* [ ] two
`;

test('Markdown of public repositories: headings, code and parts that can be folded', async () => {
  const { into } = await bring(public1, 'md');
  const [first, second] = questionsIn(into);
  expect(first).toMatchObject({
    objective: 'practice.cloud-not-code',
    stem: 'Which language is C# ?',
    options: [
      { text: 'A markup language.' },
      { text: 'A programming language.\n```cs\n- [ ] class A {}\n```' },
    ],
    rationale: 'B, because <b>it compiles</b>.',
  });
  expect(second).toMatchObject({
    stem: 'Which is # 1?\n\n```sh\n# install\n- [x] no option\n```',
    options: [{ text: 'one' }, { text: 'two' }],
  });
});

test('Markdown without headings: the paragraph before a list asks', async () => {
  const text = '1. Which?\n\n- [ ] a\n- [x] b\n\nBecause of b.\n\n2. And which\nnow?\n\n- [x] c\n- [ ] d\n';
  const { into } = await bring(text, 'md');
  expect(questionsIn(into)).toMatchObject([
    { stem: 'Which?', key: ['b'], rationale: 'Because of b.' },
    { stem: 'And which\nnow?', key: ['a'] },
  ]);
});

describe.each([
  ['gift', 'gift', 5],
  ['moodle-xml', 'xml', 6],
  ['json', 'json', 6],
])('%s', (format, ending, kept) => {
  async function exported(bank: string) {
    const { pieces = [], stderr } = await run(['export', format], { ETUDE_QUESTIONS: bank });
    return { text: [...pieces].join(''), report: stderr };
  }

  test('holds the same questions, and a second export is the same file', async () => {
    const plain = fresh('plain');
    const isXml = format === 'moodle-xml';
    const texts = JSON.stringify(hardQuestions).replace(
      'dog -> big',
      format === 'gift' ? 'dog' : 'dog -> big',
    );
    writeBank(plain, JSON.parse(isXml ? texts : texts.replaceAll('(dot.png)', '')));
    const { text } = await exported(plain);
    const { into, stdout } = await bring(text, ending);
    expect(stdout).toContain(`${kept} questions: ${kept} imported unchanged, 0 changed, 0 left out.`);
    const said = (each: Question) => ({ ...each, key: each.key.toSorted() });
    const isThere = ({ type }: Question) => format !== 'gift' || type !== 'ordering';
    expect(questionsIn(into).map(said)).toEqual(questionsIn(plain).filter(isThere).map(said));
    expect((await exported(into)).text).toBe(text);
  });
});

describe('what only Etude reads, changed by hand', () => {
  const text = textOf(csvWriter, hard);
  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['options without ids', '{"options":[{},{},{},{}]}'],
    ['numbers for texts', '{"options":[{"id":"a","text":5,"rationale":5}],"key":[1],"prompts":5}'],
    ['fields of other kinds', '{"tags":5,"extensions":5,"formerly":5,"concept":{},"edition":"x"}'],
  ])('%s is passed over or refused with a sentence', async (_, json) => {
    const cell = `"${json.replaceAll('"', '""')}"`;
    const { status, stdout } = await bring(text.replaceAll(/"\{""(?:[^"]|"")*"/g, cell), 'csv');
    expect(status).toBeLessThan(2);
    expect(stdout).toMatch(/6 questions: \d imported unchanged, \d changed, \d left out\./);
  });

  test.each(['null', '[null]', '{"stem":"?"}', '{"stem":"?","type":"essay","options":[],"key":[]}'])(
    'JSON with the question %s',
    async (question) => {
      const { stdout } = await bring(`{"questions":[${question.replace(/^\[|\]$/g, '')}]}`, 'json');
      expect(stdout).toContain('Its stem, type, options or key are missing or unreadable.');
    },
  );
});
