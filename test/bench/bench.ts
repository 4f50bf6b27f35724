import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureLookUps, measureManyCards } from './cards.ts';
import { measureCheck } from './check.ts';
import { measurePlan } from './plan.ts';
import { measurePostgres } from './postgres.ts';
import { measurePractice } from './practice.ts';
import { endAll, hasTools } from './servers.ts';
import { measureStarts } from './starts.ts';
import { table, writePage } from './table.ts';

/**
 * `npm run bench`: how fast Etude is, as ratios inside one run, because a machine is never equally fast twice. Every
 * row compares two things in turn, round by round; the table goes into views/help/speed.md. ROUNDS=1 is a quick look, which
 * leaves that page alone; PARTS=starts,check measures only these. `npm run bench -- postgres` compares SQLite with one,
 * two and three nodes on PostgreSQL, which has a table of its own.
 */

if (!hasTools()) {
  console.error('npm run bench needs wrk and taskset: on Debian, apt-get install wrk util-linux.');
  process.exit(2);
}
const root = mkdtempSync(join(tmpdir(), 'etude-bench-'));
const parts: Record<string, () => unknown> = {
  practice: () => measurePractice(root),
  lookups: () => measureLookUps(join(root, 'data')),
  cards: () => measureManyCards(root),
  starts: () => measureStarts(join(root, 'start')),
  plan: measurePlan,
  check: () => measureCheck(join(root, 'questions')),
};
const wanted = process.env.PARTS?.split(',');
const isOnPostgres = process.argv[2] === 'postgres';
try {
  if (isOnPostgres) await measurePostgres(root);
  else await measureAll();
} finally {
  await endAll();
  rmSync(root, { recursive: true, force: true });
}

/** Measures the parts that are wanted, and writes the table if that is all of them. */
async function measureAll(): Promise<void> {
  for (const [name, measure] of Object.entries(parts)) {
    if (wanted && !wanted.includes(name)) continue;
    const began = performance.now();
    await measure();
    console.error(`${name}: ${Math.round((performance.now() - began) / 1000)} s`);
  }
  console.log(table());
  if (!process.env.ROUNDS && !wanted) writePage();
}
