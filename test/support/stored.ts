import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';

/**
 * The ids of the answers in a data folder as they lie on disk, the file being sound. What is opened is a copy: opening
 * recovers the log and closing removes it, which is for the next Etude to do.
 */
export function storedReviews(folder: string): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'etude-copy-'));
  cpSync(folder, copy, { recursive: true });
  const handle = new Sqlite(join(copy, 'etude.db'));
  try {
    expect(handle.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(handle.pragma('foreign_key_check')).toEqual([]);
    return handle.prepare('select id from review order by id').pluck().all() as string[];
  } finally {
    handle.close();
    rmSync(copy, { recursive: true });
  }
}
