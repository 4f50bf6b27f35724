import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openHandle } from '../../src/base/data/handle.ts';
import { unit } from '../../src/base/random.ts';
import { bundled } from '../support/bundled.ts';
import { Client } from '../support/client.ts';
import { hasStrace } from '../support/machine.ts';
import { clearWorkplaces, plainWorkplace, serve, workplace } from '../support/process.ts';
import { quickDisk } from '../support/quick-disk.ts';
import { Disk, record } from '../support/recording.ts';

/** Power cuts; with `npm run torture` one after everything that the server did. */
const cuts = process.env.TORTURE ? Number.POSITIVE_INFINITY : 120;
const clients = 8;
const answersEach = 30;
const names = ['etude.db', 'etude.db-wal'];

const root = mkdtempSync(join(quickDisk, 'etude-power-'));
afterAll(async () => {
  rmSync(root, { recursive: true });
  await clearWorkplaces();
});

test.skipIf(!hasStrace)(
  'whenever the power fails, and whatever of the unsynced writes arrives, every acknowledged answer is there and nothing is half there',
  async () => {
    const folder = plainWorkplace(10);
    const server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent' });
    const files = names.map((name) => [name, join(folder, 'data', name)] as const);
    const told: string[] = [];
    const disk = new Disk(new Map(files.map(([name, file]) => [name, readFileSync(file)])));
    const events = await record(server.pid!, () =>
      Promise.all(Array.from({ length: clients }, () => answerMany(new Client(server.address, told)))),
    );
    await server.end('SIGKILL');

    const acknowledged = new Set<string>();
    const step = Math.max(1, Math.floor(events.length / cuts));
    let looked = 0;
    for (const [i, event] of events.entries()) {
      disk.take(event);
      if (event.did === 'acknowledge') acknowledged.add(event.review);
      if (i % step !== 0) continue;
      let sector = 0;
      const left = disk.afterPowerCut(() => unit(`cut ${i} sector ${sector++}`) < (i % 4) / 3);
      expectWhole(left, acknowledged, `cut after event ${i} of ${events.length}`);
      looked++;
    }
    expect([...acknowledged].sort(), 'what was recorded is what clients were told').toEqual(told.toSorted());
    expect(told.length).toBeGreaterThan(150);
    expect(looked).toBeGreaterThan(100);
    const synced = new Set(events.flatMap((event) => (event.did === 'sync' ? [event.file] : [])));
    expect([...synced].sort(), 'the log was emptied into the database meanwhile').toEqual(names);
  },
  1_800_000,
);

async function answerMany(client: Client): Promise<void> {
  for (let i = 0; i < answersEach; i++) await client.answerOne(i % 3 === 0 ? 'A' : 'B');
}

/** Opens what is left on the disk as the next start would. */
function expectWhole(left: Map<string, Buffer>, acknowledged: ReadonlySet<string>, when: string): void {
  const folder = mkdtempSync(join(root, 'cut-'));
  for (const [name, bytes] of left) writeFileSync(join(folder, name), bytes);
  const handle = openHandle(join(folder, 'etude.db'));
  // What it writes from here on is thrown away.
  handle.pragma('synchronous = OFF');
  try {
    expect(handle.pragma('integrity_check', { simple: true }), when).toBe('ok');
    expect(handle.pragma('foreign_key_check'), when).toEqual([]);
    const stored = new Set(handle.prepare('select id from review').pluck().all());
    expect(
      [...acknowledged].filter((id) => !stored.has(id)),
      when,
    ).toEqual([]);
    const counted = handle.prepare('select coalesce(sum(answers), 0) from tally').pluck().get();
    expect(counted, `${when}: answers and tallies`).toBe(stored.size);
  } finally {
    handle.close();
    rmSync(folder, { recursive: true });
  }
}

test.skipIf(!hasStrace)(
  'at the first start the secret is on the disk, with its name, before the database begins',
  async () => {
    const folder = workplace();
    const calls = join(folder, 'calls');
    // With -D the server is the child and strace its grandchild, so that the signal ends both.
    const traced = [
      'strace',
      '-D',
      '-y',
      '-s',
      '64',
      '-e',
      'trace=fsync,fdatasync,link,pwrite64',
      '-o',
      calls,
    ];
    const server = await serve(folder, [], { ETUDE_PORT: '0' }, [...traced, ...(await bundled())]);
    await server.end('SIGKILL');
    const lines = readFileSync(calls, 'utf8').split('\n');
    const first = (pattern: RegExp, after = 0) =>
      lines.findIndex((line, i) => i >= after && pattern.test(line));
    const synced = first(/^f(data)?sync\(\d+<[^>]*\/data\/secret\.\w+\.part>/);
    const named = first(/^link\(.*secret\.\w+\.part", .*secret"\)/, synced);
    const kept = first(/^f(data)?sync\(\d+<[^>]*\/data>\)/, named);
    const begun = first(/^pwrite64\(\d+<[^>]*\/data\/etude\.db>/);
    expect(synced).toBeGreaterThan(-1);
    expect([synced, named, kept, begun]).toEqual([synced, named, kept, begun].toSorted((a, b) => a - b));
    expect(first(/^fsync\(\d+<[^>]*\/data>\)/), 'the name of the database as well').toBeLessThan(begun);
  },
  120_000,
);
