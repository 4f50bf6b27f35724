import type { Handle } from '../../base/data/handle.ts';
import { isAsMade, type Migration, partsOfSchema, schemaOf } from '../../base/data/migrate.ts';
import { Refusal } from '../../base/failure.ts';
import { damaged, type Finding, findingLine, restore } from './findings.ts';
import { compareSchema, type SchemaFindings } from './schema.ts';
import { findingOf } from './trouble.ts';

/** What SQLite itself finds wrong with the file; where it cannot even look, that is the finding. */
export function examineFile(handle: Handle): Finding[] {
  try {
    const damage = handle.pragma('integrity_check') as { integrity_check: string }[];
    const orphans = handle.pragma('foreign_key_check') as { table: string }[];
    return [
      ...damage
        .filter(({ integrity_check: line }) => line !== 'ok')
        .map(({ integrity_check }) => damaged(integrity_check)),
      ...orphans.map(({ table }) => ({
        what: `A row in ${table} refers to a row that is missing.`,
        mend: restore,
      })),
    ];
  } catch (error) {
    return [findingOf(error)];
  }
}

/** How the schema differs from the one that the migrations make which the database has had. */
export function examineSchema(handle: Handle, migrations: readonly Migration[]): SchemaFindings {
  const version = handle.pragma('user_version', { simple: true }) as number;
  return compareSchema(schemaOf(migrations.slice(0, version)), partsOfSchema(handle));
}

/** Refuses a database in which triggers can change answers. Returns what else is strange about its schema. */
export function refuseTriggers(handle: Handle, migrations: readonly Migration[]): Finding[] {
  if (isAsMade(migrations, handle)) return [];
  const { damage, triggers, others } = examineSchema(handle, migrations);
  if (triggers.length === 0) return [...damage, ...others];
  throw new Refusal(`ETUDE_DATA: ${handle.name} is not served. ${triggers.map(findingLine).join(' ')}`);
}
