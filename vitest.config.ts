import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { address } from './test/support/on-postgres.ts';
import { programs } from './test/support/postgres-server.ts';

/** What a test file says that touches the process it runs in, or measures it. */
const touchesProcess =
  /support\/(process|browser|chromium|heap|machine|bundled|installation|lock)\.ts|\bvi\.|\bprocess\.(?!env\.TORTURE|platform)|node:(child_process|perf_hooks|worker_threads)|\bperformance\./;

const files = globSync('test/**/*.test.ts', { cwd: import.meta.dirname });
const own = files.filter((file) =>
  touchesProcess.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
);
const shared = files.filter((file) => !own.includes(file));

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
    // By itself Vitest leaves one core idle.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'own worker', include: own } },
      // They start no worker and load no module twice.
      { extends: true, test: { name: 'shared worker', include: shared, isolate: false } },
      ...onPostgres,
    ],
  },
});
