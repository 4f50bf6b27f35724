import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

// By itself Vitest leaves one core idle.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
