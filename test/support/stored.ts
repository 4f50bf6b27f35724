import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';

/**
 * Rows of the database in a data folder as they lie on disk, the file being sound. What is opened is a copy: opening
 * recovers the log and closing removes it, which is for the next Etude to do.
 */
export function storedRows<Row>(folder: string, ...queries: readonly string[]): Row[][] {
  const copy = mkdtempSync(join(tmpdir(), 'etude-copy-'));
  cpSync(folder, copy, { recursive: true });
  const handle = new Sqlite(join(copy, 'etude.db'));
  try {
    expect(handle.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(handle.pragma('foreign_key_check')).toEqual([]);
    return queries.map((sql) => handle.prepare(sql).all() as Row[]);
  } finally {
    handle.close();
    rmSync(copy, { recursive: true });
  }
}

/** The ids of the answers in a data folder. */
export function storedReviews(folder: string): string[] {
  const [reviews] = storedRows<{ id: string }>(folder, 'select id from review order by id');
  return reviews!.map(({ id }) => id);
}

/** How to read everything that an answer writes, in practice and at the end of an exam alike. */
export const writtenByAnswers = [
  'select * from review order by id',
  'select * from card order by learner, concept',
  'select * from tally order by learner, day, domain, kind, certainty',
  'select * from belief',
  'select * from response_count',
  'select * from learner order by id',
];
