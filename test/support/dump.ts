import type { Handle } from '../../src/base/data/handle.ts';

/** Every row of every table, for comparing before and after; what waits to be looked at again is left out. */
export function dump({ handle }: { handle: Handle }): Record<string, unknown[]> {
  const tables = handle
    .prepare("select name from sqlite_schema where type = 'table' and name <> 'analysis_due' order by name")
    .pluck()
    .all() as string[];
  return Object.fromEntries(tables.map((table) => [table, handle.prepare(`select * from ${table}`).all()]));
}
