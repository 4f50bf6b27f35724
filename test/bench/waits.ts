import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { load, type Server } from './servers.ts';
import { record, show } from './table.ts';

/** How much longer one reader waits while answers pour in. */
export async function measureWaits(server: Server, pages: string, answers: readonly string[]): Promise<void> {
  const idle = await load(server, pages, 1);
  const stop = pour(server, answers, 300);
  const busy = await load(server, pages, 1);
  const poured = await stop();
  if (poured < 280) throw new Error(`Only ${show(poured)} answers a second poured in.`);
  record('page, middle wait: while 300 answers a second pour in ÷ idle', '≤ 2', busy.p50 / idle.p50);
}

/** Posts answers at a steady rate until told to stop; returns how many a second were saved. */
function pour(server: Server, lines: readonly string[], perSecond: number) {
  const began = performance.now();
  const pending: Promise<Response>[] = [];
  let running = true;
  const done = (async () => {
    while (running) {
      const due = Math.min(lines.length, ((performance.now() - began) * perSecond) / 1000);
      for (const line of lines.slice(pending.length, due)) {
        const [path, cookie, body] = line.split('\t');
        const headers = { cookie: cookie!, 'content-type': 'application/x-www-form-urlencoded' };
        const url = new URL(path!, server.address);
        pending.push(fetch(url, { method: 'POST', headers, body: body!, redirect: 'manual' }));
      }
      await sleep(2);
    }
  })();
  return async () => {
    running = false;
    await done;
    const seconds = (performance.now() - began) / 1000;
    const replies = await Promise.all(pending);
    return replies.filter(({ status }) => status === 303).length / seconds;
  };
}

/** How often a second a page of a file can be overwritten and synced. */
export function syncsPerSecond(file: string): number {
  const descriptor = openSync(file, 'w');
  const page = Buffer.alloc(4096, 1);
  writeSync(descriptor, page, 0, page.length, 0);
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < 1000) {
    writeSync(descriptor, page, 0, page.length, 0);
    fdatasyncSync(descriptor);
    count++;
  }
  closeSync(descriptor);
  return (count * 1000) / (performance.now() - began);
}
