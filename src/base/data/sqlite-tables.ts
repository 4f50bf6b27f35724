import { type Handle, rollBack } from './handle.ts';
import { type Migration, partsOfSchema, schemaOf } from './migrate.ts';
import {
  type ColumnType,
  moving,
  namesOf,
  ownTables,
  quoted,
  type Row,
  selectLast,
  selectSlice,
  type Table,
  type Tables,
  type Target,
} from './tables.ts';

const types: Record<string, ColumnType> = { INTEGER: 'integer', REAL: 'real', TEXT: 'text', BLOB: 'bytes' };

/** What a database of SQLite's holds, table by table. */
export function sqliteTables(handle: Handle, name: string): Tables {
  return {
    name,
    async list() {
      const tables = partsOfSchema(handle).filter(({ type }) => type === 'table');
      return tables.filter(({ name }) => !ownTables.includes(name)).map(({ name }) => describe(handle, name));
    },
    async count({ name }) {
      return handle
        .prepare(`select count(*) from ${quoted(name)}`)
        .pluck()
        .get() as number;
    },
    async read(table, after, limit) {
      const select = handle.prepare(selectSlice(table, after === undefined, limit, () => '?'));
      return select.raw().all(...(after ?? [])) as Row[];
    },
  };
}

type ColumnRow = { name: string; type: string; pk: number };

function describe(handle: Handle, name: string): Table {
  const columns = handle.prepare('select name, type, pk from pragma_table_info(?)').all(name) as ColumnRow[];
  const references = handle
    .prepare('select distinct "table" from pragma_foreign_key_list(?)')
    .pluck()
    .all(name) as string[];
  return {
    name,
    columns: columns.map(({ name, type }) => ({ name, type: types[type]! })),
    key: columns
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map(({ name }) => name),
    references: references.filter((other) => other !== name),
    isTransient: false,
  };
}

/**
 * Fills a new database of SQLite's, in a file that nobody else uses. Its triggers are taken out until the end, because
 * SQLite cannot turn them off.
 */
export function sqliteTarget(handle: Handle, name: string, migrations: readonly Migration[]): Target {
  const triggers = () => partsOfSchema(handle).filter(({ type }) => type === 'trigger');
  return {
    ...sqliteTables(handle, name),
    keepsZero: true,
    async source() {
      const isNoted = partsOfSchema(handle).some(({ name }) => name === moving);
      return isNoted ? (handle.prepare(`select source from ${moving}`).pluck().get() as string) : undefined;
    },
    async begin(tables, source) {
      inTransaction(handle, () => {
        for (const { name } of triggers()) handle.exec(`drop trigger ${quoted(name)}`);
        for (const { name } of tables.toReversed()) handle.exec(`delete from ${quoted(name)}`);
        handle.exec(`drop table if exists ${moving}; create table ${moving} (source text not null) strict`);
        handle.prepare(`insert into ${moving} values (?)`).run(source);
      });
    },
    async last(table) {
      return handle.prepare(selectLast(table)).raw().get() as Row | undefined;
    },
    async insert({ name, columns }, rows) {
      const holes = columns.map(() => '?').join(', ');
      const names = namesOf(columns.map(({ name }) => name));
      const insert = handle.prepare(`insert into ${quoted(name)} (${names}) values (${holes})`);
      inTransaction(handle, () => {
        for (const row of rows) insert.run(...row);
      });
    },
    async end() {
      const missing = schemaOf(migrations).filter(({ type }) => type === 'trigger');
      inTransaction(handle, () => {
        for (const { sql } of missing) handle.exec(sql!);
        handle.exec(`drop table ${moving}`);
      });
      handle.pragma('optimize = 0x10002');
    },
  };
}

function inTransaction(handle: Handle, work: () => void): void {
  handle.exec('begin immediate');
  try {
    work();
    handle.exec('commit');
  } catch (error) {
    rollBack(handle);
    throw error;
  }
}
