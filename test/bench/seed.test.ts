import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { Refusal } from '../../src/base/failure.ts';
import { folderOf } from '../../src/base/installation.ts';
import { clearWorkplaces, etude, node, workplace } from '../support/process.ts';
import { seed } from './seed.ts';

const bank = { ETUDE_QUESTIONS: folderOf('questions') };
afterAll(clearWorkplaces);

/** Seeds a folder as `npm run seed` does. */
const program = (folder: string, ...args: string[]) =>
  node(folder, [process.execPath, folderOf('test/bench/seed.ts'), ...args], bank);

/** The same in this process. */
const seedHere = (folder: string, ...args: string[]) =>
  seed(args, { ...bank, ETUDE_DATA: join(folder, 'data') });

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
  const [told, toldAgain] = await Promise.all([program(one), seedHere(other)]);
  expect([told.status, told.stderr]).toEqual([0, '']);
  const answers = answersIn(one);
  expect(told.stdout).toContain(`The demo learner has given ${answers.length} answers in 60 days.`);
  expect((await etude(one, ['doctor'], bank)).stdout).toBe('No problems found.\n');

  const days = new Set(answers.map(({ day }) => day));
  expect(Math.max(...days) - Math.min(...days)).toBe(59);
  expect(days.size, 'most days, and not all').toBeGreaterThan(45);
  expect(days.size).toBeLessThan(60);
  const withoutDay = (all: Answer[]) => all.map(({ day: _, ...answer }) => answer);
  expect(withoutDay(answersIn(other))).toEqual(withoutDay(answers));
  expect(`${toldAgain}\n`, 'each can be become only with their own secret').not.toBe(told.stdout);
});

test('learners for a load test share the reviews', async () => {
  const folder = workplace();
  const few = ['--learners', '3', '--reviews', '12'];
  expect(await seedHere(folder, ...few)).toBe('3 learners have given 12 answers.');
  const answers = Map.groupBy(answersIn(folder), ({ learner }) => learner);
  expect([...answers.values()].map((each) => each.length)).toEqual([4, 4, 4]);
  expect((await etude(folder, ['doctor'], bank)).stdout).toBe('No problems found.\n');
  await expect(seedHere(folder, ...few)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/^The same learners are there already; nothing was changed\..*$/),
  });
});

const refused = [
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
];

test.each(refused)('what it cannot do is refused in a line: $args', async ({ args, says }) => {
  const refusal = await seedHere(workplace(), ...args).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  const { exitCode, message } = refusal as Refusal;
  expect(exitCode).toBe(2);
  expect(message.startsWith(says), message).toBe(true);
  expect(message).not.toContain('\n');
});

test('a refusal is the last line of the program, which fails', async () => {
  const [{ args, says }] = refused as [(typeof refused)[number]];
  expect(await program(workplace(), ...args)).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`^${says}.*\n$`)),
  });
});
