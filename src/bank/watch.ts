import { readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { digest } from '../base/digest.ts';
import { every, soon } from '../base/world.ts';

/** How files are watched: by the system's own word, by looking every second (for mounts that tell nothing), or not. */
export const watching = ['on', 'poll', 'off'] as const;
export type Watching = (typeof watching)[number];

/** A save comes as several events within a moment: one look at the end of them is enough. */
const settleMs = 100;
const pollMs = 1000;

/** Calls back some time after anything in a folder has changed, however deep. Returns the end of it. */
export function watchFolder(folder: string, how: Watching, changed: () => void): () => void {
  if (how === 'off') return () => {};
  const settled = soon(settleMs, changed);
  if (how === 'poll') {
    let before = traceOf(folder);
    const stop = every(pollMs, () => {
      const now = traceOf(folder);
      if (now !== before) settled.start();
      before = now;
    });
    return () => {
      stop();
      settled.stop();
    };
  }
  const watcher = watch(folder, { recursive: true }, settled.start);
  // A folder that vanishes while it is being looked at is no reason to stop serving.
  watcher.on('error', settled.start);
  return () => {
    watcher.close();
    settled.stop();
  };
}

/** Names, sizes and times of everything in a folder, as one word. */
function traceOf(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const lines = names.map((name) => {
    const { size, mtimeMs, ino } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? {};
    return [name, size, mtimeMs, ino].join(' ');
  });
  return digest(lines.join('\n'));
}
