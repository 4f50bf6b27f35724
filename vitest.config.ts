import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { address } from './test/support/on-postgres.ts';
import { programs } from './test/support/postgres-server.ts';

/** What a test file says that changes the process it runs in, or measures it. */
const touchesProcess =
  /support\/(heap|lock)\.ts|\bvi\.(?!waitFor)|node:(perf_hooks|worker_threads)|\bperformance\.|\bprocess\.(cpuUsage|threadCpuUsage|memoryUsage)/;

const files = globSync('test/**/*.test.ts', { cwd: import.meta.dirname });
const own = files.filter((file) =>
  touchesProcess.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
);
const shared = files.filter((file) => !own.includes(file));

/** V8 collects the many short-lived houses of tests less often: a twentieth of all processor time less. */
const roomForTheYoung = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** The walks that torture takes once more on PostgreSQL, where one is installed: those that ask nothing of SQLite. */
const walks = [
  'accounts',
  'bank',
  'bank-changes',
  'exam-crowds',
  'exam-memory',
  'exam-results',
  'exams',
  'groups',
  'guests',
  'lessons',
  'live-bank',
  'log-rules',
  'plan',
  'practice',
  'progress',
  'races',
  'random-days',
  'random-exams',
].map((name) => `test/walks/${name}.test.ts`);
const onPostgres =
  process.env.TORTURE !== undefined && programs()
    ? [
        {
          extends: true as const,
          test: {
            name: 'on PostgreSQL',
            include: walks,
            env: { TEST_DATABASE: address },
            globalSetup: './test/support/on-postgres.ts',
          },
        },
      ]
    : [];

export default defineConfig({
  test: {
    // One more than there are cores: some tests mostly wait for a clock, a lock or a browser.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    globalSetup: './test/support/tidy.ts',
    // Limits only end what has gone wrong: on a busy machine a test may take ten times as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { extends: true, test: { name: 'own worker', include: own, execArgv: roomForTheYoung } },
      // They start no worker and no browser of their own, and load no module twice.
      {
        extends: true,
        test: { name: 'shared worker', include: shared, isolate: false, execArgv: roomForTheYoung },
      },
      ...onPostgres,
    ],
  },
});
