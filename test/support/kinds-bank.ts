import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const fence = '```';

/** A question of each type, with everything that formats find hard: code, pictures, formulas, scripts and markup. */
export const hardQuestions = [
  {
    id: 'red.one-001',
    type: 'single',
    difficulty: 3,
    cognitive: 'apply',
    stem: `=SUM(A1) shows what?\n\n${fence}sh\n# 1. not a heading\n- [x] not an option\n\n  indented  \n${fence}\n\n- a list, with “quotes”, "quotes" and a ; tab\there`,
    options: [
      { id: 'sum', text: '=1+1', rationale: 'Because @home; “yes”,\nand no.' },
      { id: 'minus', text: '-1', rationale: "'=quoted", anchor: true },
      {
        id: 'at',
        text: `${fence}html\n<details>\n\n  <b>&amp;</b>\n${fence}`,
        rationale: `${fence}js\n> 1\n${fence}`,
      },
      { id: 'plus', text: '+`a|b`', confusedWith: 'red.one-002' },
    ],
    key: ['sum'],
    why: 'It adds.',
    rationale: `Explanation:\n\nUse <summary> in \`<details>\`.\n\n${fence}\n</details>\n${fence}`,
    references: [{ title: 'A book', url: 'https://example.org/?a=1&b=2', year: 2020 }],
    tags: ['first', 'semi;colon'],
    extensions: { gift: { name: 'Sums', note: '--> <b>' } },
  },
  {
    id: 'red.one-002',
    type: 'multiple',
    difficulty: 2,
    cognitive: 'remember',
    stem: '2. May is when? ![A dot](dot.png)',
    options: ['A', '1', 'TRUE', 'B, C', 'ב'].map((text, i) => ({ id: `o${i}`, text })),
    key: ['o3', 'o1'],
    rationale: 'See ![the dot again](dot.png).',
    shuffle: false,
  },
  {
    id: 'red.one-003',
    type: 'true-false',
    difficulty: 1,
    cognitive: 'understand',
    stem: 'מים רותחים ב־100 מעלות. C#',
    options: [
      { id: 'true', text: 'נכון', rationale: 'כן.' },
      { id: 'false', text: 'לא נכון' },
    ],
    key: ['true'],
  },
  {
    id: 'red.two-001',
    type: 'ordering',
    difficulty: 2,
    cognitive: 'apply',
    stem: 'Put these in order, from early to late.',
    options: ['春', '夏', '秋', '冬'].map((text, i) => ({ id: `s${i}`, text, rationale: `Season ${i}.` })),
    key: ['s2', 's0', 's3', 's1'],
    edition: 2,
    formerly: ['red.two-old'],
  },
  {
    id: 'blue.one-001',
    type: 'matching',
    difficulty: 2,
    cognitive: 'apply',
    stem: 'Which sound does each animal make?',
    prompts: [
      { id: 'cat', text: 'cat = small', rationale: 'It is soft.' },
      { id: 'dog', text: 'dog -> big' },
      { id: 'wolf', text: 'wolf' },
    ],
    options: [
      { id: 'moo', text: 'moo' },
      { id: 'woof', text: 'woof, woof', rationale: 'Loud.' },
      { id: 'meow', text: '=meow' },
    ],
    key: ['cat=meow', 'dog=woof', 'wolf=woof'],
  },
  {
    id: 'blue.one-002',
    type: 'numeric',
    difficulty: 2,
    cognitive: 'apply',
    stem: 'How cold is it?',
    options: [],
    key: ['-12345678901234567890.25'],
    tolerance: 0.5,
    unit: '°C',
    rationale: 'Very.',
  },
];

/** Writes a bank with some questions into a new folder, each in the file of its id. */
export function writeBank(folder: string, questions: readonly { id: string }[]): void {
  const objectiveOf = ({ id }: { id: string }) => id.replace(/-\d+$/, '');
  const objectives = [...new Set(questions.map(objectiveOf))];
  const domains = [...new Set(objectives.map((each) => each.split('.')[0]!))];
  for (const domain of domains) mkdirSync(join(folder, domain), { recursive: true });
  const bank = {
    title: 'Hard',
    profile: 'plain',
    domains: domains.map((id) => ({
      id,
      title: `The ${id} / domain`,
      objectives: objectives
        .filter((each) => each.startsWith(`${id}.`))
        .map((each) => ({ id: each, title: `=Objective ${each}` })),
    })),
  };
  writeFileSync(join(folder, 'bank.json'), JSON.stringify(bank));
  for (const objective of objectives) {
    const own = questions.filter((each) => objectiveOf(each) === objective);
    writeFileSync(join(folder, `${objective.replace('.', '/')}.json`), JSON.stringify({ questions: own }));
  }
  writeFileSync(join(folder, domains[0]!, 'dot.png'), Buffer.from(png, 'base64'));
}
