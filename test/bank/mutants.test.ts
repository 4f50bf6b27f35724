import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { problemLines } from '../../src/bank/author/lines.ts';
import { createBank } from '../../src/bank/bank.ts';
import type { Checked } from '../../src/bank/files/check.ts';
import { loadBank } from '../../src/bank/files/load.ts';
import type { Problem } from '../../src/bank/model.ts';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { mutants } from '../support/mutants.ts';
import { clearWorkplaces, etude, refusedServe, serve, workplace } from '../support/process.ts';
import { quickDisk } from '../support/quick-disk.ts';
import { sampleDay } from '../support/share.ts';

/** As many mutants with every run of the tests, others every day, more with `npm run torture`. */
const count = process.env.TORTURE ? 100_000 : 3_000;
const seed = process.env.TORTURE ? 20_260_302 : sampleDay;

afterAll(clearWorkplaces);

/** A question that uses every field that there is. */
const full: Partial<AuthoredQuestion> = {
  concept: 'red.one.x',
  formerly: ['red.one-000'],
  edition: 2,
  status: 'ready',
  pool: 'study',
  objective: 'red.one',
  type: 'multiple',
  key: ['a', 'b'],
  shuffle: false,
  references: [{ title: 'A book', url: 'https://example.org/', locator: 'chapter 1', year: 2020 }],
  facts: ['F-1'],
  asOf: '2026-02-28',
  timeless: 'It is arithmetic.',
  tags: ['déjà vu 🎵'],
  waive: [{ rule: 'IW-14', reason: 'It is short.' }],
  authors: ['Ada'],
};
const paths = ['bank.json', 'blue/one.json', 'red/one.json'];
const pathIn = (folder: string, path: string) => join(folder, 'questions', path);

test(
  `of ${count} mutants of a bank by seed ${seed} each is told of by file, line and column, or taken whole`,
  () => {
    const folder = mkdtempSync(join(quickDisk, 'etude-'));
    cpSync(workplace({ red: full }), folder, { recursive: true });
    const sound = textsIn(folder);
    const taken = { whole: 0, not: 0 };
    for (const { what, path, bytes } of mutants(sound, count, seed)) {
      writeFileSync(pathIn(folder, path), bytes);
      const checked = loadBank(join(folder, 'questions'));
      const texts = { ...sound, [path]: new TextDecoder().decode(bytes) };
      if (checked.problems.length === 0) expectWhole(checked, texts, `${path}: ${what}`);
      else expectPlaces(checked.problems, folder, texts, `${path}: ${what}`);
      taken[checked.problems.length === 0 ? 'whole' : 'not']++;
      writeFileSync(pathIn(folder, path), sound[path]!);
    }
    expect(taken.whole).toBeGreaterThan(count / 20);
    expect(taken.not).toBeGreaterThan(count / 2);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    rmSync(folder, { recursive: true });
  },
  30_000 + count * 20,
);

/** The bank's files as text. */
function textsIn(folder: string): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, readFileSync(pathIn(folder, path), 'utf8')]));
}

/** Everything that is written and that bank.json lists is in the bank, and the bank can be used. */
function expectWhole(
  { taxonomy, questions, warnings }: Checked,
  texts: Record<string, string>,
  what: string,
): void {
  const listed = paths.filter((path) => !warnings.some(({ file }) => file.endsWith(path)));
  const [outline, ...files] = listed.map((path) => JSON.parse(texts[path]!));
  const authored: AuthoredQuestion[] = files.flatMap((file) => file.questions);
  expect(taxonomy, what).toEqual(outline);
  const explained = (options: AuthoredQuestion['options']) =>
    options.map((option) => ({ rationale: '', ...option }));
  expect(questions, what).toEqual(
    authored.map((question) =>
      expect.objectContaining({ ...question, options: explained(question.options) }),
    ),
  );
  const bank = createBank(taxonomy, questions, []);
  for (const { id } of authored) {
    const { question } = bank.question(id)!;
    expect(question.id, what).toBe(id);
    expect(bank.concepts.get(question.concept)!.objective.id, what).toBe(question.objective);
  }
}

/** A place that an editor can go to: in a file of the bank, at one of its lines, at most just behind its end. */
function isPlace({ file, line, column, message }: Problem, lines: ReadonlyMap<string, string[]>): boolean {
  const own = lines.get(file);
  if (own === undefined || !/^\S.*[.?]$/s.test(message)) return false;
  return line >= 1 && line <= own.length && column >= 1 && column <= own[line - 1]!.length + 1;
}

function expectPlaces(
  problems: readonly Problem[],
  folder: string,
  texts: Record<string, string>,
  what: string,
) {
  const lines = new Map(paths.map((path) => [pathIn(folder, path), texts[path]!.split('\n')]));
  expect(
    problems.filter((problem) => !isPlace(problem, lines)),
    what,
  ).toEqual([]);
}

const few = [...mutants(textsIn(workplace({ red: full })), 6, seed + 1)];

test.concurrent.each(few)('the commands judge alike: $path, $what', async ({ path, bytes }) => {
  const folder = workplace({ red: full });
  writeFileSync(pathIn(folder, path), bytes);
  const { problems } = loadBank(join(folder, 'questions'));
  const told = problemLines(problems).replaceAll(`${folder}/`, '');
  const isSound = problems.length === 0;
  // Beside what keeps a bank from being served, check tells how well its questions are written.
  const check = await etude(folder, ['check']);
  expect(check.stderr).toBe('');
  expect(check.stdout.split('\n')).toEqual(expect.arrayContaining(told.split('\n')));
  if (!isSound) expect(check.status).toBe(1);
  if (isSound) return void (await (await serve(folder)).end('SIGTERM'));
  const { status, stdout, stderr } = await refusedServe(folder, { ETUDE_PORT: '0' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/\nETUDE_QUESTIONS: .* fix them and start again\.\n$/);
});
