import type { Handle } from '../../src/base/data/handle.ts';
import { bare, levelsOf, partsOf } from './sql.ts';

/** The tables that hold rows of learners, each with the columns that say whose a row is: together one of these lists names one learner. */
export type Keys = ReadonlyMap<string, readonly (readonly string[])[]>;

/** What a statement says of whose rows it touches: the tables that it names no learner for, and the parameters that name one. */
export type Whose = { loose: string[]; learners: string[] };

type Use = { table: string; alias: string; text: string };

/** The keys of the tables of learners in a database, and of the table `learner` itself. */
export function keysIn(handle: Handle): Keys {
  const names = (sql: string) => handle.prepare(sql).pluck().all() as string[];
  const tables = names("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'");
  const owned = tables.filter((table) =>
    names(`select name from pragma_table_info('${table}')`).includes('learner'),
  );
  const unique = (table: string) =>
    names(`select name from pragma_index_list('${table}') where "unique" and not partial`).map((index) =>
      names(`select name from pragma_index_info('${index}')`),
    );
  return new Map<string, string[][]>([
    ['learner', [['id']]],
    ...owned.map((table): [string, string[][]] => [table, [['learner'], ...unique(table)]]),
  ]);
}

/** Whose rows a statement touches, by what it compares with the keys of each table that it names. */
export function whoseRows(sql: string, keys: Keys): Whose {
  const statement = bare(sql).replace(/cast\((:?[\w.]+) as \w+\)/g, '$1');
  const uses = levelsOf(statement).flatMap(({ text }) => usesIn(text, keys));
  const learners = new Set<string>();
  const bound = new Set<Use>();
  const isNamed = (values: readonly string[]): boolean => {
    const isGiven = values.every((value) => value.startsWith(':'));
    if (isGiven) learners.add(values.join(' and '));
    return isGiven || [...bound].some(({ alias, table }) => `${alias}.${ownerOf(table)}` === values.join());
  };
  const isBound = (use: Use) => keys.get(use.table)!.some((key) => comparedWith(use, key).some(isNamed));
  for (let before = -1; before < bound.size; ) {
    before = bound.size;
    for (const use of uses) if (!bound.has(use) && isBound(use)) bound.add(use);
  }
  const loose = uses.filter((use) => !bound.has(use)).map(({ table }) => table);
  const inserted = insertedInto(statement, keys);
  if (inserted && !isNamed([inserted.owner])) loose.push(inserted.table);
  return { loose, learners: [...learners] };
}

/** The column that says whose a row of a table is. */
const ownerOf = (table: string) => (table === 'learner' ? 'id' : 'learner');

/** The tables of learners that a level reads or changes; one whose conditions are alternatives compares nothing. */
function usesIn(text: string, keys: Keys): Use[] {
  const uses = text.matchAll(/\b(?:from|join|(?<!do )update) (\w+)(?: as (\w+))?/g);
  const conditions = / or /.test(text) ? '' : text;
  return [...uses].flatMap(([, table, alias]) =>
    keys.has(table!) ? [{ table: table!, alias: alias ?? table!, text: conditions }] : [],
  );
}

/** The values that a table's key is compared with in its level: lists of one value for each of its columns. */
function comparedWith({ alias, text }: Use, key: readonly string[]): string[][] {
  const values = key.map((column) => {
    const own = `(?:\\b${alias}\\.|(?<![\\w.:]))${column}`;
    const condition = `\\b(?:where|and|on) (?:${own} = (:\\w+|\\w+\\.\\w+)|(:\\w+|\\w+\\.\\w+) = ${own})(?= |$)`;
    return [...text.matchAll(new RegExp(condition, 'g'))].map(([, right, left]) => (right ?? left)!);
  });
  if (values.length === 1) return values[0]!.map((value) => [value]);
  return values.every((each) => each.length > 0) ? [values.map(([first]) => first!)] : [];
}

/** The table of learners that a statement inserts into, and the value by which it names the learner. */
function insertedInto(statement: string, keys: Keys): { table: string; owner: string } | undefined {
  const [, table, columns, values, selected] =
    /^insert into (\w+) \(([^)]*)\) (?:values \((.*?)\)(?: on conflict.*)?$|select (.*))/.exec(statement) ??
    [];
  if (!table || !keys.has(table)) return undefined;
  const at = partsOf(columns!).indexOf(ownerOf(table));
  return { table, owner: partsOf(values ?? selected!)[at]!.replace(/ .*/, '') };
}
