import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { DAY, HOUR } from '../../../src/base/time.ts';
import { keepBackups } from '../../../src/service/archive/backups.watch.ts';
import { monday } from '../../support/house.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a backup whose disk hangs is stopped after six hours, told of, and tried again an hour later', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const data = mkdtempSync(join(tmpdir(), 'etude-hanging-'));
  const told: string[] = [];
  let now = monday;
  let stops = 0;
  const keeper = keepBackups({
    data,
    every: DAY,
    now: () => now,
    run() {
      setImmediate(() => vi.advanceTimersByTime(6 * HOUR));
      return { ended: new Promise(() => {}), stop: () => stops++ };
    },
    tell: (level, text) => told.push(`${level} ${text}`),
  });
  const said = 'error "etude backup" took longer than 360 minutes, so Etude stopped it.';
  await keeper.look();
  expect([told, stops]).toEqual([[said], 1]);
  await keeper.look();
  expect(told).toHaveLength(1);
  now += HOUR;
  await keeper.look();
  expect([told, stops]).toEqual([[said, said], 2]);
  rmSync(data, { recursive: true });
});
