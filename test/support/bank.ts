import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AuthorView, buildAuthorView } from '../../src/bank/author/author-view.ts';
import { type Checked, judgeBank, type SourceFile } from '../../src/bank/files/check.ts';
import { readLesson } from '../../src/bank/lesson/lesson.ts';
import type { Lesson } from '../../src/bank/model.ts';
import type { Blueprint } from '../../src/bank/schema/blueprint.ts';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';

/** A sound question in a few words; `a` is the key unless said otherwise. */
export function question(id: string, changes: Partial<AuthoredQuestion> = {}): AuthoredQuestion {
  const options = ['a', 'b', 'c', 'd'].map((name) => ({
    id: name,
    text: `${id} text ${name}`,
    rationale: `${id} why ${name}`,
  }));
  return {
    id,
    type: 'single',
    difficulty: 2,
    cognitive: 'understand',
    stem: `Stem of ${id}?`,
    options,
    key: ['a'],
    rationale: `Because of ${id}.`,
    references: [{ title: 'A book', year: 2020 }],
    ...changes,
  };
}

/** The taxonomy of the test banks: two domains, four objectives. */
export const taxonomy = {
  title: 'Test bank',
  domains: [
    {
      id: 'red',
      title: 'Red',
      objectives: [
        { id: 'red.one', title: 'Red one' },
        { id: 'red.two', title: 'Red two' },
      ],
    },
    {
      id: 'blue',
      title: 'Blue',
      objectives: [
        { id: 'blue.one', title: 'Blue one' },
        { id: 'blue.two', title: 'Blue two' },
      ],
    },
  ],
};

/** A blueprint for the test banks: half its questions of each domain. */
export function blueprint(changes: Partial<Blueprint> = {}): Blueprint {
  const weights = ['red', 'blue'].map((domain) => ({ domain, weight: 1 }));
  return { id: 'mock', title: 'The mock', questions: 8, minutes: 10, pass: 70, weights, ...changes };
}

/** The files of a bank of questions, each filed under the objective that its id begins with (`red.one-001`). */
export function filesOf(
  questions: readonly AuthoredQuestion[],
  blueprints: readonly Blueprint[] = [],
  bank: object = taxonomy,
): SourceFile[] {
  const groups = Map.groupBy(questions, ({ id, objective }) => objective ?? id.split('-')[0]!);
  const files = [...groups].map(([objective, members]) => {
    const path = `${objective.replace('.', '/')}.json`;
    return { path, name: path, text: JSON.stringify({ questions: members }, null, 2) };
  });
  return [{ path: 'bank.json', name: 'bank.json', text: JSON.stringify({ ...bank, blueprints }) }, ...files];
}

/** Writes a bank of questions into a folder, for a process that reads it. */
export function writeBank(
  folder: string,
  questions: readonly AuthoredQuestion[],
  blueprints: readonly Blueprint[] = [],
): void {
  for (const { path, text } of filesOf(questions, blueprints)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A checked bank of questions, with mock exams if they are given. */
export function checkedBank(
  questions: readonly AuthoredQuestion[],
  blueprints: readonly Blueprint[] = [],
  bank: object = taxonomy,
): Checked {
  const files = filesOf(questions, blueprints, bank);
  const texts = JSON.stringify(files);
  const checked = known.get(texts) ?? judgeBank(files);
  if (checked.problems.length > 0) throw new Error(JSON.stringify(checked.problems));
  if (known.size >= mostKnown) known.clear();
  known.set(texts, checked);
  return checked;
}

/** Banks that were checked lately, by their files: most tests ask for the same few. */
const known = new Map<string, Checked>();
const mostKnown = 30;

/** The same files as their authors see them. */
export function authorViewOf(
  questions: readonly AuthoredQuestion[],
  more: readonly SourceFile[] = [],
): AuthorView {
  return buildAuthorView(
    { files: [...filesOf(questions), ...more], unreadable: [], warnings: [], pictures: [] },
    '2026-11-24',
    [],
  );
}

/** Some questions for each of the four objectives: red.one-001, red.one-002 … each its own concept. */
export function plainQuestions(perObjective: number): AuthoredQuestion[] {
  return Array.from({ length: perObjective }, (_, i) =>
    ['red.one', 'red.two', 'blue.one', 'blue.two'].map((objective) =>
      question(`${objective}-${String(i + 1).padStart(3, '0')}`),
    ),
  ).flat();
}

/** A sound lesson on the domain red, as its author writes it. */
export const redText = `# Seeing red

Why *red* matters.

## Red one {#red.one}

One is the first.

### More of it

- Small
- Smaller

## Red two, in short {#red.two}

| Number | Colour | Heard | Seen |
|---|---|---|---|
| 1 | red | [here](https://example.org/1) | yes |

## Sources

- [A book](https://example.org/book), 2020
`;

/** The lesson of that text. */
export const redLesson: Lesson = readLesson({ name: 'red/lesson.md', text: redText }, taxonomy.domains[0]!)
  .lesson!;
