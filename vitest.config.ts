import { defineConfig } from 'vitest/config';

// By itself Vitest leaves one core idle.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], maxWorkers: '100%', testTimeout: 30_000, hookTimeout: 30_000 },
});
