import { judgeBank } from '../../src/bank/files/check.ts';
import { formatQuestions } from '../../src/bank/files/format.ts';
import { type Finding, linting } from '../../src/bank/lint/lint.ts';
import { groundOf } from '../../src/bank/lint/sources.ts';
import { complete, type Question } from '../../src/bank/model.ts';
import { parseQuestions } from '../../src/bank/parse/parse.ts';
import { type Reading, read } from '../../src/bank/reading/reading.ts';
import type { Fact } from '../../src/bank/schema/facts.ts';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import type { BankFile } from '../../src/bank/schema/taxonomy.ts';
import { atOnce } from '../../src/base/turns.ts';
import { taxonomy } from './bank.ts';

/** An authored question that leaves nothing out. */
type FullQuestion = AuthoredQuestion & Pick<Question, 'options' | 'rationale' | 'references'>;

/** A question in which no rule finds anything. */
export function goodQuestion(id: string, changes: Partial<AuthoredQuestion> = {}): FullQuestion {
  const option = (name: string, text: string, rationale: string) => ({ id: name, text, rationale });
  const good: FullQuestion = {
    id,
    type: 'single',
    difficulty: 3,
    cognitive: 'apply',
    stem: 'A team ships its work four times a year, and after each release nobody knows what broke. Which step makes the search shorter?',
    options: [
      option(
        'a',
        'Deploy each change on its own',
        'One small change leaves few suspects, so the cause is soon found.',
      ),
      option(
        'b',
        'Hold a longer test phase',
        'More tests at the end find more, but the pile to search stays as it is.',
      ),
      option(
        'c',
        'Add a second sign-off',
        'A signature moves the blame and leaves the pile of suspects untouched.',
      ),
      option(
        'd',
        'Ask the night shift to help',
        'More eyes look at the same pile, and fewer of them know the code.',
      ),
    ],
    key: ['a'],
    rationale:
      'To deploy each small change alone leaves few suspects when something breaks. A longer test phase or a second sign-off comes late and leaves the pile as large as it was; the night shift only adds eyes that do not know the code.',
    references: [
      { title: 'Accelerate', url: 'https://itrevolution.com/accelerate', locator: 'chapter 4', year: 2018 },
    ],
  };
  return { ...good, ...changes } as FullQuestion;
}

/** A good question, some of whose option texts are replaced, by their ids. */
export function withTexts(texts: Record<string, string>, changes: Partial<AuthoredQuestion> = {}) {
  const good = goodQuestion('red.one-001');
  const options = good.options.map((option) => ({ ...option, text: texts[option.id] ?? option.text }));
  return { ...good, options, ...changes };
}

/** A question as the linter reads it. */
export function readingOf(question: AuthoredQuestion): Reading {
  return read(complete(question, 'red.one'));
}

export type LintOptions = { facts?: Fact[]; bank?: BankFile; today?: string };

/** What the linter finds in a bank of questions, each filed under the objective that its id begins with. */
export function lint(questions: readonly AuthoredQuestion[], options: LintOptions = {}) {
  const groups = Map.groupBy(questions, ({ id }) => id.slice(0, id.lastIndexOf('-')));
  const files = [...groups].map(([objective, members]) => ({
    path: `${objective.replace('.', '/')}.json`,
    text: layOut({ questions: members }),
  }));
  return lintFiles(files, options);
}

/** What the linter finds in files as they are written. */
export function lintFiles(
  files: readonly { path: string; text: string }[],
  { facts, bank = taxonomy, today = '2026-11-24' }: LintOptions = {},
) {
  const judged = judgeBank(
    [{ path: 'bank.json', text: JSON.stringify(bank) }, ...files].map((file) => ({
      ...file,
      name: file.path,
    })),
  );
  return { ...atOnce(linting(judged, groundOf(judged.taxonomy, facts, today))), problems: judged.problems };
}

/** A file of questions in the usual layout, as far as it is sound. */
export function layOut(file: { questions: unknown[] }): string {
  const text = JSON.stringify(file, null, 2);
  return formatQuestions(parseQuestions('any.json', text), text) ?? text;
}

/** A finding in short: its rule, its level and the beginning of what it says. */
export function brief({ rule, level, message }: Finding): string {
  return `${rule} ${level}: ${message}`;
}
