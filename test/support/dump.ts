import type { Handle } from '../../src/base/data/handle.ts';
import { perObject } from '../../src/base/lazy.ts';

/** What is worked out in the background from the counts of answers, some time after an answer. */
const workedOut = "('analysis_due', 'question_analysis')";

/** The statements that read each table of a database, by the version of its schema. */
const known = perObject((_: Handle) => new Map<unknown, ReturnType<typeof statementsOf>>());

function reading(handle: Handle) {
  const version = handle.pragma('schema_version', { simple: true });
  return known(handle).getOrInsertComputed(version, () => statementsOf(handle));
}

function statementsOf(handle: Handle) {
  const tables = handle
    .prepare(`select name from sqlite_schema where type = 'table' and name not in ${workedOut} order by name`)
    .pluck()
    .all() as string[];
  return tables.map((table) => ({ table, statement: handle.prepare(`select * from ${table}`) }));
}

/** Every row of every table, for comparing before and after; what is worked out in the background is left out. */
export function dump({ handle }: { handle: Handle }): Record<string, unknown[]> {
  return Object.fromEntries(reading(handle).map(({ table, statement }) => [table, statement.all()]));
}
