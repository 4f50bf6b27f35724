import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { loadExam } from './bank.ts';
import { takeAll } from './course.ts';
import { verdictsOf } from './gates.ts';
import { type Done, jobsOf } from './job.ts';
import { readOptions } from './options.ts';
import { thePlan } from './policies/policies.ts';
import { type Cell, summarise } from './summary.ts';
import { tablesOf } from './tables.ts';
import { truthNames } from './truths/truths.ts';

const exam = loadExam();
const setting = { days: 10, minutes: 12 };
/** A busy machine takes long over the policies. */
const patience = 120_000;

const jobs = jobsOf(truthNames, [setting], 2);

describe('a few candidates of each kind', () => {
  const done: Done[] = [];
  let cells: Cell[];
  beforeAll(async () => {
    for (const job of jobs) done.push(await takeAll(exam, job));
    cells = summarise(done);
  }, patience);

  const row = (cell: Cell, name: string) => cell.rows.find(({ policy }) => policy === name)!;

  test('the kinds are never averaged', () => {
    expect(cells.map(({ truth }) => truth)).toEqual(truthNames);
  });

  test('the plan is hardly worse than any baseline, and better than Etude without a date', () => {
    for (const cell of cells) {
      for (const { policy, gain } of cell.rows)
        if (policy !== 'oracle' && policy !== 'cramming') expect(gain.mean, policy).toBeGreaterThan(-1.5);
      expect(row(cell, 'Etude without a date').gain.mean).toBeGreaterThan(3);
    }
  });

  test('nothing that keeps to the day’s minutes beats the oracle', () => {
    for (const cell of cells) {
      const { score } = row(cell, 'oracle');
      for (const each of cell.rows)
        if (each.policy !== 'cramming') expect(each.score, each.policy).toBeLessThanOrEqual(score + 0.5);
    }
  });

  test('the minutes are the same for all that do not stop', () => {
    for (const cell of cells)
      for (const name of [thePlan, 'SM-2, new first', 'Leitner, reviews first', 'oracle'])
        expect(Math.abs(row(cell, name).minutes - row(cell, thePlan).minutes)).toBeLessThan(3);
  });

  test('the forecasts are near the truth', () => {
    for (const { accuracy } of cells) expect(Math.abs(accuracy!.bias)).toBeLessThan(6);
  });

  test('every gate is held or missed by the same figures that are printed', () => {
    const verdicts = verdictsOf(cells);
    expect(verdicts.filter(({ gate }) => gate === 'oracle')).toHaveLength(3);
    const tables = tablesOf(cells, verdicts);
    expect(tables).toContain('### two 10x12');
    for (const { figure } of verdicts) expect(tables).toContain(figure);
  });

  test('equal seeds give equal results', async () => {
    expect(await takeAll(exam, jobs[0]!)).toEqual(done[0]);
  });
});

test('npm run simulate prints its figures, and refuses what it does not know', { timeout: patience }, () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [folderOf('test/simulate/simulate.ts'), ...args], { encoding: 'utf8' });
  const { status, stdout, stderr } = run('--seeds', '1', '--truth', 'two', '--setting', '4x4', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { seeds, cells } = JSON.parse(stdout);
  expect({ seeds, setting: cells[0].setting }).toEqual({ seeds: 1, setting: { days: 4, minutes: 4 } });
  expect(run('--seeds', 'many').stderr).toBe('--seeds is "many": give a whole number from 1 to 9999.\n');
});

describe('the command line', () => {
  test('names seeds, kinds and settings, or takes the usual ones', () => {
    const args = ['--seeds', '3', '--truth', 'two,actr', '--setting', '14x8,7x20', '--json'];
    expect(readOptions(args)).toEqual({
      seeds: 3,
      truths: ['two', 'actr'],
      settings: [
        { days: 14, minutes: 8 },
        { days: 7, minutes: 20 },
      ],
      json: true,
    });
    expect(readOptions([])).toMatchObject({ seeds: 40, truths: truthNames, json: false });
    expect(readOptions(['--help'])).toBeUndefined();
  });

  test.each([
    [['--seeds', '0'], '--seeds is "0": give a whole number from 1 to 9999.'],
    [['--truth', 'ebbinghaus'], '--truth is "ebbinghaus": give one or more of fsrs, actr, two.'],
    [
      ['--setting', '14'],
      '--setting is "14": give days (at most 365) and minutes (at most 240), such as 14x8.',
    ],
    [['--setting', '14x0'], '--setting is "14x0": give days'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence);
  });
});
