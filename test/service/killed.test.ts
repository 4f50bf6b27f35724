import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { folderOf } from '../../src/base/installation.ts';
import { unit } from '../../src/base/random.ts';
import { Client } from '../support/client.ts';
import { clearWorkplaces, etude, serve, tortured, workplace } from '../support/process.ts';
import { storedReviews } from '../support/stored.ts';

/** 20 rounds from source with every run of the tests, 200 of the single file with `npm run torture`. */
const rounds = process.env.TORTURE ? 200 : 20;
const clients = 8;
const bank = { ETUDE_QUESTIONS: folderOf('questions') };

afterAll(clearWorkplaces);

test(
  `killed at ${rounds} random moments under ${clients} clients, it loses no answer that it has acknowledged`,
  async () => {
    const folder = workplace();
    const acknowledged: string[] = [];
    const starts: number[] = [];
    const work: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const server = await serve(
        folder,
        [],
        { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent', ...bank },
        tortured,
      );
      starts.push(server.readyMs);
      if (server.readyCpuMs !== undefined) work.push(server.readyCpuMs);
      const crowd = Array.from({ length: clients }, () => keepAnswering(server.address, acknowledged));
      await sleep(20 + unit(`kill ${round}`) * 400);
      await server.end('SIGKILL');
      await Promise.all(crowd);
      expectStored(join(folder, 'data'), acknowledged);
    }
    // The fastest, because on a machine that others use too the slower ones tell of them.
    expect(Math.min(...starts), 'a start after a kill takes less than a second').toBeLessThan(1000);
    if (work.length > 0) expect(Math.max(...work), 'and never that much work').toBeLessThan(1000);
    expect(acknowledged.length, 'it was killed while it worked').toBeGreaterThan(rounds);
    expect(await etude(folder, ['doctor'], bank, tortured)).toEqual({
      status: 0,
      stdout: 'Everything is well.\n',
      stderr: '',
    });
  },
  rounds * 10_000,
);

/** Answers until the server is gone. */
async function keepAnswering(address: string, acknowledged: string[]): Promise<void> {
  const client = new Client(address, acknowledged);
  for (let turn = 0; ; turn++) {
    try {
      if (!(await client.answerOne(turn % 3 === 0 ? 'A' : 'B'))) return;
    } catch (error) {
      // What the network says when the server dies; anything else is a finding.
      if (error instanceof TypeError) return;
      throw error;
    }
  }
}

/** Looks at what was left on disk; the log is left to the next Etude, which is to recover it by itself. */
function expectStored(data: string, acknowledged: readonly string[]): void {
  const stored = new Set(storedReviews(data));
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  expect(new Set(acknowledged).size, 'each answer is acknowledged once').toBe(acknowledged.length);
  expect(statSync(join(data, 'etude.db-wal')).size, 'there is a log to recover').toBeGreaterThan(0);
}
