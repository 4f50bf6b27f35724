import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { clearWorkplaces, etude, node, workplace } from '../support/process.ts';

const bank = { ETUDE_QUESTIONS: folderOf('questions') };
afterAll(clearWorkplaces);

const seed = (folder: string, ...args: string[]) =>
  node(folder, [process.execPath, folderOf('test/bench/seed.ts'), ...args], bank);

type Answer = { learner: string; question: string; response: string; certainty: string; day: number };

/** Every answer of a folder, in order. */
function answersIn(folder: string): Answer[] {
  const handle = new Sqlite(join(folder, 'data/etude.db'), { readonly: true });
  const answers = handle
    .prepare(
      'select learner, question, response, certainty, day from review order by learner, answered_at, id',
    )
    .all();
  handle.close();
  return answers as Answer[];
}

test('the demo learner has sixty days behind them that doctor finds sound, wherever they are seeded', async () => {
  const [one, other] = [workplace(), workplace()];
  const [told, toldAgain] = await Promise.all([seed(one), seed(other)]);
  expect([told.status, told.stderr, toldAgain.status]).toEqual([0, '', 0]);
  const answers = answersIn(one);
  expect(told.stdout).toContain(`The demo learner has given ${answers.length} answers in 60 days.`);
  expect((await etude(one, ['doctor'], bank)).stdout).toBe('No problems found.\n');

  const days = new Set(answers.map(({ day }) => day));
  expect(Math.max(...days) - Math.min(...days)).toBe(59);
  expect(days.size, 'most days, and not all').toBeGreaterThan(45);
  expect(days.size).toBeLessThan(60);
  const withoutDay = (all: Answer[]) => all.map(({ day: _, ...answer }) => answer);
  expect(withoutDay(answersIn(other))).toEqual(withoutDay(answers));
  expect(toldAgain.stdout, 'each can be become only with their own secret').not.toBe(told.stdout);
});

test('learners for a load test share the reviews', async () => {
  const folder = workplace();
  expect(await seed(folder, '--learners', '3', '--reviews', '12')).toEqual({
    status: 0,
    stdout: '3 learners have given 12 answers.\n',
    stderr: '',
  });
  const answers = Map.groupBy(answersIn(folder), ({ learner }) => learner);
  expect([...answers.values()].map((each) => each.length)).toEqual([4, 4, 4]);
  expect((await etude(folder, ['doctor'], bank)).stdout).toBe('No problems found.\n');
  expect(await seed(folder, '--learners', '3', '--reviews', '12')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^The same learners are there already; nothing was changed\..*\n$/),
  });
});

test.each([
  {
    args: ['--learner', '5'],
    says: 'Seeding takes --learners and --reviews, each with a number: Unknown option',
  },
  { args: ['--learners'], says: 'Seeding takes --learners and --reviews, each with a number: Option' },
  { args: ['5'], says: 'Seeding takes --learners and --reviews, each with a number: Unexpected argument' },
  { args: ['--learners', 'five'], says: '--learners is "five": give a whole number from 1.' },
  {
    args: ['--learners', '5', '--reviews', '3'],
    says: '--reviews is 3 for 5 learners: give at least one for each.',
  },
])('what it cannot do is refused in a line: $args', async ({ args, says }) => {
  const { status, stdout, stderr } = await seed(workplace(), ...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr.startsWith(says), stderr).toBe(true);
  expect(stderr.split('\n')).toHaveLength(2);
});
