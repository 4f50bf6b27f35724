import { Refusal } from '../../failure.ts';
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
  type Target,
} from '../tables.ts';
import type { Connection, Query } from './connection.ts';

/** The names of the types, and back. */
const types: Record<string, ColumnType> = {
  bigint: 'integer',
  'double precision': 'real',
  text: 'text',
  bytea: 'bytes',
};
const named = Object.fromEntries(Object.entries(types).map(([name, type]) => [type, name])) as Record<
  ColumnType,
  string
>;

/** Every table of Etude's schema: its columns, its key and what it refers to. */
const listing = `
  select t.relname as name, t.relpersistence = 'u' as is_transient,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute as a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select coalesce(json_agg(a.attname order by k.place), '[]')
      from pg_index as i cross join unnest(i.indkey) with ordinality as k (number, place)
      join pg_attribute as a on a.attrelid = t.oid and a.attnum = k.number
      where i.indrelid = t.oid and i.indisprimary) as key,
    (select coalesce(json_agg(distinct other.relname), '[]')
      from pg_constraint as c join pg_class as other on other.oid = c.confrelid
      where c.conrelid = t.oid and c.contype = 'f' and c.confrelid <> t.oid) as "references"
  from pg_class as t
  where t.relnamespace = to_regnamespace(current_schema()::text) and t.relkind in ('r', 'p') and not t.relispartition
  order by t.relname`;

type Listed = {
  name: string;
  is_transient: number;
  columns: { name: string; type: string }[];
  key: string[];
  references: string[];
};

/** What a database of PostgreSQL's holds, table by table, and how it is filled from another one. */
export function postgresTables(connection: Connection, name: string): Target {
  const ask = async (text: string, values: Row = []) =>
    (await connection.send({ text, values: [...values] })).rows;

  return {
    name,
    keepsZero: false,
    async list() {
      const rows = (await ask(listing)) as unknown as Listed[];
      return rows.filter(({ name }) => !ownTables.includes(name)).map(toTable);
    },
    async count({ name }) {
      return (await ask(`select count(*) as count from ${quoted(name)}`))[0]!.count as number;
    },
    async read(table, after, limit) {
      const hole = ({ type }: { type: ColumnType }, i: number) => `$${i + 1}::${named[type]}`;
      const rows = await ask(selectSlice(table, after === undefined, limit, hole), after);
      return rows.map((row) => table.columns.map(({ name }) => row[name]!));
    },
    async source() {
      if (!(await isMoving(connection))) return undefined;
      return (await ask(`select source from ${moving}`))[0]!.source as string;
    },
    async begin(tables, source) {
      const all = namesOf(tables.map(({ name }) => name));
      await transact(connection, [
        { text: `create table if not exists ${moving} (source text not null)` },
        ...tables.map(({ name }) => turn('disable', name)),
        { text: `truncate ${all}, ${moving}` },
        ...tables.map(({ name }) => turn('enable', name)),
        { text: `insert into ${moving} values ($1)`, values: [source] },
      ]);
    },
    async last(table) {
      const [row] = await ask(selectLast(table));
      return row && table.key.map((name) => row[name]!);
    },
    async insert({ name, columns }, rows) {
      const lists = columns.map(({ type }, i) => `$${i + 1}::${named[type]}[]`).join(', ');
      await transact(connection, [
        turn('disable', name),
        {
          text: `insert into ${quoted(name)} (${namesOf(columns.map((each) => each.name))}) select * from unnest(${lists})`,
          values: columns.map((_, i) => rows.map((row) => row[i]!)),
        },
        turn('enable', name),
      ]);
    },
    async end() {
      await transact(connection, [{ text: `drop table ${moving}` }]);
      await connection.send({ text: 'analyze' });
    },
  };
}

function toTable({ is_transient, columns, ...table }: Listed): Table {
  const known = columns.map(({ name, type }) => ({ name, type: types[type]! }));
  return { ...table, columns: known, isTransient: is_transient === 1 };
}

/** Refuses a database that a move has not filled to the end. */
export async function refuseHalfMoved(connection: Connection): Promise<void> {
  if (!(await isMoving(connection))) return;
  throw new Refusal(
    'ETUDE_DATABASE: a move into this database has not finished: run the same "etude move" command again to finish it, or name another database. Nothing was changed.',
  );
}

/** Whether a database is being filled from another one. */
export async function isMoving(connection: Connection): Promise<boolean> {
  const { rows } = await connection.send({
    text: `select count(*) as count from pg_class
           where relname = '${moving}' and relnamespace = to_regnamespace(current_schema()::text)`,
  });
  return rows[0]!.count === 1;
}

/** Etude's own triggers alone are turned: those that hold the foreign keys stay on. */
const turn = (how: 'disable' | 'enable', table: string): Query => ({
  text: `alter table ${quoted(table)} ${how} trigger user`,
});

async function transact(connection: Connection, queries: readonly Query[]): Promise<void> {
  const all = [{ text: 'begin' }, ...queries, { text: 'commit' }];
  const sent = await Promise.allSettled(all.map((query) => connection.send(query)));
  const failed = sent.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
