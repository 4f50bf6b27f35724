import type { Handle } from '../../src/base/data/handle.ts';

/** What is worked out in the background from the counts of answers, some time after an answer. */
const workedOut = "('analysis_due', 'question_analysis')";

/** Every row of every table, for comparing before and after; what is worked out in the background is left out. */
export function dump({ handle }: { handle: Handle }): Record<string, unknown[]> {
  const tables = handle
    .prepare(`select name from sqlite_schema where type = 'table' and name not in ${workedOut} order by name`)
    .pluck()
    .all() as string[];
  return Object.fromEntries(tables.map((table) => [table, handle.prepare(`select * from ${table}`).all()]));
}
