import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileOf, writeLargeBank } from '../support/large-bank.ts';

/**
 * How long the longest reader waits while one file of a large bank is saved:
 * `node test/bench/large-bank.ts [questions] [questions to a file]`. Says what it measured in one line for each mode.
 */
const [questions = 20_000, perObjective = 100] = process.argv.slice(2).map(Number);
const port = 18_234;
const program = process.env.ETUDE_PROGRAM ?? new URL('../../src/etude.js', import.meta.url).pathname;

for (const author of ['0', '1']) {
  const folder = mkdtempSync(join(tmpdir(), 'etude-large-'));
  writeLargeBank(join(folder, 'bank'), { questions, perObjective });
  const began = performance.now();
  const server = spawn(process.execPath, [program], {
    env: {
      PATH: process.env.PATH,
      ETUDE_DATA: join(folder, 'data'),
      ETUDE_QUESTIONS: join(folder, 'bank'),
      ETUDE_PORT: String(port),
      ETUDE_AUTHOR: author,
      ETUDE_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await ready();
  const startMs = Math.round(performance.now() - began);
  const starting = await waits(author === '1' ? '/bank/domain-0.part-0-0001' : '/', () => false, 5_000);
  const file = join(folder, 'bank', fileOf('domain-0.part-0'));
  for (let i = 0; i < 3; i++) {
    const before = performance.now();
    const text = readFileSync(file, 'utf8').replace('"stem": "', `"stem": "Saved${i} `);
    writeFileSync(file, text);
    const path = author === '1' ? '/bank/domain-0.part-0-0001' : '/practice';
    const { longest, count, refused, seen } = await waits(
      path,
      (page) => page.includes(`Saved${i}`),
      author === '1' ? 15_000 : 4_000,
    );
    console.log(
      `author ${author}: longest wait ${longest} ms of ${count} readers, ${refused} refused; ${seen ? `seen after ${Math.round(performance.now() - before)} ms` : 'not looked for'}`,
    );
  }
  console.log(
    `author ${author}: started in ${startMs} ms, ${memory(server)} MB; longest wait after the start ${starting.longest} ms, ${starting.refused} refused`,
  );
  server.kill();
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(folder, { recursive: true });
}

async function ready(): Promise<void> {
  for (;;) {
    try {
      if ((await fetch(`http://localhost:${port}/readyz`)).ok) return;
    } catch {}
    await sleep(50);
  }
}

/** Reads a page again and again and tells the longest wait. */
async function waits(path: string, isSeen: (page: string) => boolean, forMs: number) {
  let [longest, count, refused, seen] = [0, 0, 0, false];
  const end = performance.now() + forMs;
  while (performance.now() < end && !seen) {
    const began = performance.now();
    const response = await fetch(`http://localhost:${port}${path}`);
    const page = await response.text();
    longest = Math.max(longest, Math.round(performance.now() - began));
    count++;
    if (response.status === 503) refused++;
    seen = isSeen(page);
    await sleep(3);
  }
  return { longest, count, refused, seen };
}

function memory({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024);
}
