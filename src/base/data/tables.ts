import type { Value } from './database.ts';

/** What a column holds: both engines have these types and no other. */
export type ColumnType = 'integer' | 'real' | 'text' | 'bytes';

export type Column = { name: string; type: ColumnType };

/** A table as both engines have it. */
export type Table = {
  name: string;
  columns: readonly Column[];
  /** The columns of its primary key. */
  key: readonly string[];
  /** The other tables that its rows refer to. */
  references: readonly string[];
  /** Whether a crash of the server may empty it, so that nothing in it is worth moving. */
  isTransient: boolean;
};

/** The values of a row, in the order of the table's columns. */
export type Row = readonly Value[];

/** What a database holds, table by table, whatever the engine. */
export type Tables = {
  /** What sentences call it. */
  name: string;
  list(): Promise<Table[]>;
  count(table: Table): Promise<number>;
  /** Reads rows in the order of their key: the first ones, or those after a key. */
  read(table: Table, after: Row | undefined, limit: number): Promise<Row[]>;
};

/** A database that is being filled from another one. Until the end nobody can serve it. */
export type Target = Tables & {
  /** Whether it keeps a text with the character U+0000. */
  keepsZero: boolean;
  /** The digest of the source that it is being filled from; undefined where that has not begun. */
  source(): Promise<string | undefined>;
  /** Empties its tables, and notes what it is filled from. */
  begin(tables: readonly Table[], source: string): Promise<void>;
  /** The key of the last row of a table. */
  last(table: Table): Promise<Row | undefined>;
  /** Adds rows, all of them or none. No trigger is set off: what triggers have made is copied as well. */
  insert(table: Table, rows: readonly Row[]): Promise<void>;
  /** Makes of it a database that can be served. */
  end(): Promise<void>;
};

/** The table in which a database says that it is being filled. */
export const moving = 'moving';

/** Tables that each engine keeps for itself. */
export const ownTables: readonly string[] = ['migration', moving];

/** A name as SQL takes it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Names in a row, as SQL takes them. */
export const namesOf = (names: readonly string[]) => names.map(quoted).join(', ');

/** The columns of a table's key. */
export function keyColumns({ columns, key }: Table): Column[] {
  return key.map((name) => columns.find((column) => column.name === name)!);
}

/** The select of rows in the order of their key, from the beginning or after a key that stands in holes. */
export function selectSlice(
  table: Table,
  isFirst: boolean,
  limit: number,
  hole: (column: Column, i: number) => string,
): string {
  const key = namesOf(table.key);
  const after = isFirst ? '' : `where (${key}) > (${keyColumns(table).map(hole).join(', ')})`;
  const columns = namesOf(table.columns.map(({ name }) => name));
  return `select ${columns} from ${quoted(table.name)} ${after} order by ${key} limit ${limit}`;
}

/** The select of the last row's key. */
export function selectLast({ name, key }: Table): string {
  const backwards = key.map((each) => `${quoted(each)} desc`).join(', ');
  return `select ${namesOf(key)} from ${quoted(name)} order by ${backwards} limit 1`;
}
