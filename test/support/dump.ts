import type { House } from './house.ts';

/** Every row of every table, for comparing before and after. */
export function dump({ handle }: House): Record<string, unknown[]> {
  const tables = handle
    .prepare("select name from sqlite_schema where type = 'table' order by name")
    .pluck()
    .all() as string[];
  return Object.fromEntries(tables.map((table) => [table, handle.prepare(`select * from ${table}`).all()]));
}
