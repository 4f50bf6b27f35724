import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { foldersOf, quickDisk } from './quick-disk.ts';

/** Removes the houses that workers kept for the next test: Vitest ends a worker before it could do so itself. */
export function teardown(): void {
  for (const name of readdirSync(quickDisk))
    if (name.startsWith(foldersOf(process.pid))) rmSync(join(quickDisk, name), { recursive: true });
}
