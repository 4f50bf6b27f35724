import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { folderOf } from '../../src/app.ts';
import { unit } from '../../src/base/random.ts';
import { Client } from '../support/client.ts';
import { clearWorkplaces, etude, serve, workplace } from '../support/process.ts';

/** 20 rounds with every run of the tests, 200 with `npm run torture`. */
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
    for (let round = 0; round < rounds; round++) {
      const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent', ...bank });
      starts.push(server.readyMs);
      const crowd = Array.from({ length: clients }, () => keepAnswering(server.address, acknowledged));
      await sleep(20 + unit(`kill ${round}`) * 400);
      await server.end('SIGKILL');
      await Promise.all(crowd);
      expectStored(folder, acknowledged);
    }
    expect(Math.max(...starts), 'each start takes less than a second').toBeLessThan(1000);
    expect(acknowledged.length, 'it was killed while it worked').toBeGreaterThan(rounds);
    expect(await etude(folder, ['doctor'], bank)).toEqual({
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

/** Looks at the file as it was left, before any Etude mends it. */
function expectStored(folder: string, acknowledged: readonly string[]): void {
  const handle = new Sqlite(join(folder, 'data/etude.db'));
  const stored = new Set(handle.prepare('select id from review').pluck().all() as string[]);
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  expect(new Set(acknowledged).size, 'each answer is acknowledged once').toBe(acknowledged.length);
  expect(handle.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(handle.pragma('foreign_key_check')).toEqual([]);
  handle.close();
}
