import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { unit } from '../../src/base/random.ts';
import { blueprint } from '../support/bank.ts';
import { Client } from '../support/client.ts';
import { clearWorkplaces, etude, plainWorkplace, serve, singleFile } from '../support/process.ts';
import { expectSat, storedSat } from '../support/sat.ts';
import { ofSample, sampleDay } from '../support/share.ts';
import { type Click, Sitter } from '../support/sitter.ts';
import { storedReviews } from '../support/stored.ts';

/** 8 rounds with every run of the tests; 200 of the single file with `npm run torture`. */
const rounds = process.env.TORTURE ? 200 : 8;
/** So many answer questions, and as many sit exams. */
const each = 4;
/** Fewer in a run of the tests, so that some submit before they are killed. */
const clicksEach = process.env.TORTURE ? 20 : 6;
const program = process.env.TORTURE ? [singleFile] : undefined;
/** The single file has a bank of its own inside. */
const settings = { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent', ETUDE_QUESTIONS: 'questions' };

afterAll(clearWorkplaces);

test(
  `killed at ${rounds} random moments while people answer and sit exams, it loses nothing that it has acknowledged${ofSample}`,
  async () => {
    const folder = plainWorkplace(10, [blueprint({ questions: 16 })]);
    const acknowledged: string[] = [];
    const clicks: Click[] = [];
    const ended: string[] = [];
    const starts: number[] = [];
    const work: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { address, readyMs, readyCpuMs, end } = await serve(folder, [], settings, program);
      starts.push(readyMs);
      if (readyCpuMs !== undefined) work.push(readyCpuMs);
      const crowd = Promise.all([
        ...Array.from({ length: each }, () => keepAnswering(address, acknowledged)),
        ...Array.from({ length: each }, () => keepSitting(new Sitter(address, clicks, ended))),
      ]);
      const done = () => acknowledged.length + clicks.length;
      const more = 1 + unit(`kill ${sampleDay} ${round}`) * 60;
      const enough = done() + more;
      const isLast = round + 1 === rounds;
      await until(() => done() >= enough && (!isLast || ended.length > 0), more, crowd);
      await end('SIGKILL');
      await crowd;
      expectStored(join(folder, 'data'), acknowledged);
      expectSat(storedSat(join(folder, 'data')), clicks, ended);
    }
    // The fastest of each, because on a machine that others use too the slower ones tell of them.
    for (const [first, ...afterKills] of [starts, work].filter((times) => times.length > 1))
      expect(Math.min(...afterKills), 'a kill hardly delays the next start').toBeLessThan(1.5 * first!);
    expect(acknowledged.length, 'it was killed while people answered').toBeGreaterThan(rounds);
    expect(clicks.length, 'and clicked').toBeGreaterThan(rounds * 4);
    expect(ended.length, 'and submitted').toBeGreaterThan(0);
    expect(await etude(folder, ['doctor'], settings, program)).toEqual({
      status: 0,
      stdout: 'No problems found.\n',
      stderr: '',
    });
  },
  // A busy machine may take ten times as long as an idle one.
  rounds * 30_000,
);

/** Waits until enough is done, and then some milliseconds, so that a kill finds requests anywhere on their way. */
async function until(isEnough: () => boolean, moreMs: number, crowd: Promise<unknown>): Promise<void> {
  let isOver = false;
  const work = async () => {
    while (!isEnough() && !isOver) await sleep(1);
    await sleep(moreMs);
  };
  // A fault that somebody in the crowd meets ends the test at once.
  await Promise.race([work(), crowd]).finally(() => {
    isOver = true;
  });
}

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

/** Sits one exam after the other until the server is gone. */
async function keepSitting(sitter: Sitter): Promise<void> {
  try {
    for (;;) {
      await sitter.begin('mock');
      for (let turn = 0; turn < clicksEach; turn++) {
        const flag = turn % 3 === 0 ? (turn % 2 === 0 ? 'yes' : 'no') : undefined;
        await sitter.click(1 + (turn % 15), flag, turn % 4 !== 0);
      }
      expect((await sitter.submit()).status).toBe(303);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
