import { existsSync, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { digest } from '../base/digest.ts';
import { every, soon } from '../base/world.ts';

/** How files are watched: by the system's own word, by looking every second (for mounts that tell nothing), or not. */
export type Watching = 'on' | 'poll' | 'off';

/** A save comes as several events within a moment: one look at the end of them is enough. */
const settleMs = 100;
const pollMs = 1000;

/** Calls back some time after anything in a folder has changed, however deep. Returns the end of it. */
export function watchFolder(folder: string, how: Watching, changed: () => void): () => void {
  if (how === 'off') return () => {};
  const settled = soon(settleMs, changed);
  const stop = how === 'on' ? listen(folder, settled.start) : poll(folder, settled.start);
  return () => {
    stop();
    settled.stop();
  };
}

function listen(folder: string, touched: () => void): () => void {
  try {
    const watcher = watch(folder, { recursive: true }, touched).unref();
    // A folder that vanishes while it is being looked at is no reason to stop serving.
    watcher.on('error', touched);
    return () => watcher.close();
  } catch {
    // The system has no watch left to give, and looking does as well.
    return poll(folder, touched);
  }
}

function poll(folder: string, touched: () => void): () => void {
  let before = traceOf(folder);
  return every(pollMs, () => {
    const now = traceOf(folder);
    if (now !== before) touched();
    before = now;
  });
}

/** Names, sizes and times of everything in a folder, as one word. */
function traceOf(folder: string): string {
  if (!existsSync(folder)) return '';
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const lines = names.map((name) => {
    const { size, mtimeMs, ino } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? {};
    return [name, size, mtimeMs, ino].join(' ');
  });
  return digest(lines.join('\n'));
}
